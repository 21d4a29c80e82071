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
standing-registered-twice = Registered twice
standing-migrant = On the roll, not registered
standing-not-found = Not found
standing-uncertain = Uncertain
standing-moved = Moved away
standing-died = Died
run-running = Running
run-done = Done
run-failed = Broke off
run-cancelled = Cancelled
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
event-reconciliation-children-exported = Children of a reconciliation exported
event-pair-answered = Pair reviewed
event-pair-revealed = Masked values of a pair shown
nav-reconciliation = Register and rolls
reconcile-title = Register and rolls
reconcile-lead = The register of children is compared with the school rolls, so that every child of compulsory age stands somewhere. What cannot be told for sure is decided by people at the review desk.
reconcile-number = Run { $value }
reconcile-facts-of = facts of { $value }
reconcile-changes = Changes since the run before
reconcile-changes-first = This is the first run; the next one will show what has changed.
reconcile-changes-none = No child's standing has changed.
reconcile-changed-children = The children whose standing has changed
reconcile-now = Now
reconcile-before = Before
reconcile-new = Not in the run before
reconcile-standings = Standings
reconcile-areas = By township
reconcile-all = All
reconcile-about = About this run
reconcile-learned = evidence weighed by what people decided, too
reconcile-rows = Rows of the register / of the roll
reconcile-registered-twice = { $value } rows name a child again
reconcile-precision = Links that are right (estimate)
reconcile-recall = True pairs that were found (estimate)
reconcile-share = { $value } % (95 % interval { $low }–{ $high } %)
reconcile-contradictions = Contradictions
reconcile-none = Nothing has been compared yet. Import the register of children and the rolls first.
reconcile-run = New run
reconcile-on = Facts of
reconcile-on-hint = What was in force on that day is compared. When nothing has changed since a run, its result holds.
reconcile-learn = Weigh evidence by what people decided, too
reconcile-start = Compare
reconcile-runs = All runs
reconcile-reading = Reading register and rolls …
reconcile-comparing = Comparing: rule { $rule } of { $rules } …
reconcile-cancelling = Being cancelled …
reconcile-cancel = Cancel
reconcile-leave = You may leave this page; the run goes on.
reconcile-ended-unchanged = Nothing that decides has changed since the last run; its result holds.
reconcile-ended-cancelled = The run was cancelled; nothing of it is kept.
reconcile-ended-failed = The last run broke off; nothing of it is kept. Start it again; if it breaks off once more, tell whoever runs the system.
reconcile-children = Children
reconcile-children-none = No child is like that.
reconcile-all-standings = All
reconcile-only-changed = Changed since the run before
reconcile-born = Born
reconcile-age = Age
reconcile-reason = Because
reconcile-school = School
reconcile-but = But: { $value }
reconcile-reason-no-pair = no pupil on any roll, and no list says why
reconcile-reason-pair-open = may be a pupil on the roll; a person has to decide
reconcile-reason-two-rolls = attends on two rolls
reconcile-reason-two-registrations = the same child as another registration (one pupil); the police are to put the register right
reconcile-reason-not-registered = on the roll, in no register
reconcile-reason-no-rule = on the roll in a state that no rule is about
reconcile-reason-claimed-twice = people took one pupil for several children, and contradict each other
reconcile-other-title = Other registration
reconcile-other = Other registration: { $name } ({ $area })
reconcile-other-elsewhere = Other registration: in { $value }
pairs-title = Review desk
pairs-question = Are these the same child?
pairs-question-double = This child is on a roll already. Is this pupil the same child once more?
pairs-question-again = This pupil is a registered child already. Is the child of the register the same one, registered a second time?
pairs-again-hint = Twins and siblings look very much alike: compare names and numbers, and ask the guardian in doubt. The same child counts once and gets no file.
pairs-says = The comparison says: { $value } that they are the same.
pairs-register = Register
pairs-roll = Roll
pairs-compared = Match
pairs-unknown = not given
pairs-same-value = same
pairs-differs = differs
pairs-same = The same child
pairs-other = Two children
pairs-later = Later
pairs-two-persons = A pair is decided when two people say the same.
pairs-holds = A decision holds in later runs too.
pairs-reveal = Show the masked numbers
pairs-evidence = What speaks for and against
pairs-evidence-hint = In bits: each doubles the odds once, or halves them. Every bar begins where the one before ended.
pairs-piece = Evidence
pairs-level = Found
pairs-bits = Bits
pairs-prior = Before comparing: any two rows
pairs-rivals = Others fit better
pairs-sum = Together
pairs-probability = Probability
pairs-waiting = { $count ->
    [0] No pair waits for you.
    [one] One pair waits for you.
   *[other] { $count } pairs wait for you.
}
pairs-others-count = { $count ->
    [one] One waits for somebody else.
   *[other] { $count } wait for somebody else.
}
pairs-decided-count = { $count ->
    [one] One is decided and counts in the next run.
   *[other] { $count } are decided and count in the next run.
}
pairs-none = Nothing waits for you here.
pairs-queue = Pairs that wait for you
pairs-others = Pairs that wait for somebody else
pairs-half = Somebody has answered; a second person has to agree.
pairs-disputed = People disagree; one more has to decide.
pairs-later-mine = Put off by you
pairs-mine-same = You said: the same child.
pairs-mine-other = You said: two children.
pairs-mine-later = You put it off.
pairs-said-same = Noted: the same child.
pairs-said-other = Noted: two children.
pairs-said-later = Put off to the end of the queue.
pairs-agreement = Two people answered { $pairs } pairs; they agree in { $share } (kappa { $kappa }).
pairs-kappa-none = not defined
refusal-reconciliation-day = This is not a day.
    .hint = Choose the day whose facts are compared.
refusal-reconciliation-under-way = A run is under way.
    .hint = Wait until it has ended, or cancel it.
refusal-pair-run-newer = Run { $number } has been made since this pair was shown; the answer was not taken.
    .hint = The desk now shows the pairs of that run. Answer again if the pair still waits.
reconcile-rests-on = The figure of { $year } is from the reconciliation of register and rolls, run { $number }, with those of { $date }.
reconcile-rests-none = This indicator rests on the reconciliation of register and rolls; the school years that it needs have none yet, so there is no figure.
