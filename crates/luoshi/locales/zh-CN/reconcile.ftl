# 户籍与学籍比对
command-reconcile = 比对户籍名册与学籍，给出每名义务教育适龄儿童少年的结论
command-reconcile-run = 按某一天的有效数据比对
argument-declaration = 规则包中的比对规则（默认：第一个）
argument-reconcile-run-on = 按哪一天的数据比对（默认：今天）
argument-learn = 同时按人工核对的结果校准各项证据的比重
command-reconcile-list = 列出历次比对，最近的在前
command-reconcile-show = 按乡镇（街道）列出一次比对的人数
argument-reconciliation = 比对的次数或编号（默认：数据最新的一次）
reconcile-done = 第 { $number } 次比对（{ $date }数据）已完成。
reconcile-unchanged = 数据、规则和核对结果都没有变化，沿用第 { $number } 次比对（{ $date }数据）的结果。
column-standing = 结论
column-children = 人数
column-number = 次数
column-reconciliation = 比对规则
column-not-found = 尚未找到
column-uncertain = 待核对
column-review = 待核对的配对
column-made-at = 比对时间
column-made-by = 经办人
column-area = 乡镇（街道）
standing-at-school = 在区内就读
standing-elsewhere = 在区外就读（有凭据）
standing-exempt = 经批准不在校
standing-special-education = 特殊教育安置
standing-on-roll-twice = 学籍重复
standing-migrant = 有学籍、无户籍登记
standing-not-found = 尚未找到
standing-uncertain = 待核对
standing-moved = 已迁出
standing-died = 死亡
reconcile-state-running = 比对中
reconcile-state-done = 已完成
reconcile-state-failed = 中断
reconcile-state-cancelled = 已取消
refusal-reconciliation-unknown = { $id ->
    [none] 规则包中没有比对规则。
   *[other] 规则包中没有比对规则“{ $id }”。
}
    .hint = { $known ->
    [none] 请在规则包中增加 reconciliation/编号.toml。
   *[other] 现有：{ $known }。
}
refusal-reconciliation-no-data = { $date }没有有效的数据集 { $dataset }。
    .hint = 请先导入，或换一个名册和学籍都已导入的日期。
refusal-reconciliation-cancelled = 本次比对已取消，没有留下任何结果。
    .hint = 需要时可重新比对。
refusal-reconciliation-empty = { $date }的名册和学籍中都没有义务教育适龄儿童少年。
    .hint = 请核对日期和两份数据中的出生日期。
refusal-reconciliation-run-unknown = 没有比对“{ $run }”。
    .hint = { $known ->
    [none] 还没有比对过；用 luoshi reconcile run 比对。
   *[other] 共 { $known } 次，用 luoshi reconcile list 查看。
}
refusal-reconciliation-none = 还没有比对过。
    .hint = 用 luoshi reconcile run 比对户籍名册与学籍。
refusal-dataset-made-here = “{ $dataset }”由本系统比对得出（见“{ $reconciliation }”），不从外部导入。
    .hint = 请导入户籍名册和学籍，再进行比对。
event-reconciliation-started = 比对开始
event-reconciliation-done = 比对完成
event-reconciliation-failed = 比对中断
event-reconciliation-cancelled = 比对取消
