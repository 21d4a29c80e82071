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
lake-unclassed = The query of the pack lists columns that no dataset it reads declares, so nobody said who may see them: { $columns }.
    .hint = Name each column as a dataset declares it, or leave it out of the query.
lake-other-dataset = { $before } and { $after } are two datasets and cannot be compared.
    .hint = Choose two snapshots of one dataset.
refusal-scope-unknown = There was no school or area "{ $scope }" on { $date }.
    .hint = Check the code and import the registers of schools and areas first; data of the whole district need no --scope.
refusal-mapping-broken = The mapping { $file } cannot be read: { $message }
    .hint = Correct the file, or delete it and use luoshi map again.
refusal-column-unknown = This dataset has no column "{ $column }".
    .hint = Its columns: { $columns }.
refusal-demo-elsewhere = { $dir } is a workspace, but not one that the demo made.
    .hint = Choose another folder with --dir (make demo DEMO_DIR=FOLDER).
refusal-file-exists = { $file } exists already and was not overwritten.
    .hint = Give another name, or move the file away first.
