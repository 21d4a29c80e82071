# 导入时发现的问题。键名是问题代码（把“.”和“_”换成“-”），.hint 是怎么办。
# 可用的变量：dataset（数据表）、header（栏目）、note（栏目的填写要求）、required（是否必填）、keys（不得重复的栏目）、value（单元格内容）、cell、row、sheet，以及问题自带的内容。

# 文件
file-empty = 文件是空的。
    .hint = 重新导出或另存后再导入。
file-wps = 这是 WPS 表格的 .{ $extension } 文件，不能直接读取。
    .hint = 用 WPS 打开，另存为 xlsx 格式后再导入。
file-web-page = 这个文件扩展名是 .{ $extension }，内容却是网页。
    .hint = 用 Excel 或 WPS 打开，另存为 xlsx 格式后再导入。
file-text-as-workbook = 这个文件扩展名是 .{ $extension }，内容却是纯文本。
    .hint = 用 Excel 或 WPS 打开，另存为 xlsx 格式后再导入。
file-not-a-workbook = 这不是电子表格文件。
    .hint = 可以导入 xlsx、xls、ods 和 csv 文件。
file-encrypted = 工作簿设有打开密码。
    .hint = 在 Excel 或 WPS 中取消密码，保存后再导入。
file-damaged = 文件已损坏，无法读取。
    .hint = 用 Excel 或 WPS 打开并另存为 xlsx；打不开的，重新导出。
file-too-large = 文件太大，这种格式不能读取。
    .hint = 另存为 xlsx 格式后再导入。
file-bomb = 文件解压后大得不正常（{ $detail }），已拒绝读取。
    .hint = 重新导出；仍然如此的，请与系统管理员联系。
file-encoding = 文件的文字编码既不是 UTF-8，也不是 GB18030。
    .hint = 用 Excel 或 WPS 打开，另存为 xlsx，或另存为“CSV UTF-8”。
file-no-rows = 没有一行可以导入的数据。
    .hint = 在表头下面填写数据；填写了的，先改正列出的问题。

# 表头
header-not-found = 没有找到“{ $dataset }”的表头。
    .hint = 表头应包含：{ $required }。改用模板填写（命令行用 luoshi template 生成）；单位自有的格式，设置一次对应关系（命令行用 luoshi map）。
header-missing = 缺少必需的栏目“{ $header }”。
    .hint = 补上这一列{ $aliases ->
        [none] 。
       *[other] ，也可以写作：{ $aliases }。
    }
header-unit = 缺少栏目“{ $header }”，只有单位不同的“{ $text }”。
    .hint = 换算后把表头改为“{ $header }”，不要只改表头。
header-ambiguous = 有几列都可以理解为“{ $header }”：{ $texts }。
    .hint = 只保留一列，或用 luoshi map 指明用哪一列。
header-mapping = 这份表格沿用了以前设置的对应关系，但找不到其中的“{ $text }”。
    .hint = 用 luoshi map 重新设置。
header-ignored = “{ $value }”一列不属于“{ $dataset }”，没有导入。
    .hint = 不需要处理；如果它就是某个栏目，改用模板中的栏目名称。

# 行
row-total = “{ $value }”这一行是合计，没有导入。
    .hint = 不需要处理，合计由系统计算。
row-footer = “{ $value }”这一行是表下说明，没有导入。
    .hint = 不需要处理。
row-example-changed = 这一行标为示例，内容却已改动。
    .hint = 是真实数据的，删去行末的示例标记；不是的，删去整行。
row-repeated-key = “{ $keys }”{ $key } 重复，与{ $other_sheet ->
        [none] {""}
       *[other] 工作表“{ $other_sheet }”
    }第 { $other } 行是同一条。
    .hint = 核对后只保留正确的一行。
row-repeated-value = “{ $header }”{ $value } 重复，第 { $other } 行已经有了。
    .hint = 核对这两行，改正填错的一行。

# 单元格
value-required = “{ $header }”没有填写。
    .hint = 填写这一格；不清楚的先核实，不要随意填写。
value-excel-error = “{ $header }”的公式出错（{ $detail }）。
    .hint = 改正公式，或把公式换成它应有的结果。
value-unknown-code = “{ $value }”不是“{ $header }”的可选项。{ $nearest ->
        [none] {""}
       *[other] 是不是“{ $nearest }”？
    }
    .hint = 可以填写：{ $allowed }{ $more ->
        [none] 。
       *[other] ，另有 { $more } 项见模板的下拉选项。
    }
value-not-an-integer = “{ $header }”应填整数，不能是“{ $value }”。
    .hint = 只填数字，不带单位和小数{ $required ->
        [yes] 。
       *[no] ；没有数据的留空。
    }
