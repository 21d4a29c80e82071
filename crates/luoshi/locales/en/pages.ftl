# The pages of the site.
site-name = Luoshi
language-name = English
skip-to-content = Skip to content
demo-banner = Demonstration: schools, people and figures are made up; as of { $value }.
demo-short = Demonstration data, made up
demo-file = Demonstration
as-of-day = Data as of { $value }
nav-label = Main navigation
nav-menu = Menu
nav-overview = Overview
nav-plan = Plan
year = { $value }
action-number = Action { $value }:
task-number = Task { $value }
task-lead = Lead: { $value }
task-responsible = Responsible: { $value }
task-deadline = Deadline: { $value }
due-by = by { $value }
to-start = To the start page

# Trouble.
trouble-title = That did not work
trouble-code = Code: { $value }
page-fault = Something broke, and this was not done. Tell the administrator the number { $number }.
    .hint = What was saved before is safe. You may try again later.

# Signing in.
sign-in-title = Sign in
sign-in = Sign in
sign-out = Sign out
sign-in-forgotten = Forgot the password? Your administrator can send a one-time link to set a new one.
field-login = User name
field-login-hint = To sign in with: 2 to 40 letters, digits, dots or dashes; capitals make no difference.
field-name = Name
field-password = Password
field-code = Verification code
field-code-hint = Six digits from the authenticator app on your phone; without the phone, one of your recovery codes.
field-old-password = Current password
field-new-password = New password
field-again = New password again
field-link = Link, or the key in it
password-rule = At least 10 characters. A few unrelated words are easy to remember; avoid names, offices, birthdays and neighbouring keys.
set-password = Set password
invitation-title = Set your password
invitation-lead = Use the one-time link that your administrator sent you. It works for seven days, once.

# My account.
account-title = My account
account-roles = Roles
account-password = Password
account-change-password = Change password
account-password-changed = The password was changed; all other devices are signed out.
account-sessions = Where you are signed in
account-session-ended = That device is signed out.
account-sessions-ended = All other devices are signed out.
account-second-factor-removed = The verification code is switched off.
session-agent = Browser
session-since = Signed in
session-seen = Last used
session-this = This device
session-end = Sign out
session-end-others = Sign out everywhere else
second-factor-title = Verification code
second-factor-is-on = Switched on: signing in asks for the code on your phone.
second-factor-is-off = Switched off. With it, a stolen password alone opens nothing.
second-factor-set-up = Switch on
second-factor-remove = Switch off
second-factor-required = Your role requires a verification code; set it up to go on.
second-factor-step-app = Install an authenticator app on your phone.
second-factor-step-scan = Scan this picture with the app.
second-factor-picture = Picture to scan with an authenticator app
second-factor-by-hand = If you cannot scan, type:
second-factor-step-code = Type the six digits that the app shows.
second-factor-turn-on = Switch on
recovery-codes-title = Recovery codes
recovery-codes-lead = The verification code is switched on. Write these recovery codes down or print them: each lets you in once without the phone. They are shown this one time.
recovery-codes-kept = I have kept them
recovery-codes-left = { $count ->
    [one] One recovery code is left.
   *[other] { $count } recovery codes are left.
}

# Roles.
role-administrator = Administrator
role-planner = Planner of the lead unit
role-liaison = Liaison of a responsible unit
role-head = Head of a responsible unit
role-clerk = School clerk
role-township = Township official
role-inspector = Inspector
role-leader = District leader
role-auditor = Auditor

# First set-up.
setup-title = First set-up
setup-lead = Three steps, about two minutes.
setup-step-token = Show that it is you
setup-token = Set-up token
setup-token-hint = The characters that the server showed in its terminal when it started; they work once.
setup-step-pack = Choose the plan
setup-pack-hint = A pack says what the plan promises, its indicators and its data; it can be changed later.
setup-pack-upload = Upload a pack of your own
setup-pack-upload-hint = A zip of the pack's folder. It is checked first and used only when it is sound; that may take a minute or two.
setup-pack-file = Pack (zip)
setup-pack-too-large = The file is larger than { $value } MB.
setup-pack-wrong = The pack has { $count ->
    [one] one problem
   *[other] { $count } problems
  } and was not taken.
