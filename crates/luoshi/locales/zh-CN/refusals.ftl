refusal-workspace-missing = { $dir } 不是工作区。
    .hint = 先用 luoshi init 新建工作区，或用 --dir 指明工作区文件夹。
refusal-workspace-exists = { $dir } 已经是工作区。
    .hint = 直接使用它，或用 --dir 另选一个文件夹。
refusal-config-broken = 设置文件 { $file } 无法读取：{ $message }
    .hint = 改正该文件中指出的内容。
refusal-secret-broken = { $file } 中的 secret 不是 64 位十六进制数。
    .hint = 从备份恢复 { $file }；换用新的密钥会使以往数据无法关联。
refusal-pack-unknown = 没有规则包“{ $pack }”。
    .hint = 内置规则包有：{ $packs }；也可以写规则包文件夹的路径。
refusal-pack-ambiguous = 内置的规划不止一个（或没有），需要指明。
    .hint = 用 --pack 从以下规则包中选一个：{ $packs }。
refusal-pack-circular = 规则包“{ $pack }”绕回了自身。
    .hint = 检查各规则包 pack.toml 中的 extends。
refusal-plan-missing = 这个规则包没有规划（plan.toml）。
    .hint = 用 --pack 选一个有规划的规则包。
refusal-snapshot-unknown = 没有编号为“{ $id }”的导入。
    .hint = 用 luoshi snapshot list 查看编号。
refusal-snapshot-ambiguous = “{ $id }”对应 { $count } 次导入。
    .hint = 多写几位编号。
refusal-snapshot-withdrawn = 导入 { $id } 早已作废。
    .hint = 无需再次作废。
refusal-indicator-unknown = 没有指标“{ $id }”。
    .hint = { $nearest ->
        [none] {""}
       *[other] 是不是 { $nearest }？
    }用 luoshi indicator list 查看全部指标。
refusal-dataset-unknown = 没有数据表“{ $id }”。
    .hint = { $nearest ->
        [none] {""}
       *[other] 是不是 { $nearest }？
    }用 luoshi dataset list 查看全部数据表。
refusal-measure-computed = 指标 { $indicator } 由数据计算，不能人工登记。
    .hint = 导入它所依据的数据；用 luoshi indicator show { $indicator } 查看依据哪些数据表。
refusal-import-read-otherwise = “{ $file }”核对之后，这种表头的对应关系改过，没有导入。
    .hint = 重新报送这个文件，看过核对结果再接受。

refusal-file-unreadable = 文件 { $file } 读不出来：{ $message }
    .hint = 检查路径和读取权限。

refusal-definition-changed = 指标口径有变，但没有写成新的版本：{ $indicators }。
    .hint = 在规则包中为变动后的口径另写一个 [[version]]；如只是更正，用 luoshi compute --accept-definition-change 原因 确认。
lake-unknown-indicator = 没有指标“{ $indicator }”。
    .hint = 用 luoshi indicator list 查看全部指标。
lake-unknown-dataset = 没有数据表“{ $dataset }”。
    .hint = 用 luoshi dataset list 查看全部数据表。
lake-unknown-snapshot = 没有编号为“{ $snapshot }”的导入。
    .hint = 用 luoshi snapshot list 查看编号。
lake-unknown-org = { $date } 的机构名录中没有代码“{ $org }”。
    .hint = 核对代码，并确认学校和地区名录已经导入。
lake-unknown-table = 没有表“{ $table }”。
    .hint = 表名是数据表编号（见 luoshi dataset list）或 org。
lake-no-rows = 指标 { $indicator } 由人工登记，没有明细。
    .hint = 用 luoshi measure list 查看登记的值和佐证。
lake-no-definition = 指标 { $indicator } 在 { $year } 年没有定义。
    .hint = 换一个年度，或在规则包中补充从更早年度起的版本。
lake-circle = 指标的计算相互循环：{ $path }。
    .hint = 修改规则包，断开循环。
lake-query = 查询无法执行：{ $message }
    .hint = 只接受一条 SELECT 语句。
lake-not-exact = 指标 { $indicator } 的列 { $column } 是 { $found }，不是整数或定点小数。
    .hint = 在规则包的查询中用 CAST(… AS DECIMAL(18,4))。
lake-many-rows = 指标 { $indicator } 对 { $org } 有 { $rows } 行，只能有一行。
    .hint = 检查数据是否重复，或修改规则包中的查询。
