refusal-workspace-missing = { $dir } is not a workspace.
    .hint = Make one with luoshi init, or name its folder with --dir.
refusal-workspace-exists = { $dir } is a workspace already.
    .hint = Use it, or choose another folder with --dir.
refusal-config-broken = The settings in { $file } cannot be read: { $message }
    .hint = Put right what the message names.
refusal-secret-broken = The secret in { $file } is not 64 hexadecimal digits.
    .hint = Restore { $file } from a backup; under another secret, earlier data could no longer be joined.
refusal-pack-unknown = There is no pack "{ $pack }".
    .hint = Built in are: { $packs }; the path of a folder works too.
refusal-pack-ambiguous = There is not exactly one built-in plan, so it must be named.
    .hint = Choose one with --pack: { $packs }.
refusal-pack-circular = Pack "{ $pack }" comes back to itself.
    .hint = Look at extends in the pack.toml of each pack.
refusal-plan-missing = This pack has no plan (plan.toml).
    .hint = Choose a pack with a plan with --pack.
refusal-snapshot-unknown = There is no snapshot "{ $id }".
    .hint = See luoshi snapshot list.
refusal-snapshot-ambiguous = "{ $id }" names { $count } snapshots.
    .hint = Write more of the id.
refusal-snapshot-withdrawn = Snapshot { $id } was withdrawn before.
    .hint = Nothing needs to be done.
refusal-indicator-unknown = There is no indicator "{ $id }".
    .hint = { $nearest ->
        [none] {""}
       *[other] Did you mean { $nearest }?{" "}
    }See luoshi indicator list.
refusal-dataset-unknown = There is no dataset "{ $id }".
    .hint = { $nearest ->
        [none] {""}
       *[other] Did you mean { $nearest }?{" "}
    }See luoshi dataset list.
refusal-measure-computed = Indicator { $indicator } is computed from data and cannot be entered by hand.
    .hint = Import the data it follows from; luoshi indicator show { $indicator } names them.
refusal-import-read-otherwise = Since “{ $file }” was checked, what its headers stand for was changed. Nothing was imported.
    .hint = Hand the file in again and look at what the check finds before you accept it.

refusal-file-unreadable = The file { $file } cannot be read: { $message }
    .hint = Check the path and your right to read it.

refusal-definition-changed = Definitions changed without a new version: { $indicators }.
    .hint = Write a [[version]] for the new definition in the pack; for a mere correction, confirm with luoshi compute --accept-definition-change REASON.
lake-unknown-indicator = There is no indicator "{ $indicator }".
    .hint = See luoshi indicator list.
lake-unknown-dataset = There is no dataset "{ $dataset }".
    .hint = See luoshi dataset list.
lake-unknown-snapshot = There is no snapshot "{ $snapshot }".
    .hint = See luoshi snapshot list.
lake-unknown-org = There was no school or area "{ $org }" on { $date }.
    .hint = Check the code, and that the registers of schools and areas are imported.
lake-unknown-table = There is no table "{ $table }".
    .hint = Tables are the ids of datasets (see luoshi dataset list) and org.
lake-no-rows = Indicator { $indicator } is entered by hand and has no rows.
    .hint = luoshi measure list shows what was entered, and the evidence.
lake-no-definition = Indicator { $indicator } has no definition for { $year }.
    .hint = Choose another year, or add a version from an earlier year to the pack.
lake-circle = Indicators read each other: { $path }.
    .hint = Break the circle in the pack.
lake-query = The query cannot be run: { $message }
    .hint = Only one SELECT is taken.
lake-not-exact = Column { $column } of indicator { $indicator } is { $found }, neither integer nor decimal.
    .hint = Write CAST(… AS DECIMAL(18,4)) in the query of the pack.
lake-many-rows = Indicator { $indicator } has { $rows } rows for { $org } where one is possible.
    .hint = Look for duplicate data, or correct the query of the pack.