setup-pack-wrong-hint = Correct the files at the lines and keys named below and choose the zip again; or begin with the built-in plan.
setup-pack-wrong-list = Problems of the pack
setup-step-person = The first administrator
setup-person-hint = The first administrator is also planner of the lead unit and can begin alone; that role can be given to somebody else later, under People.
setup-next-title = What comes next
setup-next-people = Invite colleagues from the lead unit, other units and schools
setup-next-templates = Sign in: the overview names the workbooks that are needed first; fill in their templates, or use the exports you already have
setup-next-import = Import them and see where the first target stands
setup-submit = Finish

# Overview.
overview-title = Overview
overview-counts = Where the targets stand
overview-red = Needs a decision
overview-red-none = Nothing needs attention.
overview-units = What units owe
overview-unit = Unit
overview-owed = Targets owed
overview-targets = Targets
overview-tasks = Tasks
overview-watch = Watch
overview-next = Next deadlines
overview-next-none = No deadlines lie ahead.
overview-actions = By action and task
watch-never-reported = targets never reported
watch-no-owner = targets without an owner
watch-stale = targets with stale data
empty-title = No data yet
empty-lead = Until data arrive, every target says "no data"; nothing is guessed.
first-title = No target has a status yet
first-lead = Once these workbooks are imported, in this order, the first target has a status: { $value }.
first-there = Imported
first-missing = To be imported
first-day = The target is judged by facts of { $value } or before; give that day or an earlier one as the date of the facts.
first-all-data = All datasets
first-planner = Data are imported by a planner of the lead unit; if there is none yet, an administrator adds one under People.

# Plan.
plan-title = Plan
plan-goals = Overall goals
plan-safeguards = Safeguards
plan-shown = { $count ->
    [one] One commitment shown
   *[other] { $count } commitments shown
}
plan-none = No commitment fits.
filter-unit = Unit
filter-status = Status
filter-kind = Kind
filter-due = Due
filter-due-past = Date has passed
filter-all = All
filter-apply = Filter
filter-clear = Clear
plan-whole = The whole plan

# Indicators.
nav-indicators = Indicators
indicators-title = Indicators
indicators-search = Find an indicator
indicators-find = Find
indicators-shown = { $count ->
    [one] One indicator
   *[other] { $count } indicators, those with targets first
}
indicators-none = Nothing was found; try another word.
indicator-targets = Targets of the plan
indicator-years = Year by year: { $value }
indicator-units = Townships and schools
indicator-level = Level
indicator-facts-of = Facts of
indicator-definition = Definition
indicator-from = From { $value }:
indicator-decided-by = decided by { $value }
indicator-unverified = source not verified yet
indicator-beside = The same thing counted another way, for comparison:
indicator-sources = Sources of the latest year
indicator-sources-none = The data that it rests on have not been imported.
indicator-file = Source file and fingerprint
indicator-importer = Imported by
level-district = District
level-township = Township
level-school = School

# People.
nav-people = People
people-title = People
people-add = Add a person
people-add-lead = You then get a one-time link to send to the person, who sets a password with it and signs in.
people-added = Added. Send the link below to the person.
people-account = Account
people-role = Role
people-no-role = none
people-scope = Scope
people-scope-hint = Administrators, planners, leaders and auditors reach the whole district; a liaison and a head need a unit, a township official a township, a school clerk a school; an inspector the district, a township or a school. Units come from the plan, townships and schools from imported data.
people-roles-hint = Set a role to "none" to take it away; the last, empty line adds one.
people-whole-district = whole district
people-units = Responsible units
people-townships = Townships
people-schools = Schools
people-state = State
people-created = Added
people-seen = Last sign-in
people-never-seen = never signed in
people-on = on
people-off = off
people-save = Save
people-memberships-set = The roles are saved and hold from the next page that the person opens.
people-link = One-time link
people-link-lead = It works for { $value } days, once, and is shown here this one time; earlier links no longer work. Send it to the person by a way that you trust, not to a group.
people-invite-again = New invitation link
people-reset = Link to reset the password
people-invited = There is a new link.
people-close = Close the account
people-close-hint = Closing signs the person out everywhere and lets them in no more; what they did stays in the log, and the account can be reopened.
people-closed = The account is closed and signed out everywhere.
people-reopen = Reopen the account
people-reopened = The account is open again.
people-second-factor-off-done = The verification code of this person is switched off; remind them to switch it on again.
people-in-log = Entries in the log
people-second-factor = Roles that must use a verification code
people-second-factor-lead = People of these roles who have none must switch it on before they open another page.
people-second-factor-saved = Saved.

