# Review of the plan: what its leadership should settle. The key is the code of the rule, with "-" for "." and "_".
review-none = Nothing needs to be settled.
review-summary = { $findings } findings to settle, { $unread } of them without a recorded reading.
review-reading = Read for now as: { $chosen } (because: { $because }; to be settled by { $unit })
review-unread = No reading recorded: write finding = "{ $id }" in a [[reading]] of the plan.
review-stale = The [[reading]] "{ $id }" has no finding.
    .hint = Remove it if the matter is settled; otherwise correct the id.

review-two-dates = { $org }: { $indicator } is to reach { $value } in different years: { $periods }.
    .hint = Settle which year holds.
review-two-values = { $org }: { $indicator } has different targets for { $period }: { $values }.
    .hint = Settle which number holds.
review-two-strengths = { $org }: { $indicator } at { $value } is required in one place and only striven for in another.
    .hint = Settle whether the target binds.
review-due-before-issued = { $commitment } is due on { $due }, before the plan was issued on { $issued }.
    .hint = Settle whether it was already done, or what the new date is.
review-due-after-task = { $commitment } is due on { $due }, after the deadline of task { $task }, { $deadline }.
    .hint = Settle which date holds.
review-outside-plan = { $commitment } is due or judged in a year outside the plan.
    .hint = Settle whether it belongs to this plan.
review-duties-without-task = No task names { $unit }, although its duties are stated.
    .hint = Settle which tasks it belongs to, or who follows up its duties.
review-task-without-duties = Tasks { $tasks } name { $unit }, but its duties are not stated.
    .hint = Settle what it does in these tasks.
review-unit-fits-no-content = Tasks { $tasks } name { $unit }, but hold nothing that its office is there for.
    .hint = Settle what it does there, or remove it from the responsible units.
review-content-without-unit = Tasks { $tasks } hold what { $units } are there for, but name none of them: { $commitments }.
    .hint = Settle who is responsible; name the unit if need be.
review-topic-without-unit = No unit is there for { $commitments }.
    .hint = Settle the responsible unit.
review-goal-without-task = No task takes up the overall goal { $indicator }, so no unit and no measure stand behind it.
    .hint = Settle which task and unit carry it.
review-goal-beyond-task = { $org }: the overall goals ask for { $value } of { $indicator } in { $period }, but no task does.
    .hint = Add it to the task, or settle that the task holds.
review-without-baseline = { $count } indicators have no stated baseline to compare progress with: { $indicators }.
    .hint = Add the values before the plan; past data may give them.
review-only-end-value = { $count } indicators have a target for one year only: { $indicators }.
    .hint = Set targets for every year; until then progress is judged along a straight line.
review-falls-back = { $org }: the target of { $indicator } for { $after } ({ $then }) asks for less than that for { $before } ({ $first }).
    .hint = Settle whether that is meant.
review-not-measurable = { $indicator } { $reason ->
        [by_hand] cannot be computed from data and is entered by hand
       *[no_definition] has no definition for the year of its target
    }.
    .hint = Settle who establishes it, and how.
review-two-countings = { $indicator } can also be counted as { $other }, from another source, and the plan does not say which decides.
    .hint = Settle which decides; the other is only compared with.
review-vague-results = { $count } results are promised in words of degree without a measure: nobody can find them reached or not. { $commitments }.
    .hint = State the outcome, the number or the procedure for each.
review-unconfirmed-definitions = The definitions of { $count } indicators are not yet confirmed: { $indicators }.
    .hint = Check each against its source; then remove unverified from the definition.
review-definition-changes = The definition of { $indicator } changes within the plan (from { $years }); values before and after cannot be compared.
    .hint = Settle which definition the target means, and whether its number changes.
review-striven-without-floor = { $org }: { $indicator } is only striven for; no lower number is required.
    .hint = Settle what follows when it is not reached.
review-coarse-deadline = Task { $task } is due on { $deadline }, but { $count } of its parts are due earlier, the first on { $first }.
    .hint = Set and follow a deadline for each part.
review-one-deadline-for-all = All { $count } tasks are due on { $deadline }: the deadline orders nothing.
    .hint = Set deadlines by weight and urgency.
review-date-is-a-reading = { $commitment } has no calendar date; it is read as { $due }: { $note }.
    .hint = Settle the date.
review-without-date = { $commitment } has no date: { $note }.
    .hint = Settle the date.
review-without-rhythm = { $part ->
        [task] Task { $number }
        [safeguard] Safeguard { $number }
       *[goals] The overall goals
    } has recurring work without a stated rhythm ({ $count }).
    .hint = Settle how often in a year, term or month.
review-similar-indicators = { $first } and { $second } have similar names and may be one figure.
    .hint = Settle whether they are the same; if not, state both numerators and denominators.
review-similar-commitments = { $first } and { $second } may mean the same thing.
    .hint = Settle whether they do; if so, choose one wording.
