help-usage = Usage:{" "}
help-commands = Commands
help-command = COMMAND
help-arguments = Arguments
help-options = Options

usage-unknown-argument = There is no such option or argument: { $argument }
usage-unknown-command = There is no such command: { $command }
usage-missing = Something is missing: { $argument }
usage-missing-value = { $argument } needs a value.
usage-bad-value = { $argument } does not take "{ $value }".
usage-conflict = { $argument } cannot be used together with { $other }.
usage-other = The command line cannot be understood: { $message }
usage-allowed = {" "}Possible: { $values }.
usage-suggestion = {" "}Did you mean { $suggestion }?
usage-help = Add --help to see how it is used.
refused = { $sentence }
    Hint: { $hint } [{ $code }]
fault = Something broke, and nothing was changed: { $message }
yes = yes

command = Luoshi: turns a plan into targets, data and progress that can be checked
command-init = Make a workspace
command-pack = Check and describe packs
command-pack-check = Check a pack and what it extends
command-pack-schema = Print the JSON Schemas of pack files, for editors to complete and check
command-plan = The plan, its source, and what should be settled in it
command-plan-show = List actions, tasks and all commitments of the plan
command-plan-check = Read the plan carefully: what its leadership should settle
command-plan-coverage = Compare with the source: what each commitment binds, and what nothing binds
command-dataset = The datasets that can be imported
command-dataset-list = List all datasets
command-dataset-show = Show the columns of a dataset
command-snapshot = Look at, compare and withdraw imported data
command-snapshot-list = List imported snapshots
command-snapshot-show = Show one snapshot
command-snapshot-withdraw = Take a snapshot out of force (it stays on record)
command-indicator = Definitions of indicators
command-indicator-list = List all indicators
command-indicator-show = Show what an indicator means, its formula and its source
command-measure = Figures entered by hand, with their evidence
command-measure-set = Enter a figure
command-measure-list = List figures entered by hand
command-log = The log of everything done
command-log-list = List the log
command-log-verify = Prove that the log was not changed

