# Templates: the workbooks that luoshi template writes.
command-template = Write a workbook to fill in for a dataset (xlsx)
argument-template-output = File to write (xlsx); an existing file is never overwritten
template-done = Wrote the template of { $title }: { $file }.

template-instructions-sheet = Instructions
template-lists-sheet = Choices
template-wrong-value = Please check
template-title = { $title }: how to fill in
template-grain = One row is
template-source-system = Source
template-standard = Standard
template-key = No two rows share
template-how-to-fill =
    1. Fill in the first sheet row by row. Leave the headers as they are, without rows of totals and merged cells. The grey example row is ignored by the import; leave it as it is or delete it.
    2. Orange columns with a star must be filled in. Leave other cells empty where there is no data; never write 0, "none" or a dash instead.
    3. Point at a header to see what to fill in. Choose from the list where a column has one, or type a code.
    4. Columns of numbers and codes that are names are kept as text. Paste values only, or long numbers lose their last digits.
    5. Write dates with year, month and day, such as 2023-09-01.
template-how-to-import = To hand it in: upload it on the page Data of the site, or run luoshi import { $dataset } FILE.xlsx --as-of DATE. Cells with problems are listed with place, reason and remedy; put them right and hand it in again.
template-personal = This sheet holds personal data. Fill in what is needed only, send it by internal channels, never in chat groups, and delete copies after the import.
template-column = Column
template-need = Required
template-type = Type
template-meaning = What to fill in
template-example = Example
template-class = Privacy
template-required = required
template-optional = optional
template-kind-text = text
template-kind-identifier = number as text
template-kind-integer = whole number
template-kind-decimal = decimal
template-kind-date = date
template-kind-boolean = yes or no
template-kind-code = choice
template-format = Checked by the rules of "{ $format }".
template-scale = At most { $digits } decimals.
template-codes = One of: { $codes }.
template-codes-more = One of: { $codes } and { $more } more in the list.
template-yes-no = Write { $yes } or { $no }.
template-between = From { $min } to { $max }.
template-at-least = At least { $min }.
template-at-most = At most { $max }.
template-not-before = Not before { $min }.
template-not-after = Not after { $max }.
template-unique = No two rows may share it.
template-references = Must be a { $column } of "{ $dataset }".
template-for-example = Example: { $example }

# Copies with the problems marked.
annotate-list = Problems
annotate-data = Data
annotate-value = Content
annotate-summary = { $refused } to put right (red), { $warned } to look at (yellow); { $listed } are listed. Follow a cell to its place. Once put right, this very file can be imported.
argument-import-marked = File (xlsx) to write a copy with the problems marked to; an existing file is never overwritten
import-marked = Copy with the problems marked: { $file }
import-marked-cut = Copy with the problems marked: { $file } (the file holds more than a sheet can: correct the file itself)
import-marked-hint = Add --marked FILE.xlsx to get a copy with the problems marked in the cells.
