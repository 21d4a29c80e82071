# 规则包的错误与平衡检查。键名是错误代码（把“.”和“_”换成“-”）。
pack-at = { $file } 第 { $line } 行，{ $key }
pack-at-file = { $file }
pack-did-you-mean = 是不是想写“{ $word }”？

pack-query-flaw = 指标 { $indicator }（自 { $from } 年起）的查询：{ $why }
pack-case-differs = 算例结果不符：{ $mismatch }
pack-missing-file = 缺少文件 { $missing }。
    .hint = 每个规则包都要有 { $missing }，写明编号和名称。
pack-unknown-file = 规则包里不该有这个文件。
    .hint = 可以放的文件：{ $allowed }。改正文件名或位置，或者移出规则包。
pack-unused-file = 没有任何指标使用这个查询文件。
    .hint = 在某个指标的 [[version]] 里写 sql = "文件名"，或者删除它。
pack-syntax = 不是正确的 TOML：{ $message }
    .hint = 常见原因是少了引号、括号或等号；看这一行和上一行。
pack-unknown-key = 这里没有“{ $found }”这个键。
    .hint = 可以写的键：{ $allowed }。
pack-missing-key = 缺少“{ $missing }”。
    .hint = 补上这个键，写法见 docs/packs.md。
pack-missing-language = 缺少{ $missing ->
        [zh] 中文
       *[en] 英文
    }文字。
    .hint = 文字要写两种语言：{"{"} zh = "…", en = "…" {"}"}。
pack-missing-rules = 没有写明行动计划的目标怎样评判。
    .hint = 在 pack.toml 中写 [status] 一节，或者继承已有这一节的规则包；写法见 docs/packs.md。
pack-wrong-type = 应当是{ $expected ->
        [string] 加引号的文字
        [word] 加引号的词
        [integer] 整数
        [number] 数字
        [boolean] true 或 false
        [date] 加引号的日期（如 "2023-09-07"）
        [array] 用方括号括起的列表
       *[object] 一组键和值
    }，这里写的是{ $found ->
        [string] 文字
        [integer] 整数
        [number] 小数
        [boolean] true 或 false
        [date] 没有加引号的日期
        [array] 列表
       *[object] 一组键和值
    }。
    .hint = 改成所要求的写法。
pack-wrong-length = 应当有 { $expected } 项，这里有 { $found } 项。
    .hint = 补上或删去多余的项。
pack-wrong-value = 这个值不能用：{ $message }
    .hint = 按提示改正，写法见 docs/packs.md。
pack-out-of-range = 数值超出范围（{ $least } 至 { $most }）。
    .hint = 检查是否多写或少写了数字。
pack-empty = 不能为空。
    .hint = 写上内容。
pack-not-a-date = “{ $found }”不是日期。
    .hint = 日期写成 "2023-09-07" 的样子。
pack-not-a-hundred = 计分各部分的满分合计不是 100。
    .hint = 调整 timeliness、quality 或 result。
pack-bad-pattern = “{ $found }”不是正确的正则表达式：{ $message }
    .hint = 检查括号是否成对；反斜杠写在单引号里。
pack-bad-name = “{ $found }”不能用作名称。
    .hint = 名称要符合 { $pattern }：小写字母开头，只用小写字母、数字和下划线。
pack-unknown-word = 不认识“{ $found }”。
    .hint = 可以写：{ $allowed }。
pack-unknown-reference = 没有名为“{ $found }”的{ $kind ->
        [pack] 规则包
        [column] 列
        [dataset] 数据表
        [code_list] 代码表
        [level] 比较项或等级
        [linkage] 比对规则
        [code] 代码
        [field] 字段
        [format] 号码格式
        [indicator] 指标
        [standard] 标准
        [sql] 查询文件
        [parameter] 参数
        [table] 表（该指标在这一年没有读取它）
        [unit] 单位
        [action] 行动
        [task] 任务
        [safeguard] 保障措施
       *[named_org] 学校或地区（[[named_org]]）
    }。
    .hint = 改正名称，或者先把它写出来。
pack-duplicate = “{ $found }”重复了。
    .hint = 每个只写一次；留下一个，改掉另一个。
pack-duplicate-id = { $other } 已经声明过同一编号。
    .hint = 扩展别的规则包时不能重新声明；换一个编号，或者修改原文件。
pack-id-not-file-name = 文件名是“{ $expected }”，里面写的却是“{ $found }”。
    .hint = 让两者一致。
pack-reserved = “{ $found }”在查询或网址中另有用途，不能用作数据表编号。
    .hint = 换一个编号。
pack-same-header = 表头“{ $found }”已经属于列“{ $other }”，无法判断该读到哪一列。
    .hint = 从其中一列去掉这个表头。