argument-dir = Folder of the workspace (default: the current folder)
argument-pack = Pack: id of a built-in one, or a folder (default: the workspace's, else the built-in plan)
argument-lang = Language: zh-CN (default) or en; also by environment variable LUOSHI_LANG
argument-by = Your name, for the log; also by environment variable LUOSHI_BY
argument-help = Show help
argument-version = Show the version
argument-format = Output format: table (default), json or csv
argument-output = Folder or file to write
argument-source = Text of the source document (UTF-8)
argument-database = Database: sqlite:FILE or postgres://… (default: a SQLite file in the workspace)
argument-folder = Folder of a pack
argument-dataset = Id of a dataset (see luoshi dataset list)
argument-snapshot = Id of a snapshot, or the end of it
argument-reason = Reason, for the log
argument-indicator = Id of an indicator (see luoshi indicator list)
argument-period = Year
argument-value = The figure
argument-held-on = Day on which the figure held
argument-evidence = File that proves the figure; kept unchanged in the workspace
argument-org = Code of a school or area (default: the district of the plan)
argument-note = Remark

init-done = The workspace { $dir } is ready; it follows pack { $pack }.
pack-broken = Pack { $pack } has { $count } errors:
pack-sound = Pack { $pack } is sound: { $datasets } datasets, { $indicators } indicators, { $commitments } commitments.
pack-schema-done = Wrote { $count } JSON Schemas to { $dir }.
plan-safeguard = Safeguard { $number }
snapshot-withdraw-done = Withdrew snapshot { $id } of { $dataset }. Figures of earlier moments stay as they were.
measure-done = Entered: { $indicator } ({ $org }, { $period }) = { $value }, evidence SHA-256 { $sha256 }.
log-sound = The log is whole: { $count } entries, last hash { $head }.
log-changed = The content of log entry { $seq } was changed.
log-missing = Log entry { $seq } is missing or was replaced.
log-head = The log was cut: its last entry is { $seq }, which is not the one on record.

command-compute = Compute all indicators: every year, for the district, townships and schools
command-status = Show where every target stands: baseline, target, value, gap, forecast, status and why
command-explain = Follow a figure to its definition, numerator, denominator, rows, snapshots and source files
command-query = Ask the effective data in SQL, read-only, with privacy classes applied
command-snapshot-diff = Compare two snapshots of a dataset: rows added, removed and changed
argument-as-of = Facts after this day do not count (default: today)
argument-known-at = What was imported after this moment is not known (default: now); a date means its end
argument-accept-definition-change = Why a changed definition is accepted; goes to the log
argument-rows = Most rows to list of each kind (default: 20)
argument-limit = Most rows to return (default: 1000)
argument-verify = Recompute from the snapshots and prove that the stored figure is the same
argument-reveal = Why masked values must be seen; goes to the log
argument-on = Show by the organisation of this day (merged schools under their successor)
argument-sql = One SELECT; tables are dataset ids, and org
argument-before = Id of the earlier snapshot
argument-after = Id of the later snapshot
argument-explain-org = Code of a school or area (default: the district of the plan)
argument-explain-period = Year (default: the latest of the plan)

compute-done = As of { $as_of }: { $made } computed, { $reused } reused.
compute-failed = { $indicator } ({ $period }) could not be computed: { $why }
standing-count = { $status } { $count }
standing-summary = { $total } targets: { $counts }.
list-separator = {", "}
value-confidential = (too few persons, confidential)
value-hidden = (confidential)
value-none = no data
explain-sources = Sources:
explain-counting = { $total } rows count; { $shown } shown:
explain-failing = { $total } rows fail to count; { $shown } shown:
explain-others = { $total } more rows take no part (no number, or nothing in numerator and denominator).
verify-equal = Proved: recomputed from the snapshots, the figure is exactly the stored one ({ $fingerprint }).
verify-different = Not proved: recomputed from the snapshots, the figure differs from the stored one ({ $fingerprint }).
verify-not-stored = Recomputed from the snapshots; the figure was not stored before ({ $fingerprint }).
verify-damaged = Snapshot files are damaged or were changed: { $snapshots }.
query-more = Only the first { $limit } rows are shown; see --limit.
query-without-data = These datasets have no data in force, so a result of zero says nothing: { $datasets }.
diff-added = added
diff-removed = removed
diff-changed = changed
diff-summary = { $dataset }: { $added } rows added, { $removed } removed, { $changed } changed, { $same } the same.
quantity = { $number } { $unit }
quantity-rank = rank { $number }
quantity-ranks = { $number } ranks
quantity-grades = { $number } grades
quantity-percentage-points = { $number } percentage points
command-import = Import a workbook: a snapshot when it is sound, else a list of what to put right
argument-file = Workbook (xlsx, xls, ods or csv)
argument-scope = Code of the school or township whose data it is (default: the district)
argument-import-as-of = Day on which the facts held
argument-accept-valid = Leave out rows with problems and import the others
argument-confirm-drift = The large change since the last time is real, for this reason (kept in the log)
import-done = Imported { $dataset }: { $rows } rows, as of { $as_of }, snapshot { $id }.
import-known = This file was imported before and is not imported again: { $dataset }, { $rows } rows, snapshot { $id }.
import-refused = { $file } was not imported: { $read } rows read, { $count ->
    [1] 1 thing
   *[other] { $count } things
} to put right.
import-left-out = { $rows } rows with problems were left out.
import-sheet = Sheet "{ $sheet }": header in row { $row }, { $rows } rows.
import-sheet-skipped = Sheet "{ $sheet }" has no header of this dataset and was not read.
import-mapping = Read by a remembered mapping ({ $shape }).
import-skipped = "{ $datasets }" has not been imported yet, so what depends on it was not checked ({ $check }).
import-more = { $total } in all; the first { $shown } are shown.
command-map = Say how a workbook in an office's own layout is read; files with the same headers are then read alike
argument-column = NAME=HEADER: the column takes what stands under the header (may be repeated)
argument-constant = NAME=TEXT: the column says the same in every row (may be repeated)
argument-from-cell = NAME=CELL: the column takes one cell, e.g. year=B2 (may be repeated)
argument-sheet = Only this sheet
argument-header-row = Row of the header (default: found by itself)
argument-side-headers = Headers run down the first column
argument-mapping = File with a mapping (see docs/packs.md)
map-headers = Headers in row { $row } of sheet "{ $sheet }" (fingerprint { $shape }):
map-how = Map them with --column NAME=HEADER; luoshi dataset show lists the names.
map-done = Remembered: { $file }. Files with the same headers will be read by it.
goal-rank-at-most = { $target } or before
goal-grade-at-most = { $target } or better