value-not-a-number = “{ $header }”应填数字，不能是“{ $value }”。
    .hint = 只填数字，不带单位{ $required ->
        [yes] 。
       *[no] ；没有数据的留空。
    }
value-not-a-date = “{ $value }”不是日期。
    .hint = 按 2023-09-01 或 2023年9月1日 填写{ $required ->
        [yes] 。
       *[no] ；没有的留空。
    }
value-no-day = “{ $value }”没有写明是哪一天。
    .hint = 写到日，如 2023-09-01。
value-not-a-boolean = “{ $header }”应填“是”或“否”，不能是“{ $value }”。
    .hint = 填“是”或“否”；不清楚的{ $required ->
        [yes] 先核实。
       *[no] 留空。
    }
value-too-small = “{ $header }”{ $value } { $kind ->
        [date] 早于
       *[number] 小于
    } { $bound }。
    .hint = { $kind ->
        [date] 核对年月日。
       *[number] 核对数值和单位。
    }
value-too-large = “{ $header }”{ $value } { $kind ->
        [date] 晚于
       *[number] 大于
    } { $bound }。
    .hint = { $kind ->
        [date] 核对年月日。
       *[number] 核对数值和单位。
    }
value-too-long = “{ $header }”{ $value } 位数太多。
    .hint = 核对数值和单位。
value-rounded = “{ $header }”{ $value } 的小数多于 { $scale } 位，按 { $rounded } 导入。
    .hint = 需要更准确时，按 { $scale } 位小数填写。
value-pattern = “{ $value }”不符合“{ $header }”的格式。
    .hint = { $note ->
        [none] 核对有没有漏填、多填或填错列。
       *[other] { $note }核对有没有漏填、多填或填错列。
    }
value-merged = “{ $header }”的 { $value } 合并了几行，不知道各行是多少。
    .hint = 取消合并，逐行填写。

# 标识号码
identifier-ruined = “{ $header }”已被表格软件变成数字（{ $value }），后几位丢失，无法恢复。
    .hint = 把这一列设为文本格式，从原始材料重新填写，不要在原数字上修改。
identifier-not-text = “{ $header }”应为文本，不能是“{ $value }”。
    .hint = 把这一列设为文本格式后重新填写。
identifier-pattern = “{ $value }”不符合“{ $header }”的编码规则。
    .hint = { $note ->
        [none] 核对有没有漏位、多位或填错列。
       *[other] { $note }核对有没有漏位、多位或填错列。
    }
identifier-no-date = “{ $value }”中的出生日期不存在。
    .hint = 对照证件核对号码。
identifier-checksum = “{ $value }”的校验码不对，其中有字符填错。
    .hint = 对照证件逐位核对。
identifier-birth-date-differs = “{ $value }”中的出生日期与“出生日期”栏不一致。
    .hint = 对照证件，改正填错的一栏。
identifier-sex-differs = “{ $value }”表示的性别与“性别”栏不一致。
    .hint = 对照证件，改正填错的一栏。

# 与其他数据的关系
reference-unknown = “{ $reference }”中没有这个“{ $header }”：{ $value }。
    .hint = 核对有没有填错；是新增的，先导入最新的“{ $reference }”。
scope-other-org = 这一行属于 { $value }，不在本次上报的范围内。
    .hint = 代码填错的改正；是别的单位的数据，删去这一行，由该单位上报。
scope-not-allowed = “{ $dataset }”不能只报 { $scope } 的数据。
    .hint = { $allowed ->
        [district] 这张表由区级汇总后统一导入，不写 --scope。
        [district-township] 由区级统一导入，或以乡镇（街道）的代码导入。
        [district-school] 由区级统一导入，或以学校的标识码导入。
       *[other] 由区级统一导入，或以乡镇（街道）、学校的代码导入。
    }

# 与上一次数据相比
drift-rose = 共 { $after } 行，比上一次的 { $before } 行增加 { $change }%，超过 { $limit }%。
    .hint = 核对是否重复或多报；情况属实的，写明原因后确认（命令行用 --confirm-drift）。
drift-fell = 共 { $after } 行，比上一次的 { $before } 行减少 { $change }%，超过 { $limit }%。
    .hint = 核对是否漏报；情况属实的，写明原因后确认（命令行用 --confirm-drift）。
drift-vanished = 上一次有、这一次没有的“{ $header }”共 { $count } 个：{ $values }。
    .hint = 核对是否漏报，逐年累计的台账要包含以往各年；情况属实的，写明原因后确认（命令行用 --confirm-drift）。
