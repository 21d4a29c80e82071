# Progress of targets: statuses, reasons, flags, forecasts and working days.
# Values and differences come written with their unit, such as "97.2 %", "rank 3", "1.5 percentage points".
status-met = Met
status-on-track = On track
status-at-risk = At risk
status-off-track = Off track
status-missed = Missed
status-no-data = No data
status-stale = Stale data

# How a target is worded. Small is good for ranks and grades; grades are shown by name.
status-goal = { $strength ->
    [striven] goal striven for
   *[required] target
} ({ $comparator ->
    [at_least] at least { $target }
    [more_than] more than { $target }
    [less_than] less than { $target }
    [equal] { $target }
    [between] { $target } to { $upper }
   *[at_most] { $unit ->
        [rank] { $target } or better
        [grade] { $target } or higher
       *[quantity] at most { $target }
    }
})

# Reasons.
reason-never-reported = No data was ever reported.
reason-no-value = There are data, but no value up to { $period } follows from them yet.
reason-only-baseline = The only data are from before the plan ({ $value } as of { $facts_of }); nothing was reported since it began.
reason-due-without-value = The due date { $due } has passed without data for { $period }; the newest data, as of { $facts_of }, give { $value }.
reason-stale = { $value } rests on data as of { $oldest_of }; they were to be renewed by { $good_until }, { $overdue } days ago, and say nothing about progress now.
reason-met = { $value } in { $year } reaches the { status-goal }.
reason-decided-short = The reference date of { $period }, { $reference }, has passed with { $value }, { $gap } short of the { status-goal }; there is no other reference date before { $due }.
reason-missed = { $value } in { $year } is { $gap } short of the { status-goal }; the due date { $due } has passed.
reason-missed-reached-later = { $value } in { $year } was { $gap } short of the { status-goal } when it was due; it was reached only in { $later_year }.
reason-reached-unsettled = { $value } as of { $facts_of } reaches the { status-goal }; to be confirmed when the data of { $period } are final.
reason-reached-early = { $value } as of { $facts_of } already reaches the { status-goal } of { $period }; it has to be kept until then.
reason-short-unsettled = The due date { $due } has passed; { $value } in { $year } is { $gap } short of the { status-goal }, but the data are incomplete or not final.
reason-series-break = { $value } as of { $facts_of }, { $gap } short of the { status-goal } of { $period }; the definition changed after the baseline year, so the pace cannot be judged.
reason-no-baseline = { $value } as of { $facts_of }, { $gap } short of the { status-goal } of { $period }; without a baseline from before the plan the pace cannot be judged.
reason-fell-back = The baseline of { $baseline_year }, { $baseline }, had reached the { status-goal } of { $period }; { $value } as of { $facts_of } is { $gap } short of it.
reason-on-pace = { $value } as of { $facts_of }, where the trajectory wants { $expected }: on pace; { $gap } short of the { status-goal } of { $period }.
reason-behind = { $value } as of { $facts_of }, where the trajectory wants { $expected }: somewhat behind; { $gap } short of the { status-goal } of { $period }.
reason-far-behind = { $value } as of { $facts_of }, where the trajectory wants { $expected }: far behind; { $gap } short of the { status-goal } of { $period }.

# Notes.
note-never-reported = never reported
note-no-owner = no responsible unit
note-reconciled = from the reconciliation of register and rolls, run { $number }, with those of { $date }
note-not-reconciled = it rests on the reconciliation of register and rolls, and the school year that it needs has none
note-beside = { " " }({ $note })
note-large-step = it changed by more than { $most } since the year before: look at the data

# Flags: name and meaning.
flag-meant = { $flag }: { $meaning }
flag-provisional = provisional
    .meaning = The reference date has not come, or the source calls the figure preliminary; it will still change.
flag-estimated = estimated
    .meaning = Some of the data behind it are estimates, such as the population between two censuses.
flag-break-in-series = break in series
    .meaning = The definition changed this year; not comparable with the years before.
flag-incomplete = incomplete
    .meaning = Something that should count is left out: rows refused at import, schools that have not reported, rows without a number, or schools that are not in the register.
flag-confidential = confidential
    .meaning = So few persons are behind it that publishing it would point at them.
flag-split = school split
    .meaning = The school was split later; its value cannot be divided among its successors.
flag-large-step = large change
    .meaning = The value differs from that of the year before by more than is believable; look at the data before relying on it. It is judged all the same.

# Forecasts.
outlook-reaches = the trend reaches the target
outlook-open = the trend leaves open whether the target is reached
outlook-falls-short = the trend falls short of the target
forecast-too-few-points = { $points ->
    [one] Only one year of data is usable
   *[other] Only { $points } years of data are usable
}; a trend needs at least 4.
forecast-no-spread = All data are of the same year; no trend is drawn.
forecast-not-finite = A value cannot be calculated with; no trend is drawn.

# Working days.
calendar-unknown-year = The holidays of { $year } are not known, so working days cannot be counted.
    .hint = Add calendar/{ $year }.toml to the pack once the State Council has published its notice; there are { $first } to { $last }.
