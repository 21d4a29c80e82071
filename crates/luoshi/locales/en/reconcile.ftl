# Reconciling the register of children with the rolls
command-reconcile = Compare the register of children with the rolls: where every child of compulsory age stands
command-reconcile-run = Compare what is in force on a day
argument-declaration = Declaration in the pack (default: the first)
argument-reconcile-run-on = Day whose facts are compared (default: today)
argument-learn = Weigh evidence by what people decided about pairs, too
command-reconcile-list = All runs, the newest first
command-reconcile-show = What a run counted, by township
argument-reconciliation = Number or id of the run (default: that of the newest facts)
reconcile-done = Run { $number } of { $date } is done.
reconcile-unchanged = Nothing that decides has changed since run { $number } of { $date }; its result holds.
column-standing = Standing
column-children = Children
column-number = Run
column-reconciliation = Declaration
column-not-found = Not found
column-uncertain = Uncertain
column-review = Pairs to decide
column-made-at = Made at
column-made-by = Made by
column-area = Township
standing-at-school = At school here
standing-elsewhere = At school elsewhere, with proof
standing-exempt = Not at school with approval
standing-special-education = In special education
standing-on-roll-twice = On the roll twice
standing-migrant = On the roll, not registered
standing-not-found = Not found
standing-uncertain = Uncertain
standing-moved = Moved away
standing-died = Died
reconcile-state-running = Running
reconcile-state-done = Done
reconcile-state-failed = Broke off
reconcile-state-cancelled = Cancelled
refusal-reconciliation-unknown = { $id ->
    [none] The pack declares no reconciliation.
   *[other] The pack declares no reconciliation "{ $id }".
}
    .hint = { $known ->
    [none] Add reconciliation/ID.toml to the pack.
   *[other] It declares: { $known }.
}
refusal-reconciliation-no-data = No file of dataset { $dataset } holds on { $date }.
    .hint = Import it, or choose a day for which both the register and the roll are there.
refusal-reconciliation-cancelled = The run was cancelled; nothing of it is kept.
    .hint = Start it again when it is wanted.
refusal-reconciliation-empty = Neither the register nor the roll of { $date } holds a child of compulsory age.
    .hint = Check the day, and the dates of birth in both files.
refusal-reconciliation-run-unknown = There is no run "{ $run }".
    .hint = { $known ->
    [none] Nothing has been compared yet; luoshi reconcile run does it.
   *[other] luoshi reconcile list shows all { $known } runs.
}
refusal-reconciliation-none = Nothing has been compared yet.
    .hint = luoshi reconcile run compares the register with the rolls.
refusal-dataset-made-here = "{ $dataset }" is made by the program (see "{ $reconciliation }") and is not imported.
    .hint = Import the register and the rolls, and run the reconciliation.
event-reconciliation-started = Reconciliation started
event-reconciliation-done = Reconciliation done
event-reconciliation-failed = Reconciliation broke off
event-reconciliation-cancelled = Reconciliation cancelled
