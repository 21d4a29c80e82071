# What an import finds wrong. The key is the code of the problem with `-` for `.` and `_`; .hint says what to do.
# Variables: dataset (its title), header, note and required (of the column), keys (what may stand once), value (of the
# cell), cell, row, sheet, and what the problem carries itself.

# The file
file-empty = The file is empty.
    .hint = Export or save it again.
file-wps = This is a .{ $extension } file of WPS Spreadsheets, which cannot be read.
    .hint = Open it in WPS and save it as xlsx.
file-web-page = The file is called .{ $extension } but is a web page.
    .hint = Open it in Excel or WPS and save it as xlsx.
file-text-as-workbook = The file is called .{ $extension } but is plain text.
    .hint = Open it in Excel or WPS and save it as xlsx.
file-not-a-workbook = This is no spreadsheet.
    .hint = Files in xlsx, xls, ods and csv can be imported.
file-encrypted = The workbook is protected by a password.
    .hint = Remove the password in Excel or WPS and save it.
file-damaged = The file is damaged and cannot be read.
    .hint = Open it in Excel or WPS and save it as xlsx; if it does not open, export it again.
file-too-large = The file is too large to be read in this format.
    .hint = Save it as xlsx.
file-bomb = The file would unpack to an absurd size ({ $detail }) and was not read.
    .hint = Export it again; if that does not help, ask your administrator.
file-encoding = The text of the file is neither UTF-8 nor GB18030.
    .hint = Open it in Excel or WPS and save it as xlsx, or as "CSV UTF-8".
file-no-rows = There is not one row to import.
    .hint = Fill in rows below the header; if there are any, put right the problems listed.

# The header
header-not-found = No header of "{ $dataset }" was found.
    .hint = The header should name: { $required }. Use the template (on the command line luoshi template makes it), or describe your own layout once (luoshi map).
header-missing = The required column "{ $header }" is missing.
    .hint = Add the column{ $aliases ->
        [none] .
       *[other] ; it may also be called: { $aliases }.
    }
header-unit = The column "{ $header }" is missing; there is only "{ $text }", in another unit.
    .hint = Convert the figures and name the column "{ $header }"; do not change the name alone.
header-ambiguous = Several columns could be "{ $header }": { $texts }.
    .hint = Keep one of them, or say which with luoshi map.
header-mapping = This layout is read as was set up before, but "{ $text }" is not there.
    .hint = Set it up again with luoshi map.
header-ignored = The column "{ $value }" is not part of "{ $dataset }" and was not imported.
    .hint = Nothing to do; if it is a column of the dataset, name it as the template does.

# Rows
row-total = The row "{ $value }" is a total and was not imported.
    .hint = Nothing to do; totals are computed.
row-footer = The row "{ $value }" is a note below the table and was not imported.
    .hint = Nothing to do.
row-example-changed = The row is marked as an example but was changed.
    .hint = If it is real, remove the mark at its end; if not, remove the row.
row-repeated-key = "{ $keys }" { $key } stands twice: row { $other }{ $other_sheet ->
        [none] {""}
       *[other] {" "}of sheet "{ $other_sheet }"
    } is the same.
    .hint = Find out which row is right and keep that one.
row-repeated-value = "{ $header }" { $value } stands twice; row { $other } has it already.
    .hint = Compare both rows and put right the wrong one.

# Cells
value-required = "{ $header }" is empty.
    .hint = Fill in the cell; find out what is not known, and do not guess.
value-excel-error = The formula of "{ $header }" failed ({ $detail }).
    .hint = Put the formula right, or enter its result instead.
value-unknown-code = "{ $value }" is no choice for "{ $header }".{ $nearest ->
        [none] {""}
       *[other] {" "}Did you mean "{ $nearest }"?
    }
    .hint = Possible are: { $allowed }{ $more ->
        [none] .
       *[other] , and { $more } more in the list of the template.
    }
value-not-an-integer = "{ $header }" takes a whole number, not "{ $value }".
    .hint = Enter digits only, without unit or fraction{ $required ->
        [yes] .
       *[no] ; leave it empty when there is none.
    }