lake-unclassed = 查询的列无法追溯到来源数据，因而无法确定谁可以查看：{ $message }
    .hint = 规则包的查询中不要使用递归、生成表的函数和分组集。
lake-personal-org = 指标 { $indicator } 的查询中，列 org 由个人信息算出。
    .hint = org 是明细所属学校或地区的代码，应取自这类代码列。
lake-other-dataset = { $before } 与 { $after } 不是同一数据表，不能比较。
    .hint = 选同一数据表的两次导入。
refusal-scope-unknown = { $date } 的机构名录中没有代码“{ $scope }”。
    .hint = 核对代码，并先导入学校和地区名录；全区的数据不用写 --scope。
refusal-mapping-broken = 对应关系文件 { $file } 无法读取：{ $message }
    .hint = 改正该文件，或删除后用 luoshi map 重新设置。
refusal-column-unknown = 这张数据表没有列“{ $column }”。
    .hint = 可用的列名：{ $columns }。
refusal-file-exists = 文件 { $file } 已经存在，没有覆盖。
    .hint = 换一个文件名，或先移走原来的文件。
refusal-snapshots-damaged = 导入数据的文件损坏、缺失或被改动：{ $snapshots }。
    .hint = 从备份恢复 snapshots 文件夹；只用导入时的原文件计算，不用别的文件代替。
refusal-demo-other = { $dir } 中的演示地区是用别的种子、规模或数据表生成的。
    .hint = 换一个文件夹，或用原来的选项。
refusal-demo-real = { $dir } 是已有的工作区，不是演示，没有改动。
    .hint = 用 --dir 另选一个文件夹，虚构的数据不能放进真实的工作区。

# 网站。
refusal-sign-in-first = 请先登录。
    .hint = 登录后再试。
refusal-sign-in-wrong = 用户名或密码不对。
    .hint = 检查大小写和输入法；忘记密码请联系系统管理员。
refusal-sign-in-wait = 输错次数过多，请等待 { $seconds } 秒再试。
    .hint = 平时使用的设备不受他人在别处试密码的影响。
refusal-sign-in-code-missing = 还需要动态验证码。
    .hint = 请重新输入密码，并填写手机验证器应用显示的 6 位数字。
refusal-sign-in-code-wrong = 动态验证码不对，或者已经用过。
    .hint = 等应用换一个新的数字再填；检查手机的时间是否准确。
refusal-code-wrong = 验证码与二维码对不上。
    .hint = 检查手机的时间是否准确，等应用换一个新的数字再填。
refusal-second-factor-on = 动态验证码已经启用。
    .hint = 换手机时，先在“我的账户”里停用，再重新启用。
refusal-session-unknown = 这台设备已经退出。
    .hint = 刷新页面查看现有的登录。
refusal-not-yours = 您的岗位没有这项权限。
    .hint = 需要时请联系系统管理员调整岗位。
refusal-page-missing = 没有这个页面。
    .hint = 检查地址，或者回到首页查找。
refusal-link-spent = 链接已经用过、过期或者不完整。
    .hint = 请联系系统管理员重新发一个。
refusal-password-short = 密码太短，至少 10 个字符。
    .hint = 用几个不相干的词连在一起，既好记又安全。
refusal-password-long = 密码太长，最多 128 个字符。
    .hint = 请缩短一些。
refusal-password-guessable = 密码太容易被猜中。
    .hint = 不要用姓名、单位、生日、常用词和键盘上相邻的字母；用几个不相干的词连在一起最好。
refusal-password-differs = 两次输入的密码不一样。
    .hint = 请重新输入。
refusal-password-wrong = 原密码不对。
    .hint = 检查大小写和输入法。
refusal-login-malformed = 用户名“{ $login }”不能用。
    .hint = 用 2 至 40 个字母、数字、汉字、点或横线。
refusal-login-taken = 用户名“{ $login }”已经有人使用。
    .hint = 换一个用户名，或者在名单里查找已有的账户。
refusal-name-malformed = 姓名不能为空，也不能超过 60 个字。
    .hint = 请填写姓名。
refusal-membership-scope = “{ $scope }”不是这个岗位的范围。
    .hint = 联络员和单位负责人填写单位代号，学校数据员填写学校标识码，乡镇经办人填写乡镇代码，其他岗位不必填写。
refusal-person-unknown = 没有账户“{ $login }”，或者账户已经停用。
    .hint = 在人员名单里查找。
refusal-last-administrator = 这样就没有人能管理账户了。
    .hint = 先给另一位同事系统管理员岗位。
