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
lake-unclassed = 规则包的查询列出了所读数据表没有声明的列，无从确定谁可以查看：{ $columns }。
    .hint = 列名改为数据表中声明的列名，或从查询中去掉这些列。
lake-other-dataset = { $before } 与 { $after } 不是同一数据表，不能比较。
    .hint = 选同一数据表的两次导入。
refusal-scope-unknown = { $date } 的机构名录中没有代码“{ $scope }”。
    .hint = 核对代码，并先导入学校和地区名录；全区的数据不用写 --scope。
refusal-mapping-broken = 对应关系文件 { $file } 无法读取：{ $message }
    .hint = 改正该文件，或删除后用 luoshi map 重新设置。
refusal-column-unknown = 这张数据表没有列“{ $column }”。
    .hint = 可用的列名：{ $columns }。
refusal-demo-elsewhere = { $dir } 是工作区，但不是演示命令建立的。
    .hint = 用 --dir 另选一个文件夹（make demo DEMO_DIR=文件夹）。
refusal-file-exists = 文件 { $file } 已经存在，没有覆盖。
    .hint = 换一个文件名，或先移走原来的文件。
