# The pages of the site.
site-name = Luoshi
language-name = English
skip-to-content = Skip to content
demo-banner = Demonstration: schools, people and figures are made up; as of { $value }.
demo-short = synthetic data for demonstration
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
setup-step-person = The first administrator
setup-next-title = What comes next
setup-next-people = Invite colleagues from the lead unit, other units and schools
setup-next-templates = Download templates, or use the exports you already have
setup-next-import = Import the first data and see where every target stands
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
filter-all = All
filter-apply = Filter
filter-clear = Clear

# Indicators.
nav-indicators = Indicators
indicators-title = Indicators
indicators-search = Find an indicator
indicators-search-hint = Name, meaning or id
indicators-shown = { $count ->
    [one] { $count } indicator shown
   *[other] { $count } indicators shown
}
indicators-none = No indicator fits. Try another word, or clear the conditions.
indicators-supporting = Other indicators (the plan sets no target of their own)
indicator-latest = Latest value, district
indicator-targets = Targets
indicator-definition = Definition
indicator-versions = Versions of the definition
indicator-from = From { $value }
indicator-breaks = Changed definition: not comparable with earlier years
indicator-unverified = Still to be confirmed
indicator-trend = The district over the years
indicator-chart = Line chart of values and targets of the district by year; the table below has the same figures
indicator-no-figures = No data yet.
indicator-places = Townships and schools
indicator-places-none = No figures for this year of townships or schools that you may see.
indicator-show-year = Show
indicator-export = Export the table (CSV)
indicator-rows = Rows
indicator-level = Level
place-district = District
place-township = Township
place-school = School
rows-title = Rows behind the figure
rows-figure = How this figure is made
rows-back = Back to the indicator
rows-sources = Source files
rows-no-sources = No source file that you may see.
rows-none = None.
task-title = Task
task-facts = Who and by when
task-field-lead = Lead unit
task-field-responsible = Responsible units
task-field-deadline = Deadline
task-field-action = Action
task-commitments = Commitments and targets
task-no-commitments = This task has no commitments of its own.
task-progress = Where the targets stand