# Log.
nav-log = Log
log-title = Log
log-kind = Event
log-actor = By (user name)
log-subject = Subject (user name or id)
log-from = From
log-until = Until
log-at = Time
log-none = No entry fits.
log-older = Older entries
log-nobody = not signed in
log-prove = Verify the log
log-proof-hint = Every entry seals the one before it. Whoever keeps the last hash elsewhere can later prove that nothing before it was changed.
event-signed-in = signed in
event-sign-in-failed = sign-in failed
event-signed-out = signed out
event-signed-out-elsewhere = signed out other devices
event-person-added = added a person
event-person-invited = made a one-time link
event-memberships-set = changed roles
event-person-closed = closed an account
event-person-reopened = reopened an account
event-password-set = set a password
event-second-factor-on = switched the verification code on
event-second-factor-off = switched the verification code off
event-second-factor-roles = chose the roles that must use a verification code
event-snapshot-accepted = imported data
event-snapshot-withdrawn = withdrew data
event-import-refused = data failed the checks
event-mapping-remembered = remembered a mapping of headers
event-measure-set = entered a value
event-definition-first-used = used a definition for the first time
event-definition-changed = definition changed
event-rows-revealed = looked at unmasked rows
event-query-revealed = unmasked query
event-workspace-made = made the workspace
detail-after = After
detail-as-of = As of
detail-before = Before
detail-by = By
detail-dataset = Dataset
detail-ended = Devices signed out
detail-from = From year
detail-hash = Hash
detail-indicator = Indicator
detail-login = User name
detail-memberships = Roles
detail-pack = Pack
detail-problems = Problems
detail-reason = Reason
detail-rows-read = Rows read
detail-scope = Scope
detail-session = Session
detail-source-name = File
detail-source-sha256 = SHA-256 of the file
detail-sql = Query

# Indicators: rows, comparison, year by year.
indicators-of-dataset = Indicators that read “{ $value }”.
column-comparator = Comparison
column-rule = Rule
rows-title = Rows
rows-open = Rows
rows-all = All
rows-counting = Count
rows-failing = Do not count
rows-others = Not part of the figure
rows-counted = Counts
rows-search = Find a place, a kind …
rows-none = No rows fit.
rows-export = Export CSV
rows-masked = Facts about persons are masked, and rows cannot be sought or sorted by them. An export is masked too, and written to the log.
rows-sources = Files behind the figure
pager-label = Pages
pager-before = Previous
pager-after = Next
pager-shown = { $from }–{ $to } of { $total }
reveal-open = Unmask
reveal-title = See a row unmasked
reveal-back = Back to the rows
reveal-reason = Reason
reveal-hint = The log keeps the reason, the time and which row it was; auditors can read it.
reveal-show = Show this row
reveal-done = Nothing below is masked, and the log says that you saw it. To see it again you have to give a reason again.
compare-title = Compare with another date
compare-day = Date
compare-known = Data
compare-known-then = as known then
compare-known-now = as known now
compare-show = Compare
compare-now = Now
compare-difference = Difference
compare-why = Where it comes from
compare-same = Same data, same definition
compare-definition = The definition changed
compare-came = Now also: { $dataset } ({ $day }, { $file }, imported { $at })
compare-went = No longer: { $dataset } ({ $day }, { $file }, imported { $at })
compare-reference = Facts taken on { $now } instead of { $then }
compare-elsewhere = Data of other places changed
compare-other = A value entered by hand changed
units-export = Export CSV
years-title = Targets by year
years-lead = The plan's own two tables of targets come first, the others follow in the order of the plan.
years-item = Indicator
event-row-revealed = Row seen unmasked
event-rows-exported = Rows exported
detail-org = Place
detail-period = Year
detail-record = Record
detail-rows = Rows
