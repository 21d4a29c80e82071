# 公文：页面、图和台账。
chart-value = 实际值
chart-goal = 目标值
document-goal = { $comparator ->
    [at_least] 不低于{ $target }
    [more_than] 高于{ $target }
    [less_than] 低于{ $target }
    [equal] { $target }
    [between] { $target }至{ $upper }
   *[at_most] { $unit ->
        [rank] { $target }及以前
        [grade] { $target }及以上
       *[quantity] 不高于{ $target }
    }
}
document-demo = 演示数据，全部虚构，不得作为公文使用
document-written = 已写成《{ $title }》：{ $file }
document-written-plain = 已写成《{ $title }》：{ $file }。没有给出网站地址（--address），文中数字不带链接。
subject-plan = 整个计划
subject-unit = 一个单位
subject-commitment = 一条举措

# 命令行。
command-document = 公文：用规则包里的模板和当天的数据写成 .docx
command-document-list = 列出公文模板
command-document-write = 写一份公文（.docx），并记入日志
command-document-facts = 输出模板可以取用的全部内容（JSON），供编写模板时查看
argument-template = 模板编号（见 luoshi document list）
argument-unit = 责任单位的代号；关于一个单位的公文要写
argument-commitment = 举措的代号；关于一条举措的公文要写
argument-duty = 督办事项的编号，用于督办单
argument-date = 公文日期，数据截至这一天（默认为今天）
argument-document-write-period = 只写这一年度的目标（默认由模板决定）
argument-document-facts-period = 只写这一年度的目标（默认由模板决定）
argument-address = 网站地址，例如 http://10.0.0.5:8080；写明后文中数字带有链接
argument-document-write-output = 写入的文件（.docx）；已有同名文件时不覆盖
column-id = 编号
column-about = 关于
column-purpose = 用途

# 页面。
nav-documents = 公文
documents-title = 公文和台账
documents-lead = 用模板和当天的数据写成公文，先预览，再下载修改、签发。
documents-none = 规则包里没有公文模板。
documents-hint = 模板在规则包的 documents 文件夹里，可以按本单位的习惯修改。文号由办公室填写；生成公文记入日志。
documents-all = 全部公文
document-choose = 请选择
document-commitment = 举措
document-duty = 督办事项
duty-on-paper = 生成{ $value }（公文）
document-owed = 需要督办的
document-others = 其他
document-day = 公文日期
document-period = 目标年度
document-period-any = 按模板
document-look = 预览
document-download = 下载 Word 文件
document-first = 请先选择公文是关于哪个单位或者哪条举措的。
document-preview = 公文预览
document-preview-hint = 预览与下载的文件内容相同；分页、页码和版记以下载的文件为准。数字都可以点开，查看是怎样算出来的。
document-table = 表格
event-document-written = 生成公文
event-ledger-written = 导出台账
detail-unit = 单位
detail-commitment = 举措

# 台账。
ledger-title = 目标任务台账
ledger-purpose = 每项督办事项一行的 Excel 台账：要求、单位、时限、现值和状态已经填好；进度、进展、问题和下一步可以离线填写，交回后逐格核对、一并报送。
ledger-sheet = 台账
ledger-name = { $plan }{ $unit }{ $year }年目标任务台账
ledger-about = 数据截至{ $date }。浅黄色各栏由责任单位填写，其余由系统计算，改动无效。{ $demo }
ledger-too-long = 文字过长
    .message = 请写在2000字以内。
ledger-lead = 台账先导出，各单位离线填写，再交回来逐格核对；核对无误的，一次报送。
ledger-out = 导出
ledger-whole = 整个计划
ledger-download = 导出台账
ledger-back = 核对交回的台账
ledger-back-lead = 选择填好的台账，逐格列出与导出时和现在的差别；选中的作为进展报送，之前不写入。
ledger-file = 台账文件（xlsx）
ledger-compare = 核对
ledger-differences = 差别
ledger-rows-read = 共读入{ $count }行。
ledger-differences-found = 有{ $count }处差别。
ledger-same = 没有差别。
ledger-year = 年度
ledger-reports = 待报送
ledger-reports-lead = 选中的各项一并报送：有一项不成，全部不报。
ledger-take = 报送选中的各项
ledger-taken = 已报送 { $count } 项进展。
ledger-conflict-hint = 导出以后这里已经报过，与交回的不同。选中即以交回的为准。
ledger-look = 查看事项
ledger-state = 办理状态
ledger-pace = 进度
ledger-percent = 完成比例（%）
ledger-help = 需要协调
argument-document-ledger-year = 哪一年的事项（默认为数据截止日的年份）
ledger-verdict = 结果
ledger-column = 栏目
ledger-exported = 导出时
ledger-uploaded = 交回的
ledger-current = 现在
ledger-serial = 序号
ledger-action = 行动
ledger-task = 任务
ledger-content = 内容
ledger-target = 目标
ledger-lead-unit = 牵头单位
ledger-responsible = 责任单位
ledger-deadline = 完成时限
ledger-value = 现值
ledger-status = 状态
ledger-explanation = 说明
ledger-progress = 进展情况
ledger-problems = 存在问题
ledger-next = 下一步工作
ledger-changed = 已填写
ledger-conflict = 两边都改过
ledger-computed = 计算栏，改动无效
ledger-missing = 没有交回这一行
ledger-unknown = 不是本台账的行
ledger-twice = 重复的行
command-document-ledger = 导出目标任务台账（.xlsx），并记入日志
argument-document-ledger-unit = 只写这个责任单位承担的（默认为整个计划）
argument-document-ledger-output = 写入的文件（.xlsx）；已有同名文件时不覆盖
ledger-done = 已导出《{ $title }》：{ $file }
