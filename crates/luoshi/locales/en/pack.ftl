# Errors of packs and of their balance. The key is the code, with "-" for "." and "_".
pack-at = { $file } line { $line }, { $key }
pack-at-file = { $file }
pack-did-you-mean = {" "}Did you mean "{ $word }"?

pack-query-flaw = The query of { $indicator } (from { $from }): { $why }
pack-case-differs = A worked case comes out otherwise: { $mismatch }
pack-missing-file = The file { $missing } is missing.
    .hint = Every pack has a { $missing } that gives its id and title.
pack-unknown-file = A pack holds no such file.
    .hint = Files of a pack: { $allowed }. Correct the name or place, or move the file out of the pack.
pack-unused-file = No indicator uses this query.
    .hint = Write sql = "FILE" in a [[version]] of an indicator, or delete the file.
pack-syntax = This is not TOML: { $message }
    .hint = Often a quote, bracket or equals sign is missing; look at this line and the one before.
pack-unknown-key = There is no key "{ $found }" here.
    .hint = Possible keys: { $allowed }.
pack-missing-key = "{ $missing }" is missing.
    .hint = Add the key; docs/packs.md shows how.
pack-missing-language = The { $missing ->
        [zh] Chinese
       *[en] English
    } text is missing.
    .hint = Write both languages: {"{"} zh = "…", en = "…" {"}"}.
pack-missing-rules = Nothing says how the targets of the plan are judged.
    .hint = Write a [status] table in pack.toml, or extend a pack that has one; docs/packs.md shows how.
pack-wrong-type = Expected { $expected ->
        [string] text in quotes
        [word] a word in quotes
        [integer] a whole number
        [number] a number
        [boolean] true or false
        [date] a date in quotes (like "2023-09-07")
        [array] a list in square brackets
       *[object] a group of keys and values
    }, found { $found ->
        [string] text
        [integer] a whole number
        [number] a decimal number
        [boolean] true or false
        [date] a date without quotes
        [array] a list
       *[object] a group of keys and values
    }.
    .hint = Write it as expected.
pack-wrong-length = Expected { $expected } entries, found { $found }.
    .hint = Add what is missing or remove what is too much.
pack-wrong-value = This value cannot be used: { $message }
    .hint = Correct it; docs/packs.md shows how.
pack-out-of-range = The number is out of range ({ $least } to { $most }).
    .hint = Check for a digit too many or too few.
pack-empty = This may not be empty.
    .hint = Write something.
pack-not-a-date = "{ $found }" is not a date.
    .hint = Write dates like "2023-09-07".
pack-not-a-hundred = The weights of the parts of a score do not add up to 100.
    .hint = Change timeliness, quality or result.
pack-bad-pattern = "{ $found }" is not a regular expression: { $message }
    .hint = Check that brackets come in pairs; write backslashes in single quotes.
pack-bad-name = "{ $found }" cannot be a name.
    .hint = Names follow { $pattern }: a small letter first, then small letters, digits and underscores.
pack-unknown-word = "{ $found }" is not known here.
    .hint = Possible words: { $allowed }.
pack-unknown-reference = There is no { $kind ->
        [pack] pack
        [column] column
        [dataset] dataset
        [code_list] code list
        [level] comparison or level
        [linkage] linkage
        [code] code
        [field] field
        [format] number format
        [indicator] indicator
        [standard] standard
        [sql] query file
        [parameter] parameter
        [table] table (that the indicator reads in this year)
        [unit] unit
        [action] action
        [task] task
        [safeguard] safeguard
       *[named_org] school or area ([[named_org]])
    } "{ $found }".
    .hint = Correct the name, or declare it first.
pack-duplicate = "{ $found }" comes twice.
    .hint = Keep one and change the other.
pack-duplicate-id = { $other } already declares this id.
    .hint = A pack cannot declare again what the extended pack declares; choose another id or change that file.
pack-id-not-file-name = The file is called "{ $expected }" but says "{ $found }".
    .hint = Make the two agree.
pack-reserved = "{ $found }" has another meaning in queries or in addresses of the site and cannot name a dataset.
    .hint = Choose another id.
pack-same-header = The header "{ $found }" already belongs to column "{ $other }".
    .hint = Remove it from one of the two columns.