refusal-setup-token = 设置口令不对。
    .hint = 口令显示在服务器的终端窗口里，每次启动都不同。
refusal-setup-pack-choice = 没有选择计划。
    .hint = 选择内置的计划，或者上传自己的规则包。
refusal-setup-pack-missing = 没有选择规则包文件。
    .hint = 选择规则包的 zip 文件，或者改用内置的计划。
refusal-setup-pack-both = 既选了内置的计划，又选了规则包文件。
    .hint = 要用自己的规则包，请选“上传自己的规则包”，再选一次文件；要用内置的计划，就不要选文件。
refusal-pack-zip-broken = 这个文件不是完好的 zip 压缩文件。
    .hint = 重新压缩规则包文件夹（不加密码）后再上传。
refusal-pack-zip-too-large = 压缩文件太大。
    .hint = 规则包最多 { $files } 个文件，解压后合计不超过 { $size } MB；不要把数据表放进规则包。
refusal-pack-zip-path = 压缩文件中的“{ $file }”指向文件夹以外，没有采用。
    .hint = 用一般的压缩软件直接压缩规则包文件夹。
refusal-pack-zip-text = 文件“{ $file }”不是 UTF-8 文本。
    .hint = 用文本编辑器另存为 UTF-8 编码。
refusal-pack-zip-none = 压缩文件中没有 pack.toml，或者不止一个。
    .hint = 只压缩一个含有 pack.toml 的规则包文件夹。
refusal-setup-done = 已经有人完成了设置。
    .hint = 请登录，或者联系第一位管理员。

refusal-reason-missing = 没有写明理由。
    .hint = 用一句话写明为什么要查看，至少 4 个字。

# 公文。
refusal-document-unknown = 没有公文模板“{ $id }”。
    .hint = 可以用的模板：{ $ids }。
refusal-document-unit = { $unit ->
    [none] 这份公文要指明是关于哪个单位的。
   *[other] 计划里没有单位“{ $unit }”。
}
    .hint = 用 luoshi plan show 查看单位的代号。
refusal-document-commitment = { $commitment ->
    [none] 这份公文要指明是关于哪条举措的。
   *[other] 计划里没有举措“{ $commitment }”。
}
    .hint = 用 luoshi plan show 查看举措的代号。
refusal-document-calendar = 不知道{ $year }年的节假日，算不出反馈期限。
    .hint = 在规则包中补上 calendar/{ $year }.toml，或者换一个日期。
refusal-document-flawed = 公文模板 { $file } 第 { $line } 行有误：{ $about }
    .hint = 用 luoshi pack check 查出模板的全部问题，改正后再试。
refusal-document-day = 公文日期 { $day } 还没有到。
    .hint = 选择 { $last } 或者以前的日期。
refusal-ledger-foreign = 这不是从这里导出的台账。
    .hint = 请用导出的台账填写，不要另建工作簿、另存为其他格式或者删除工作表。
refusal-ledger-other-plan = 这是另一个计划（{ $plan }）的台账。
    .hint = 选择本计划导出的台账。
refusal-ledger-broken = 台账里导出时的记录被改动过，无法核对。
    .hint = 重新导出台账，把填写的内容复制过去再交。
refusal-link-config-unknown = 没有名为“{ $config }”的比对规则，既不是文件，规则包里也没有。
    .hint = 规则包里有：{ $known }。
refusal-link-file = { $file }：{ $sentence }
    .hint = { $hint }
refusal-link-columns = { $file } 中找不到比对规则所列的任何一列。文件的表头：{ $headers }。
    .hint = 把这些表头补进比对规则中相应字段的 headers。
refusal-link-nothing-common = 没有一条分块规则能在两个文件中找齐所需的列。找到的字段：{ $found }。
    .hint = 为字段补上表头，或者增加一条只用两边都有的列的规则。
refusal-link-key-unknown = { $file } 没有“{ $key }”这一列。文件的表头：{ $headers }。
    .hint = 从中选一个表头。
refusal-link-key-duplicate = { $file } 中有两行的标识都是“{ $key }”。
    .hint = 换一个各行都不相同的列（--left-key、--right-key、--key），或者更正文件。
refusal-link-too-many-pairs = 第 { $rule } 条分块规则（{ $on }）会产生 { $pairs } 对，比对规则只允许 { $most } 对。
    .hint = 给这条规则增加能把数据分细的条件；确有必要花这个时间的，调大 max_pairs。