lake-unclassed = Columns of the query cannot be followed to the data that they are made of, so nobody can say who may see them: { $message }
    .hint = In the query of the pack, do without recursion, functions that make tables, and grouping sets.
lake-personal-org = In the query of { $indicator }, column org is computed from facts about persons.
    .hint = org names the school or area of a row; take it from a column with such a code.
lake-other-dataset = { $before } and { $after } are two datasets and cannot be compared.
    .hint = Choose two snapshots of one dataset.
refusal-scope-unknown = There was no school or area "{ $scope }" on { $date }.
    .hint = Check the code and import the registers of schools and areas first; data of the whole district need no --scope.
refusal-mapping-broken = The mapping { $file } cannot be read: { $message }
    .hint = Correct the file, or delete it and use luoshi map again.
refusal-column-unknown = This dataset has no column "{ $column }".
    .hint = Its columns: { $columns }.
refusal-file-exists = { $file } exists already and was not overwritten.
    .hint = Give another name, or move the file away first.
refusal-snapshots-damaged = Files of snapshots are damaged, missing or were changed: { $snapshots }.
    .hint = Restore the folder snapshots from a backup; nothing is computed from other files than those that were imported.
refusal-demo-other = The demo district in { $dir } was made with another seed, scale or choice of datasets.
    .hint = Choose another folder, or use the same options.
refusal-demo-real = { $dir } is a workspace and no demo; nothing was changed.
    .hint = Choose another folder with --dir: made-up data do not belong into a real workspace.

# The site.
refusal-sign-in-first = Sign in first.
    .hint = Then try again.
refusal-sign-in-wrong = The user name or the password is wrong.
    .hint = Check capitals and the keyboard; if you forgot the password, ask your administrator.
refusal-sign-in-wait = Too many failures. Wait { $seconds } seconds.
    .hint = On the device that you usually work with, guesses made elsewhere do not hold you up.
refusal-sign-in-code-missing = The verification code is needed too.
    .hint = Type the password again, and the six digits that the app on your phone shows.
refusal-sign-in-code-wrong = The verification code is wrong or was used before.
    .hint = Wait for the next code; check that the phone's clock is right.
refusal-code-wrong = The code does not belong to the picture.
    .hint = Check that the phone's clock is right and wait for the next code.
refusal-second-factor-on = The verification code is switched on already.
    .hint = For a new phone, switch it off under "My account" and on again.
refusal-session-unknown = That device is signed out already.
    .hint = Reload the page to see where you are signed in.
refusal-not-yours = Your role does not include this.
    .hint = If you need it, ask the administrator.
refusal-page-missing = There is no such page.
    .hint = Check the address, or start from the start page.
refusal-link-spent = The link was used, has run out, or is not whole.
    .hint = Ask the administrator for a new one.
refusal-password-short = The password is too short: at least 10 characters.
    .hint = A few unrelated words are easy to remember and hard to guess.
refusal-password-long = The password is too long: at most 128 characters.
    .hint = Make it shorter.
refusal-password-guessable = The password is too easy to guess.
    .hint = No names, offices, birthdays, common words or neighbouring keys; a few unrelated words are best.
refusal-password-differs = The two passwords differ.
    .hint = Type them again.
refusal-password-wrong = The current password is wrong.
    .hint = Check capitals and the keyboard.
refusal-login-malformed = "{ $login }" cannot be a user name.
    .hint = Use 2 to 40 letters, digits, dots or dashes.
refusal-login-taken = The user name "{ $login }" is taken.
    .hint = Choose another, or look for the account in the list.
refusal-name-malformed = A name is needed, of 60 characters at most.
    .hint = Type the name.
refusal-membership-scope = "{ $scope }" is no scope for this role.
    .hint = A liaison or head needs the id of a unit, a clerk the code of a school, a township official the code of the township; other roles need none.
refusal-person-unknown = There is no open account "{ $login }".
    .hint = Look in the list of people.
refusal-last-administrator = Nobody would be left to keep accounts.
    .hint = Make a colleague administrator first.