value-not-a-number = "{ $header }" takes a number, not "{ $value }".
    .hint = Enter digits only, without a unit{ $required ->
        [yes] .
       *[no] ; leave it empty when there is none.
    }
value-not-a-date = "{ $value }" is no date.
    .hint = Write it as 2023-09-01{ $required ->
        [yes] .
       *[no] ; leave it empty when there is none.
    }
value-no-day = "{ $value }" does not say which day.
    .hint = Give the day too, such as 2023-09-01.
value-not-a-boolean = "{ $header }" takes yes or no, not "{ $value }".
    .hint = Enter yes or no; when it is not known, { $required ->
        [yes] find out.
       *[no] leave it empty.
    }
value-too-small = "{ $header }" { $value } is { $kind ->
        [date] before
       *[number] below
    } { $bound }.
    .hint = { $kind ->
        [date] Check year, month and day.
       *[number] Check the figure and its unit.
    }
value-too-large = "{ $header }" { $value } is { $kind ->
        [date] after
       *[number] above
    } { $bound }.
    .hint = { $kind ->
        [date] Check year, month and day.
       *[number] Check the figure and its unit.
    }
value-too-long = "{ $header }" { $value } has too many digits.
    .hint = Check the figure and its unit.
value-rounded = "{ $header }" { $value } has more than { $scale } decimals and is imported as { $rounded }.
    .hint = Enter it with { $scale } decimals where that matters.
value-pattern = "{ $value }" does not have the form of "{ $header }".
    .hint = { $note ->
        [none] Look for missing or surplus characters, or a wrong column.
       *[other] { $note } Look for missing or surplus characters, or a wrong column.
    }
value-merged = { $value } in "{ $header }" is merged over several rows, so that nobody knows the figure of each.
    .hint = Undo the merging and fill in every row.

# Identifiers
identifier-ruined = A spreadsheet has made a number of "{ $header }" ({ $value }); its last digits are lost.
    .hint = Format the column as text and enter it again from the source; the number cannot be repaired.
identifier-not-text = "{ $header }" is text, not "{ $value }".
    .hint = Format the column as text and enter it again.
identifier-pattern = "{ $value }" does not follow the rules of "{ $header }".
    .hint = { $note ->
        [none] Look for missing or surplus digits, or a wrong column.
       *[other] { $note } Look for missing or surplus digits, or a wrong column.
    }
identifier-no-date = The birth date in "{ $value }" does not exist.
    .hint = Compare the number with the document.
identifier-checksum = The check character of "{ $value }" is wrong: some character is.
    .hint = Compare it with the document, character by character.
identifier-birth-date-differs = The birth date in "{ $value }" differs from the column of the birth date.
    .hint = Compare both with the document and put right the wrong one.
identifier-sex-differs = The sex in "{ $value }" differs from the column of the sex.
    .hint = Compare both with the document and put right the wrong one.

# Other data
reference-unknown = "{ $reference }" has no such "{ $header }": { $value }.
    .hint = Look for a typing error; if it is new, import the newest "{ $reference }" first.
scope-other-org = The row belongs to { $value }, which this file is not about.
    .hint = Put right a wrong code; leave out the row of another unit, which reports it itself.
scope-not-allowed = "{ $dataset }" cannot be handed in for { $scope } alone.
    .hint = { $allowed ->
        [district] The district collects this table and imports it without --scope.
        [district-township] The district imports it, or a township under its own code.
        [district-school] The district imports it, or a school under its own code.
       *[other] The district imports it, or a township or school under its own code.
    }

# Compared with the data before
drift-rose = The number of rows, { $after }, is { $change } % above the { $before } of last time; at most { $limit } % is expected.
    .hint = Look for rows given twice; if it is true, give the reason and confirm (--confirm-drift on the command line).
drift-fell = The number of rows, { $after }, is { $change } % below the { $before } of last time; at most { $limit } % is expected.
    .hint = Look for missing rows; if it is true, give the reason and confirm (--confirm-drift on the command line).
drift-vanished = Values of "{ $header }" that were there last time and are gone ({ $count }): { $values }.
    .hint = Look for missing rows: a ledger that grows year by year holds the earlier years too. If it is true, give the reason and confirm (--confirm-drift on the command line).
