# Administration.
nav-admin = System
admin-title = System
admin-health = Health
admin-version = Version
admin-database = Database
admin-works = works
admin-migrations = Migrations
admin-computed = Last computation
admin-computed-never = Nothing was computed yet
admin-health-hint = For monitors, without anything secret:
admin-backup = Backup
admin-backup-age =
    { $count ->
        [0] The last backup is less than a day old.
        [one] The last backup is one day old.
       *[other] The last backup is { $count } days old.
    }
admin-backup-never = There was never a backup.
admin-backup-at = Made
admin-backup-by = By
admin-backup-hint = Run this command on the server. The backup holds the database, snapshots, evidence, editions and configuration, each proved by its hash. It holds the secret of the workspace and data of persons: keep it safe.
admin-backup-hint-dump = The database is PostgreSQL: dump it with pg_dump first; the backup then takes the dump in. It holds the secret of the workspace and data of persons: keep it safe.
admin-backup-command = Command for a backup
admin-storage = Storage
admin-stored = Content
admin-files = Files
admin-size = Size
admin-free = Left on the disk
admin-folder-snapshots = Snapshots
admin-folder-evidence = Evidence
admin-folder-publications = Editions
admin-folder-mappings = Mappings of headers
admin-settings = Settings
admin-setting = Setting
admin-source = From
admin-to-second-factor = Change who needs a verification code
setting-pack = Pack
setting-database = Address of the database
setting-secret = Secret of the workspace
setting-secret-set = set, not shown
setting-demo-day = Day of the demonstration
setting-https = Sign-in over https only
setting-second-factor = Roles that need a verification code
setting-second-factor-none = none
setting-of-site = site
setting-min-persons = Fewest persons of a published figure
setting-at-risk-share = Share of the trajectory below which a target is off track
setting-forecast-level = Level of the interval of forecasts
setting-manual-fresh-days = Days for which a figure entered by hand is current
setting-years-before = Years computed before the plan
admin-packs = Packs
admin-pack = Id
admin-pack-embedded = of the program
admin-pack-folder = folder
admin-to-pack = Findings
admin-units = Units
admin-unit-full = Full name
admin-unit-id = Id
admin-unit-people = Liaisons
admin-pack-title = Check of the pack
admin-count-commitments = { $count } commitments
admin-count-indicators = { $count } indicators
admin-count-datasets = { $count } datasets
admin-count-cases = { $count } worked cases
admin-pack-sound = Pack
admin-pack-balanced = Declarations are whole and nothing in them is unused.
admin-pack-cases = Work the cases
admin-pack-cases-hint = Checks the query and the worked cases of every indicator; takes seconds to tens of seconds.
admin-pack-cases-sound = All queries and worked cases are right.
admin-findings = What the plan leaves to be settled
admin-findings-unread = { $count ->
        [0] A reading is chosen for each until the leading group settles it.
        [one] For one of them no reading is chosen yet.
       *[other] For { $count } of them no reading is chosen yet.
    }
admin-reading = Read as
admin-because = Because
admin-to-settle = To be settled by
admin-no-reading = No reading is chosen yet.
event-backup-made = Backup made
detail-files = Files

# Backup and restore.
command-backup = Backs up the whole workspace into one file and proves every part
command-restore = Puts a backup into an empty folder and proves log and snapshots
argument-backup-output = The backup, a .zip file
argument-backup-dump = What pg_dump wrote, when the database is PostgreSQL
argument-restore-file = The backup
backup-done = Backed up to { $file }: { $files } files, { $bytes } bytes, SHA-256 { $hash }. It holds the secret of the workspace and data of persons: keep it safe.
restore-done = Restored into { $dir }: { $files } files.
restore-dump = The database is PostgreSQL and has to be put back too: make an empty database, read { $dir }/database.dump with pg_restore, check database in luoshi.toml, then run luoshi log verify.
restore-snapshots = Snapshots are whole: { $count }.
restore-damaged = Snapshots are not what was recorded: { $snapshots }.
refusal-backup-exists = The file { $file } exists.
    .hint = Choose another name; a backup never replaces a file.
refusal-backup-dump = The database is PostgreSQL and has to be dumped first.
    .hint = Run pg_dump -Fc -f DUMP DATABASE and name the dump with --dump. The database first, the files after it: so they fit together.
refusal-restore-not-empty = The folder { $dir } is not empty.
    .hint = Name an empty one with --dir; nothing is ever replaced.
refusal-restore-broken = { $file } is no sound backup.
    .hint = Take another one; its SHA-256 can be checked before.
