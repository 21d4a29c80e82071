# Notices: on the site, by mail and in chat groups.
notices-title = Notices
notices-lead = What the rules of supervision tell you, unread first.
notices-settings = Letters
notices-none = No notices. When something of yours nears its date, comes back or is overdue, you are told here.
notices-new = New
notices-read = Mark as read
notices-read-all = Mark all as read

# What is told. The date is the day that is counted from.
notice-assigned = Assigned on { $date }; please acknowledge it.
notice-due-before = Due on { $date }, in { $days } days.
notice-due-on = Due today ({ $date }); hand in the result, or ask for more time.
notice-due-past = Was due on { $date }, { $days } days ago; no result has been handed in.
notice-round-before = The report of this round is due on { $date }, in { $days } days.
notice-round-on = The report of this round is due today ({ $date }).
notice-round-past = The report of this round was due on { $date }, { $days } days ago.
notice-returned = Returned on { $date }; put right what the reason says and hand it in again.
notice-submitted = Handed in on { $date } and waiting for verification.
notice-extension = More time was asked for on { $date }; please decide.
notice-slip-before = { $slip } received; answer it by { $date }.
notice-slip-on = { $slip }: the answer is due today ({ $date }).
notice-slip-past = { $slip }: the answer was due on { $date }, { $days } days ago.
notice-instruction = A leader gave an instruction on { $date }; answer it with your next report.
notice-problem-before = A problem found on a visit is to be solved by { $date }, in { $days } days.
notice-problem-on = A problem found on a visit is to be solved today ({ $date }).
notice-problem-past = A problem found on a visit was to be solved by { $date }, { $days } days ago; there is no answer.
notice-problem-at = { $school }: problem found on a visit

# Kinds of notices.
telling-assigned = Assigned, to be acknowledged
telling-due = Due dates
telling-round = Reporting rounds
telling-returned = Returned
telling-submitted = Handed in
telling-extension = Extensions asked for
telling-slip = Supervision slips
telling-instruction = Instructions by leaders
telling-problem = Problems found on visits

# Letters and group messages.
notice-line = [{ $unit }] { $title }. { $told }
notice-letter = Luoshi: supervision reminders ({ $count })
    .text =
        { $name },

        Please see to the following ({ $count }):

        { $list }

        { $way }

        This letter was sent by a program; please do not answer it. You can turn letters off under your account.
notice-letter-way = Sign in here: { $site }/notices
notice-letter-no-way = Please sign in to Luoshi.
notice-message = Luoshi (落实): supervision reminders ({ $count })
notice-message-more = { $count } more; please sign in to Luoshi.
robot-test-message = Luoshi (落实) test message: the robot "{ $name }" is connected.

# Account.
account-letters = How you are told
account-letters-lead = You always find your notices on the site.
account-letters-mail = Letters to { $value } as well
account-letters-no-mail = Your account has no mail address, or the site has no mail server: notices are only on the site.
account-letters-save = Save
account-letters-saved = Saved how you are told.

# Administration.
admin-notices-title = Letters and group messages
admin-notices-lead = Notices are written down first and leave when it is not quiet. What may or may not have arrived is never sent again by itself; you decide.
admin-notices-no-mail = The site has no mail server: notices are on the site and in chat groups only.
deliveries-troubled = To decide
deliveries-none = Nothing failed, and nothing has an unknown end.
deliveries-lead = What has an unknown end may have arrived; sent again, it may arrive twice.
delivery-waiting = Waiting
delivery-sent = Sent
delivery-failed = Failed
delivery-unknown = Unknown end
delivery-receiver = Person or group
delivery-nobody = (removed)
delivery-channel = Way
delivery-carries = Notices
delivery-why = Reason
delivery-tried = Last try
delivery-again = Send again
delivery-close = Do not send
delivery-goes-again = It will be sent again.
delivery-is-closed = Closed; it will not be sent.
channel-mail = Mail
channel-robot = Group message
delivery-error-none = The server ended while it was being sent
delivery-error-smtp = The mail server answered { $code }
delivery-error-http = The robot answered HTTP { $code }
delivery-error-robot = The robot answered error { $code }
delivery-error-mail-unreachable = The mail server cannot be reached
delivery-error-mail-broken-off = The line to the mail server broke off
delivery-error-mail-address = The mail address cannot be used
delivery-error-mail-off = The site has no mail server any more
delivery-error-robot-unreachable = The robot cannot be reached
delivery-error-robot-broken-off = The line to the robot broke off
delivery-error-robot-answer = The robot's answer cannot be understood
delivery-error-robot-address = The address of the robot cannot be used
delivery-error-robot-private = The address is in a private network, which the settings do not allow

