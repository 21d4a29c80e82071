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
argument-date = Day of the document; its figures are of that day (default: today)
argument-document-write-period = Only targets of this year (by default the template says)
argument-document-facts-period = Only targets of this year (by default the template says)
argument-address = Address of the site, such as http://10.0.0.5:8080; with it the figures are links
argument-document-write-output = File to write (.docx); one that is there is not overwritten
column-id = Id
column-about = About
column-purpose = Purpose
