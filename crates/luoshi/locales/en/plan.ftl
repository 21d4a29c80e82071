# The timeline of the plan.
timeline-title = Timeline
timeline-shown = { $count ->
    [one] One commitment has a date.
   *[other] { $count } commitments have a date.
}
timeline-undated = { $count ->
    [one] One more has none.
   *[other] { $count } more have none.
}
timeline-legend = Signs
timeline-sign-target = Target
timeline-sign-milestone = Milestone
timeline-sign-recurring = Recurring
timeline-sign-today = Today ({ $value })
timeline-line = Timeline
timeline-stands = Stands
timeline-left = { $count ->
    [0] Due today
    [one] One day left
   *[other] { $count } days left
}
timeline-past = Date has passed
timeline-recurring = Recurring
timeline-quarter = { $year }, quarter { $quarter }
timeline-now = Now
rhythm-monthly = Every month
rhythm-termly = Every term
rhythm-yearly = Every year
rhythm-every-two-years = Every two years
rhythm-every-three-years = Every three years
rhythm-regularly = Regularly