robots-title = Robots of chat groups
robots-none = No robots yet.
robot-wecom = WeCom
robot-dingtalk = DingTalk
robot-feishu = Feishu
robot-field-name = Name
robot-field-kind = Kind
robot-field-address = Address (webhook)
robot-field-secret = Signing secret
robot-field-language = Language
robot-field-units = Units
robot-field-notices = Notices
robot-all-units = All units
robot-all-notices = All notices
robot-choose-units = Only some units (none chosen: all)
robot-choose-notices = Only some notices (none chosen: all)
robot-address-hint = Copy it from the settings of the group after adding a robot there. Address and secret are kept encrypted and never shown again; to change them, remove the robot and add it anew.
robot-secret-hint = The secret for signatures of DingTalk or Feishu; leave it empty where none is set. WeCom needs none.
robot-add = Add a robot
robot-test = Send a test message
robot-remove = Remove
robot-is-added = The robot was added. Send a test message to see that the group gets it.
robot-is-removed = The robot was removed.
robot-answers = The robot took the test message.

refusal-robot-name = The robot has no name, or there is another of this name.
    .hint = Choose another name of at most 60 characters.
refusal-robot-address = The address of the robot cannot be used.
    .hint = It has to begin with https://; copy all of it from the settings of the group.
refusal-robot-changed = Somebody changed or removed this robot.
    .hint = Load the page again.
refusal-robot-silent = The robot did not take the test message ({ $why }).
    .hint = Check kind, address and secret; where the robot asks for keywords, add 落实; where it only takes some addresses, add that of this server.
refusal-delivery-changed = This delivery has changed.
    .hint = Somebody may have decided on it; load the page again.

# Leaders linked to units.
visits-units = Leaders linked to units
visits-link-unit = Unit
visits-units-lead = When a unit is late for long, the rules tell its linked leader.

# Log.
event-notice-told = Told by rule
event-letters-set = Changed how they are told
event-robot-added = Robot added
event-robot-removed = Robot removed
event-robot-tested = Test message sent
event-delivery-sent-again = Notices sent again
event-delivery-closed = Undelivered notices closed
detail-rule = Rule
detail-of = Counted from
detail-people = People
detail-letters = Letters
detail-groups = Groups
detail-channel = Way
detail-was = Was
detail-robot = Kind
detail-address = Address
detail-units = Units
detail-notices = Notices

# Command line.
command-supervise-notices = Who was told what on a day, and what is still to be told
argument-supervise-notices-on = Day (default: today)
supervise-told = { $count ->
    [one] One notice told by rule.
   *[other] { $count } notices told by rule.
}
column-told = Told at
column-receiver = Receiver
column-notice-rule = Rule
column-notice = Notice

# Calendars.
agenda-name = Luoshi: { $name }
agenda-download = Download as a calendar
agenda-duty = Hand in: { $title }
agenda-share = Report your share: { $title }
agenda-step = Finish the step: { $title }
agenda-round = Report: { $title }
agenda-slip = Answer: { $title }
agenda-visit = Visit: { $title }
agenda-owed = Visit owed: { $title }
agenda-problem = Solve what a visit found: { $title }
api-calendar = What is due, as a calendar (iCalendar): results, reports, answers, visits and problems to be solved
api-password-lead = For the calendar only: any user name, and a token as the password.
account-calendar = Calendar
account-calendar-lead = Add a calendar by address in your calendar program; any user name, and as the password a token that only reads.
account-calendar-site = https://THIS-SITE