pack-scope-not-declared = 数据表“{ $dataset }”不能按 { $found } 报送。
    .hint = 在 datasets/{ $dataset }.toml 的 scopes 里加上 "{ $found }"，或者改由别的单位报送。
pack-same-code-name = “{ $found }”已经属于代码“{ $other }”，无法判断是哪一个代码。
    .hint = 从其中一个代码去掉这个名称。
pack-key-not-for-type = “{ $found }”不适用于这里。
    .hint = 删去这个键，或者改正类型。codes 用于代码，scale 用于小数，format、key_as 用于号码，every 用于经常性承诺，upper 用于区间。
pack-bound-not-of-type = 上下限与列的类型不符。
    .hint = 整数和小数列写数字，日期列写 "2023-09-07" 的样子；其他类型没有上下限。
pack-bad-example = 示例“{ $found }”自己就通不过这一列的检查。
    .hint = 换一个符合类型、代码表和格式的示例。
pack-bad-checksum = 校验字符的个数应当等于模数 { $modulus }。
    .hint = characters 里依余数从 0 起逐个写出校验字符。
pack-not-ascending = 没有按由小到大的顺序。
    .hint = 按年度或数值由小到大排列。
pack-not-for-kind = “{ $found }”不能用于 { $kind } 类字段。
    .hint = 换成适合该类字段的写法，见 docs/packs.zh-CN.md。
pack-not-exactly-one = 这些键只能写一个：{ $allowed }。
    .hint = 留下一个。
pack-unused-parameter = 查询里没有用到参数“{ $found }”。
    .hint = 在查询里写 ${ $found }，或者删去它。
pack-no-version = 指标在 { $year } 年没有定义。
    .hint = 改算例的年度，或者补一个从更早年度起的 [[version]]。
pack-circle = 指标“{ $found }”的计算绕回了自身。
    .hint = 查看各版本的 [[version.read]]，断开循环。
pack-bad-place = 原文位置 { $found } 不存在（原文共 { $paragraphs } 段）。
    .hint = 段从 1 数起，字从 0 数起，to 是末字的下一个，必须大于 from。

balance-indicator-unused = 指标“{ $found }”没有目标、标准或其他指标使用。
    .hint = 删除它，或者用 use 写明谁需要它。
balance-indicator-without-cases = 指标“{ $found }”没有算例。
    .hint = 在 indicators/{ $found }.cases.toml 里写几个手工算好的例子。
balance-dataset-unused = 数据表“{ $found }”没有指标或检查读取。
    .hint = 删除它，或者用 use 写明谁需要它。
balance-codes-unused = 代码表“{ $found }”没有列使用。
    .hint = 删除它，或者在列上写 codes = "{ $found }"。
balance-format-unused = 号码格式“{ $found }”没有列使用。
    .hint = 删除它，或者在列上写 format = "{ $found }"。
balance-standard-unused = 标准“{ $found }”没有指标读取。
    .hint = 删除它，或者让一个指标读取它。

# 公文模板。
pack-no-fence = 模板开头没有写明是什么公文。
    .hint = 开头先写一行 +++，接着写 title、purpose、subject，再写一行 +++，然后才是正文；写法见 docs/packs.md。
document-syntax = 模板写法有误：{ $about }
    .hint = 看这一行和上一行的 {"{{ }}"} 和 {"{% %}"} 是否成对，for 和 if 是否有 endfor 和 endif。
document-fill = 这里不能这样取数：{ $about }
    .hint = 可以写的名称见 docs/packs.md“公文”一节的表；可能没有的内容先用 if 判断。
document-unknown-mark = 不认识行首的记号：{ $about }
    .hint = 可以用的记号见 docs/packs.md“公文”一节；层次标题最多用五个 #。
document-incomplete-mark = 记号后面缺少内容：{ $about }
    .hint = @printed 和 !chart 后面要用竖线分成两部分，其他记号后面要有文字；可能没有内容的，整行放进 if 里。
document-cell-count = 这一行的格数与表头不同：{ $about }
    .hint = 表格每一行的格数都要与写着短横线的那一行相同；合并的格写 < 或 ^。
document-no-table-head = 表格没有写着短横线的一行：{ $about }
    .hint = 表头下面要有一行，每格写短横线，例如 | :-- | :-: |。
document-joined-cell = 这一行要合并的格不存在：{ $about }
    .hint = < 表示并入左边的格，不能写在第一格；^ 表示并入上面的格，不能写在第一行。
document-unknown-chart = 没有这个图：{ $about }
    .hint = 可以写的图：status（目标进展情况），以及 trends 中每个指标的 chart。
