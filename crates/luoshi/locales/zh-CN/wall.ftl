# 上次登录以来的变化。
changes-title = 上次登录以来的变化
changes-first = 这是首次登录，从下次登录起在这里显示变化。
changes-none = 自上次登录（{ $value }）以来没有变化。
changes-since = 上次登录：{ $value }
changes-targets = { $count ->
    [0] 目标进展没有变化
   *[other] { $count } 项目标有变化
}
changes-files = { $count } 份数据有变动
changes-more = 其余 { $count } 项
changes-to = 变为
changes-withdrawn = 已撤回
changes-as-of = 截至{ $value }

# 大屏。
wall-title = 大屏
wall-total = 共 { $count } 项目标
wall-share = 欠账占比
wall-left = 剩余时间
wall-at = 更新于 { $value }
wall-lost = 暂时取不到新数据
wall-hold = 暂停
wall-keys = ← → 翻页，空格键暂停
