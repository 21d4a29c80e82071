# 目标进展：状态、理由、数据标记、趋势推算和工作日。
# 数值、差距由程序连同单位写好，如“97.2%”“第 3 名”“一级三等”“1.5 个百分点”；日期写作“2025年12月31日”。
status-met = 已达标
status-on-track = 进展正常
status-at-risk = 存在风险
status-off-track = 进展滞后
status-missed = 到期未达标
status-no-data = 没有数据
status-stale = 数据过期

# 目标的说法。名次和等级数小为好，等级以名称表示。
status-goal = { $strength ->
    [striven] 力争目标
   *[required] 目标
}（{ $comparator ->
    [at_least] 不低于 { $target }
    [more_than] 高于 { $target }
    [less_than] 低于 { $target }
    [equal] { $target }
    [between] { $target } 至 { $upper }
   *[at_most] { $unit ->
        [rank] { $target }及以前
        [grade] { $target }及以上
       *[quantity] 不高于 { $target }
    }
}）

# 理由。
reason-never-reported = 从未报送过数据。
reason-no-value = 已有数据，但还算不出 { $period } 年及以前的数值。
reason-only-baseline = 只有规划实施前的数据（截至 { $facts_of } 为 { $value }），实施以来没有新数据。
reason-due-without-value = 期限 { $due } 已过，没有 { $period } 年的数据；最近的数据截至 { $facts_of }，为 { $value }。
reason-stale = { $value } 所依据的数据截至 { $oldest_of }，应于 { $good_until } 前更新，已逾期 { $overdue } 天，不能据此判断进展。
reason-met = { $year } 年为 { $value }，达到{ status-goal }。
reason-decided-short = { $period } 年的统计时点 { $reference } 已过，数据为 { $value }，与{ status-goal }相差 { $gap }；期限 { $due } 前不再有新的统计时点。
reason-missed = { $year } 年为 { $value }，未达到{ status-goal }，相差 { $gap }，期限 { $due } 已过。
reason-missed-reached-later = { $year } 年为 { $value }，到期未达到{ status-goal }，相差 { $gap }；{ $later_year } 年才达到。
reason-reached-unsettled = 截至 { $facts_of } 为 { $value }，已达到{ status-goal }，待 { $period } 年数据最终确定后认定。
reason-reached-early = 截至 { $facts_of } 为 { $value }，提前达到 { $period } 年的{ status-goal }，须保持到期。
reason-short-unsettled = 期限 { $due } 已过，{ $year } 年为 { $value }，与{ status-goal }相差 { $gap }；数据尚未齐全或尚未最终确定，补齐后认定。
reason-series-break = 截至 { $facts_of } 为 { $value }，距 { $period } 年的{ status-goal }还差 { $gap }；基准年之后统计口径有调整，前后不可比，无法判断快慢。
reason-no-baseline = 截至 { $facts_of } 为 { $value }，距 { $period } 年的{ status-goal }还差 { $gap }；没有规划实施前的基准值，无法判断快慢。
reason-fell-back = { $baseline_year } 年的基准值为 { $baseline }，本已达到 { $period } 年的{ status-goal }；截至 { $facts_of } 退到 { $value }，相差 { $gap }。
reason-on-pace = 截至 { $facts_of } 为 { $value }，按序时进度应为 { $expected }，进度相符；距 { $period } 年的{ status-goal }还差 { $gap }。
reason-behind = 截至 { $facts_of } 为 { $value }，按序时进度应为 { $expected }，略有落后；距 { $period } 年的{ status-goal }还差 { $gap }。
reason-far-behind = 截至 { $facts_of } 为 { $value }，按序时进度应为 { $expected }，明显落后；距 { $period } 年的{ status-goal }还差 { $gap }。

# 附注。
note-never-reported = 从未报送过数据
note-no-owner = 没有明确责任单位
note-reconciled = 以第 { $number } 次户籍学籍比对为准，比对的是{ $date }的名册和学籍
note-not-reconciled = 以户籍学籍比对为准，还没有所需学年的比对
note-beside = （{ $note }。）
note-large-step = 与上年相比变化超过{ $most }，请核对数据

# 数据标记：名称和含义。
flag-meant = { $flag }：{ $meaning }
flag-provisional = 暂定
    .meaning = 统计时点未到，或者来源注明是初步数，以后还会变动。
flag-estimated = 估计
    .meaning = 所依据的数据中有估计数，如两次人口普查之间的人口数。
flag-break-in-series = 口径调整
    .meaning = 从这一年起统计口径有变化，与以前各年不可比。
flag-incomplete = 不完整
    .meaning = 有应当计入而没有计入的：导入时剔除的行、没有报送的学校、缺数的行，或者不在学校名录中的学校。
flag-confidential = 不宜公开
    .meaning = 涉及的人数很少，公开会指向具体的人。
flag-split = 学校已拆分
    .meaning = 学校后来拆分，原来的数值不能分摊到拆分后的各校。
flag-large-step = 变化过大
    .meaning = 与上年相比变化超出合理范围，使用前应核对数据；仍照常评判。

# 趋势推算。
outlook-reaches = 照此趋势可以达标
outlook-open = 照此趋势能否达标还不确定
outlook-falls-short = 照此趋势难以达标
forecast-too-few-points = 可用的数据只有 { $points } 年，不足 4 年，不作趋势推算。
forecast-no-spread = 数据都在同一年，不作趋势推算。
forecast-not-finite = 数据中有无法计算的数值，不作趋势推算。

# 工作日。
calendar-unknown-year = 没有 { $year } 年的节假日安排，无法推算工作日。
    .hint = 国务院办公厅公布该年的放假通知后，在规则包中补上 calendar/{ $year }.toml；现有 { $first } 年至 { $last } 年。
