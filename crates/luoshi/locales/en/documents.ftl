# Official documents: pages, charts and the ledger.
chart-value = Value
chart-goal = Target
document-goal = { $comparator ->
    [at_least] at least { $target }
    [more_than] more than { $target }
    [less_than] less than { $target }
    [equal] { $target }
    [between] { $target } to { $upper }
   *[at_most] { $unit ->
        [rank] { $target } or better
        [grade] { $target } or better
       *[quantity] at most { $target }
    }
}
document-demo = Made-up data for demonstration; not an official document
document-written = Written: “{ $title }”, { $file }
document-written-plain = Written: “{ $title }”, { $file }. Without the address of a site (--address) the figures carry no links.
subject-plan = the whole plan
subject-unit = one unit
subject-commitment = one commitment

# The command line.
command-document = Official documents: templates of the pack with the figures of a day, as .docx
command-document-list = List the templates of documents
command-document-write = Write a document (.docx), and a line in the log
command-document-facts = Print everything that a template may say (JSON), for whoever writes templates
argument-template = Id of a template (see luoshi document list)
argument-unit = Id of a unit, for a document about one
argument-commitment = Id of a commitment, for a document about one
argument-duty = Id of a duty, for a supervision order
argument-date = Day of the document; its figures are of that day (default: today)
argument-document-write-period = Only targets of this year (by default the template says)
argument-document-facts-period = Only targets of this year (by default the template says)
argument-address = Address of the site, such as http://10.0.0.5:8080; with it the figures are links
argument-document-write-output = File to write (.docx); one that is there is not overwritten
column-id = Id
column-about = About
column-purpose = Purpose

# Pages.
nav-documents = Documents
documents-title = Documents and ledger
documents-lead = Official documents from templates and the figures of a day: look at one, then download it to edit and sign.
documents-none = The pack has no templates of documents.
documents-hint = Templates lie in the folder documents of the pack and may be changed to the habits of the office. The office fills in the number; what is written is logged.
documents-all = All documents
document-choose = Choose
document-commitment = Commitment
document-duty = Duty
duty-on-paper = Write: { $value }
document-owed = Behind
document-others = Others
document-day = Day of the document
document-period = Year of the targets
document-period-any = As the template says
document-look = Preview
document-download = Download for Word
document-first = Choose first which unit or commitment the document is about.
document-preview = Preview of the document
document-preview-hint = The preview says what the file says; pages, page numbers and the imprint are in the file. Every figure leads to what it is made of.
document-table = Table
event-document-written = Document written
event-ledger-written = Ledger exported
detail-unit = Unit
detail-commitment = Commitment

# The ledger.
ledger-title = Ledger of targets and tasks
ledger-purpose = A workbook with a row for every duty: goal, units, deadline, value and status are there; pace, progress, problems and next steps are filled in offline, compared cell by cell when they come back, and reported together.
ledger-sheet = Ledger
ledger-name = { $plan } { $unit } ledger { $year }
ledger-about = Figures as of { $date }. Units fill in the pale yellow columns; all others are computed and changing them has no effect. { $demo }
ledger-too-long = Too long
    .message = At most 2000 characters.
ledger-lead = The ledger goes out, units fill it in offline, what comes back is compared cell by cell and reported in one step.
ledger-out = Export
ledger-whole = The whole plan
ledger-download = Export the ledger
ledger-back = Compare a ledger that came back
ledger-back-lead = Choose a ledger that was filled in; every cell that differs from what went out or from what is here now is listed. What you choose is reported; nothing is written before.
ledger-file = Ledger (xlsx)
ledger-compare = Compare
ledger-differences = Differences
ledger-rows-read = { $count ->
    [one] One row read.
   *[other] { $count } rows read.
}
ledger-differences-found = { $count ->
    [one] One difference.
   *[other] { $count } differences.
}
ledger-same = No differences.
ledger-year = Year
ledger-reports = To be reported
ledger-reports-lead = What is chosen is reported together: if one fails, none is reported.
ledger-take = Report what is chosen
ledger-taken = { $count ->
    [one] { $count } report was taken over.
   *[other] { $count } reports were taken over.
}
ledger-conflict-hint = Somebody has reported here since it went out, differently. If you choose it, what came back counts.
ledger-look = Open the duty
ledger-state = State
ledger-pace = Pace
ledger-percent = Done (%)
ledger-help = Help needed
argument-document-ledger-year = Year of the duties (default: the year of the day)
ledger-verdict = Result
ledger-column = Column
ledger-exported = When it went out
ledger-uploaded = As it came back
ledger-current = Now
ledger-serial = No.
ledger-action = Action
ledger-task = Task
ledger-content = Content
ledger-target = Target
ledger-lead-unit = Lead units
ledger-responsible = Responsible units
ledger-deadline = Deadline
ledger-value = Value
ledger-status = Status
ledger-explanation = Explanation
ledger-progress = Progress
ledger-problems = Problems
ledger-next = Next step
ledger-changed = Filled in
ledger-conflict = Changed on both sides
ledger-computed = Computed; no effect
ledger-missing = Row did not come back
ledger-unknown = No row of this ledger
ledger-twice = Row given twice
command-document-ledger = Export the ledger of targets and tasks (.xlsx), and write a line in the log
argument-document-ledger-unit = Only what this unit answers for (default: the whole plan)
argument-document-ledger-output = File to write (.xlsx); one that is there is not overwritten
ledger-done = Exported: “{ $title }”, { $file }
