# 规划审读：需要领导明确的事项。键名是规则代码（把“.”和“_”换成“-”）。
review-none = 没有需要明确的事项。
review-summary = 共 { $findings } 项待明确，其中 { $unread } 项尚未记录理解方式。
review-reading = 暂按此理解：{ $chosen }（理由：{ $because }；由{ $unit }明确）
review-unread = 尚未记录理解方式：在规划的 [[reading]] 中写 finding = "{ $id }"。
review-stale = [[reading]] “{ $id }”没有对应的事项。
    .hint = 事项已经明确就删去它；否则改正编号。

review-two-dates = { $org }{ $indicator }达到{ $value }，各处写的年度不同：{ $periods }。
    .hint = 明确以哪一年为准。
review-two-values = { $org }{ $indicator }{ $period } 年的目标写了不同数值：{ $values }。
    .hint = 明确以哪个数值为准。
review-two-strengths = { $org }{ $indicator }达到{ $value }，一处是必须完成，一处只是力争。
    .hint = 明确是否作为硬性目标考核。
review-due-before-issued = { $commitment }的期限（{ $due }）早于规划印发日期（{ $issued }）。
    .hint = 明确是印发时已经完成，还是需要新的期限。
review-due-after-task = { $commitment }的期限（{ $due }）晚于任务 { $task } 的完成时限（{ $deadline }）。
    .hint = 明确以哪个时限为准。
review-outside-plan = { $commitment }的期限或目标年度不在规划期内。
    .hint = 明确是否属于本规划。
review-duties-without-task = { $unit }在保障措施中有职责，但没有列入任何任务。
    .hint = 明确把它列入哪些任务，或由谁督促这些职责。
review-task-without-duties = { $unit }列入了任务 { $tasks }，但没有写它的职责。
    .hint = 明确它在这些任务中做什么。
review-unit-fits-no-content = { $unit }列入了任务 { $tasks }，但其中没有与它职能相关的内容。
    .hint = 明确它在这些任务中做什么，或者从责任单位中去掉。
review-content-without-unit = 任务 { $tasks } 中的{ $commitments }属于{ $units }的职能，但任务没有列入相应单位。
    .hint = 明确由谁负责，必要时补列责任单位。
review-topic-without-unit = { $commitments }不属于任何单位的职能。
    .hint = 明确责任单位。
review-goal-without-task = 总体目标{ $indicator }没有任务承接，因而没有责任单位和措施。
    .hint = 明确由哪项任务、哪个单位承担。
review-goal-beyond-task = { $org }{ $indicator }：总体目标要求 { $period } 年达到{ $value }，相应任务没有提出。
    .hint = 在任务中补列这一要求，或明确以任务为准。
review-without-baseline = { $count } 项指标没有写基数，进度无从比较：{ $indicators }。
    .hint = 补充规划开始前的数值，可以从历史数据计算。
review-only-end-value = { $count } 项指标只有一个年度的目标，其他年度无从判断：{ $indicators }。
    .hint = 分解年度目标；在此之前按直线推算进度。
review-falls-back = { $org }{ $indicator }{ $after } 年的目标（{ $then }）低于 { $before } 年的目标（{ $first }）。
    .hint = 明确是否有意放低。
review-not-measurable = { $indicator }{ $reason ->
        [by_hand] 没有数据可以计算，只能人工填报
       *[no_definition] 在目标年度没有定义
    }。
    .hint = 明确由谁、按什么办法认定。
review-two-countings = { $indicator }还可以按{ $other }计算，数据来源不同，原文没有写明以哪一种为准。
    .hint = 明确按哪一种判定，另一种只作对照。
review-vague-results = { $count } 项成果只有程度上的说法，没有衡量标准，无法认定是否完成：{ $commitments }。
    .hint = 逐项写明成果、数量或认定办法。
review-unconfirmed-definitions = { $count } 项指标的口径尚未由主管部门确认：{ $indicators }。
    .hint = 逐项核对口径的出处，确认后去掉定义中的 unverified。
review-definition-changes = { $indicator }的口径在规划期内变化（{ $years } 年起），前后数值不能直接比较。
    .hint = 明确目标按新口径还是旧口径，数值是否调整。
review-striven-without-floor = { $org }{ $indicator }只是力争目标，没有必须达到的底线。
    .hint = 明确没有达到时如何评价。
review-coarse-deadline = 任务 { $task } 的完成时限是{ $deadline }，其中 { $count } 项内容的期限更早，最早为{ $first }。
    .hint = 按内容分别设定时限并督办。
review-one-deadline-for-all = { $count } 项任务的完成时限都是{ $deadline }，分不出先后。
    .hint = 按任务的轻重缓急分别设定时限。
review-date-is-a-reading = { $commitment }的期限不是日历日期，暂按{ $due }计：{ $note }。
    .hint = 明确具体日期。
review-without-date = { $commitment }没有期限：{ $note }。
    .hint = 明确完成日期。
review-without-rhythm = { $part ->
        [task] 任务 { $number }
        [safeguard] 保障措施 { $number }
       *[goals] 总体目标
    }{" "}中有 { $count } 项经常性工作没有写频次。
    .hint = 明确每年、每学期或每月做几次。
review-similar-indicators = { $first }与{ $second }名称相近，可能是同一个指标。
    .hint = 明确是否同一口径；不是，就写清各自的分子和分母。
review-similar-commitments = { $first }与{ $second }说的可能是同一件事。
    .hint = 明确是否同一件事；是，就以一处的提法为准。
