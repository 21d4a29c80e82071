# Data: the reporting calendar, handing in, checking and history.
nav-data = Data
data-title = Data
data-count = { $count ->
    [one] { $count } dataset
   *[other] { $count } datasets
}
data-datasets = Datasets
data-none = There is no dataset for you to see or hand in.
data-none-in-state = No dataset is in this state.
data-from = Handed in by: { $value }
data-from-schools = every school
data-from-townships = every township and subdistrict
data-not-asked = Not asked for
data-last = Last handed in: facts of { $as_of }, rows: { $rows }, by { $by } on { $at }.
data-last-none = There are no data yet that you may see.
data-wider = The district's own file has facts of { $value }.
data-handed-in = { $count } handed in,
data-missing = { $count } missing
data-all-handed-in = All { $count } have handed in.
data-uploads = Files waiting
data-what = About
data-reporter = Handed in by
data-basis = Basis of the dates
data-proposed = proposed, not yet confirmed
data-template = Download the template
data-upload = Hand in data
data-scope = Scope
data-as-of = Date of the facts
data-as-of-hint = The day that the rows describe, not the day on which they are handed in. The figures of a year use facts of its reference day or before.
data-file = Workbook
data-drop = Drop the file here, or choose one.
data-too-large = The file is larger than { $value } MB. Import it on the command line, or remove pictures and the like.
data-limits = xlsx, xls, ods or csv, up to { $value } MB.
data-kept = A file that is not accepted is kept for { $value } days at most; accepted or cancelled, it is deleted at once.
data-submit = Upload and check
data-history = History
data-history-none = Nothing was handed in yet.
data-state = State
data-accepted = Accepted
data-withdrawn = Withdrawn
data-refused = Refused ({ $value } problems)
data-page-before = Previous page
data-page-after = Next page
data-columns = Columns

# States of reports.
report-overdue = Overdue
    .told = Facts of { $as_of } were due by { $by }: { $days } days overdue.
report-never = Never handed in
    .told = Nothing was ever handed in. Facts of { $as_of } were due by { $by }, { $days } days ago.
report-due-soon = Due soon
    .told = Facts of { $as_of } are due by { $by }, in { $days } days.
report-not-due = Not yet due
    .told = Next: facts of { $as_of }, due by { $by }.
report-up-to-date = Up to date
    .told = Next: facts of { $as_of }, due by { $by }.

# Uploaded files.
upload-state-uploaded = Waiting for the check
upload-state-checking = Being checked
upload-state-checked = Sound, to be accepted
upload-state-refused = With problems, to be decided
upload-state-accepting = Being accepted
upload-state-accepted = Accepted
upload-state-known = Already here
upload-state-cancelled = Cancelled
upload-state-expired = Not decided in time, deleted

import-title = Result of the check
import-person = Handed in by
import-waiting = Waiting for the check; another file comes first.
import-checking-rows = Being checked. Rows read: { $value }.
import-accepting = Being accepted.
import-accepting-rows = Being accepted. Rows read: { $value }.
import-leave = You may leave this page; the check goes on.
import-refresh = Refresh
import-sound = No problems, ready to be accepted
import-drift = Differs much from the one before: to be confirmed
import-has-problems = Problems to put right: { $value }
import-has-warnings = Can be accepted; warnings: { $value }
import-rows = Rows read: { $read }, without problems: { $valid }.
import-sheet-read = Sheet "{ $sheet }": { $rows } rows.
import-mapped = Read by the layout that was set up before:
import-marked-copy = Download the workbook with its problems marked
import-marked-copy-hint = Problems are marked on their cells; the corrected file can be handed in as it is.
import-marked-suffix = marked
import-unmapped = The headers are not those of the template. Copy the data into the template and hand that in; or, for a layout in regular use, map its headers once: files with the same headers are then read as they are.
import-mappable = Some headers are not known and were not read. If they matter:
import-reason = Why it differs so much from the one before
import-reason-hint = If it is really so, say why and accept; the reason goes into the log.
import-valid-hint = It is best to correct the file and hand it in again. In a hurry, the rows without problems can be accepted; the figures are then marked incomplete.
import-accept = Accept
import-accept-valid = { $count ->
    [one] Leave out { $count } row with problems, accept the rest
   *[other] Leave out { $count } rows with problems, accept the rest
}
import-confirm = Confirm and accept
import-cancel = Cancel
import-put-right = Correct the file and hand it in again.
import-again = Hand in again
import-kinds = Kinds of problems
import-places = { $count ->
    [one] { $count } place
   *[other] { $count } places
}
import-first-of-kind = (the first of them)
import-problems = One by one
import-masked = Personal data are masked; compare with your own workbook.
import-beyond = Only the first { $value } problems are listed.
import-accepted-told = Accepted. Rows read: { $value }. The figures are computed anew.
import-known-told = This file was handed in before and is in use; there is nothing more to do.
import-to-snapshot = See these data
import-to-overview = To the overview: where the targets stand
import-cancelled-told = Cancelled. The file is deleted and nothing came of it.
import-expired-told = Nobody decided within { $value } days. The file is deleted and nothing came of it.

# Accepted data.
snapshot-title = Accepted data
snapshot-what = About
snapshot-left-out = { $value } more left out
snapshot-feeds = Used for these indicators
snapshot-feeds-none = No indicator uses this dataset directly.
snapshot-compare = Compare with another file
snapshot-compare-none = There is no other file of the same scope to compare with.
snapshot-compare-do = Compare
snapshot-with = The other file
snapshot-other = { $as_of }, rows: { $rows }, handed in { $at }
snapshot-compared = From facts of { $before } (handed in { $before_at }) to facts of { $after } (handed in { $after_at }). Rows unchanged: { $same }.
snapshot-no-rows = No such changes.
snapshot-column = Column
snapshot-withdraw = Withdraw these data
snapshot-withdraw-lead = They are then no longer used and the figures are computed anew. The record stays, and earlier results can still be proved.
snapshot-reason = Reason
snapshot-withdrawn-done = Withdrawn. The figures are computed anew.

# What cannot be done.
refusal-upload-missing = No file came in.
    .hint = Choose the workbook, then submit.
refusal-upload-broken = The upload broke off; the file is not complete.
    .hint = Check the network and upload it again.
refusal-upload-too-large = The file is larger than { $size } MB.
    .hint = Remove pictures and the like, or ask an administrator to import it on the command line.
refusal-upload-too-many = { $count } of your files are waiting.
    .hint = Accept or cancel those first.
refusal-upload-date = The date of the facts is not a date.
    .hint = Write it like 2025-09-01.
refusal-upload-as-of = The date of the facts has not come yet; today is { $day }.
    .hint = Give the day that the data describe.
refusal-upload-scope = You cannot hand in data of this scope.
    .hint = Choose one of the scopes offered; to change yours, ask an administrator.
refusal-upload-decided = This file has been dealt with, or is being dealt with.
    .hint = Reload the page to see how it stands.
refusal-upload-unacceptable = The file has problems and cannot be accepted like this.
    .hint = Correct it and hand it in again.
refusal-upload-reason = There is no reason why it differs so much from the one before.
    .hint = Give the reason, then accept.
refusal-withdraw-reason = There is no reason for withdrawing.
    .hint = Give the reason, then submit.

# The log.
event-upload-received = File uploaded
event-upload-cancelled = Uploaded file cancelled
