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

# The source document.
source-title = Source document
source-words = In the document
source-none = The official document has not been attached
source-why = Once the text of the official document is attached, it is shown paragraph by paragraph, with the words marked that each commitment was read from.
source-document = Document
source-paragraphs = Paragraphs
source-file = Text of the document
source-file-hint = Plain text (UTF-8), one paragraph per line; it must be the very text that the pack was read from, else it is refused.
source-attach = Attach
source-ask = Ask somebody of the lead unit or an administrator to attach it.
source-lead = Choose marked words to see what they commit to; choose a commitment to find its words.
source-commitments = All commitments
source-chosen = { $count ->
    [one] One commitment
   *[other] { $count } commitments
}
source-clear = Choose none
event-source-attached = Source document attached
refusal-source-missing = No file came in.
    .hint = Choose the text of the official document, at most 1 MB, and send it again.
refusal-source-no-text = "{ $file }" is no text in UTF-8.
    .hint = Save the official document as plain text (UTF-8) and attach that.
refusal-source-other = "{ $file }" is not the text that the pack was read from: { $title } with { $paragraphs } paragraphs; this one has { $given }.
    .hint = Compare edition, paragraphs and wording; with as many paragraphs the wording may still differ.