pack-scope-not-declared = The dataset "{ $dataset }" cannot be handed in per { $found }.
    .hint = Add "{ $found }" to `scopes` in datasets/{ $dataset }.toml, or name another reporter.
pack-same-code-name = "{ $found }" already belongs to code "{ $other }".
    .hint = Remove the name from one of the two codes.
pack-key-not-for-type = "{ $found }" does not apply here.
    .hint = Remove the key or correct the type: codes is for codes, scale for decimals, format and key_as for identifiers, every for recurring commitments, upper for ranges.
pack-bound-not-of-type = The bound does not fit the type of the column.
    .hint = Numbers for integer and decimal columns, "2023-09-07" for dates; other types have no bounds.
pack-bad-example = The example "{ $found }" would itself be refused in this column.
    .hint = Choose an example that fits the type, code list and pattern.
pack-bad-checksum = There must be as many check characters as the modulus { $modulus } says.
    .hint = List in characters one check character for each remainder, from 0.
pack-not-ascending = These are not in ascending order.
    .hint = Sort them by year or value.
pack-not-for-kind = "{ $found }" does not go with fields of kind { $kind }.
    .hint = Choose a word that fits the kind; docs/packs.md lists which fit.
pack-not-exactly-one = Only one of these keys may be given: { $allowed }.
    .hint = Keep one.
pack-unused-parameter = The query does not use the parameter "{ $found }".
    .hint = Use ${ $found } in the query, or remove it.
pack-no-version = The indicator has no definition for { $year }.
    .hint = Change the year of the case, or add a [[version]] that starts earlier.
pack-circle = The indicator "{ $found }" needs its own value.
    .hint = Follow the [[version.read]] entries and break the circle.
pack-bad-place = There is no place { $found } in the source ({ $paragraphs } paragraphs).
    .hint = Paragraphs count from 1, characters from 0; `to` is one past the last character and greater than `from`.

balance-indicator-unused = No target, standard or other indicator uses the indicator "{ $found }".
    .hint = Delete it, or say under use who needs it.
balance-indicator-without-cases = The indicator "{ $found }" has no worked cases.
    .hint = Write a few, computed by hand, in indicators/{ $found }.cases.toml.
balance-dataset-unused = No indicator or check reads the dataset "{ $found }".
    .hint = Delete it, or say under use who needs it.
balance-codes-unused = No column uses the code list "{ $found }".
    .hint = Delete it, or write codes = "{ $found }" in a column.
balance-format-unused = No column uses the number format "{ $found }".
    .hint = Delete it, or write format = "{ $found }" in a column.
balance-standard-unused = No indicator reads the standard "{ $found }".
    .hint = Delete it, or let an indicator read it.

# Templates of documents.
pack-no-fence = The template does not begin by saying what document it is.
    .hint = Begin with a line +++, then title, purpose and subject, then another line +++, and only then the text; see docs/packs.md.
document-syntax = The template is not well formed: { $about }
    .hint = Look whether {"{{ }}"} and {"{% %}"} are closed on this line and the one before, and every for and if has its endfor and endif.
document-fill = This cannot be said here: { $about }
    .hint = What may be said is in the table of “Documents” in docs/packs.md; ask with `if` before what may be missing.
document-unknown-mark = No such mark at the beginning of a line: { $about }
    .hint = The marks are listed under “Documents” in docs/packs.md; headings have at most five #.
document-incomplete-mark = Something is missing after the mark: { $about }
    .hint = @printed and !chart have two parts with a bar between them, the other marks a text; a line that may be empty goes into an `if`.
document-cell-count = This row has another number of cells than the head: { $about }
    .hint = Every row of a table has as many cells as its line of dashes; joined cells are written < or ^.
document-no-table-head = The table has no line of dashes: { $about }
    .hint = Below the head goes a line with dashes in every cell, such as | :-- | :-: |.
document-joined-cell = A cell of this row joins one that is not there: { $about }
    .hint = < joins the cell on the left and cannot be the first; ^ joins the cell above and cannot be in the first row.
document-unknown-chart = There is no such chart: { $about }
    .hint = Charts are status (how many targets stand where) and the chart of every indicator in trends.