refusal-setup-token = The set-up token is wrong.
    .hint = The terminal of the server shows it; it changes with every start.
refusal-setup-pack-choice = No plan was chosen.
    .hint = Choose the built-in plan, or upload a pack of your own.
refusal-setup-pack-missing = No pack was chosen.
    .hint = Choose the zip of a pack, or take the built-in plan.
refusal-setup-pack-both = Both the built-in plan and a file were chosen.
    .hint = For a pack of your own choose "Upload a pack of your own" and the file again; for the built-in plan choose no file.
refusal-pack-zip-broken = The file is no sound zip.
    .hint = Zip the folder of the pack again, without a password.
refusal-pack-zip-too-large = The zip is too large.
    .hint = A pack has { $files } files at most, { $size } MB unpacked; do not put workbooks into it.
refusal-pack-zip-path = "{ $file }" in the zip leads out of its folder; nothing was taken.
    .hint = Zip the folder of the pack with an ordinary program.
refusal-pack-zip-text = The file "{ $file }" is not UTF-8 text.
    .hint = Save it as UTF-8 in a text editor.
refusal-pack-zip-none = There is no pack.toml in the zip, or more than one.
    .hint = Zip one folder that holds a pack.toml.
refusal-setup-done = Somebody has finished the set-up already.
    .hint = Sign in, or ask the first administrator.

refusal-reason-missing = No reason was given.
    .hint = Say in a sentence why you need to see it, in at least 4 characters.

# Documents.
refusal-document-unknown = There is no template “{ $id }”.
    .hint = Templates: { $ids }.
refusal-document-unit = { $unit ->
    [none] This document must be about a unit.
   *[other] The plan has no unit “{ $unit }”.
}
    .hint = luoshi plan show lists the ids of units.
refusal-document-commitment = { $commitment ->
    [none] This document must be about a commitment.
   *[other] The plan has no commitment “{ $commitment }”.
}
    .hint = luoshi plan show lists the ids of commitments.
refusal-document-calendar = The holidays of { $year } are not known, so the day of the answer cannot be told.
    .hint = Add calendar/{ $year }.toml to the pack, or choose another day.
refusal-document-flawed = The template { $file } is wrong on line { $line }: { $about }
    .hint = luoshi pack check finds everything that is wrong with it.
refusal-document-day = The day { $day } has not come yet.
    .hint = Choose { $last } or a day before it.
refusal-ledger-foreign = This is no ledger that was exported here.
    .hint = Fill in the exported ledger; do not make another workbook of it, save it in another format or delete a sheet.
refusal-ledger-other-plan = This is the ledger of another plan ({ $plan }).
    .hint = Choose a ledger of this plan.
refusal-ledger-broken = What the ledger keeps of its export was changed, so it cannot be compared.
    .hint = Export it anew, copy what was filled in, and hand that in.
refusal-link-config-unknown = There is no linkage "{ $config }", neither as a file nor in the pack.
    .hint = The pack has: { $known }.
refusal-link-file = { $file }: { $sentence }
    .hint = { $hint }
refusal-link-columns = None of the declared columns was found in { $file }. Its headers: { $headers }.
    .hint = Add the headers to headers of the fields in the declaration.
refusal-link-nothing-common = No blocking rule finds all its columns in both files. Found: { $found }.
    .hint = Add headers to the fields, or a rule on columns that both files have.
refusal-link-key-unknown = { $file } has no column "{ $key }". Its headers: { $headers }.
    .hint = Choose one of the headers.
refusal-link-key-duplicate = In { $file } two rows have the key "{ $key }".
    .hint = Choose a column in which every row differs (--left-key, --right-key, --key), or correct the file.
refusal-link-too-many-pairs = Rule { $rule } ({ $on }) would make { $pairs } pairs; the declaration allows { $most }.
    .hint = Add a part to the rule that splits its blocks, or raise max_pairs if the time is worth it.
