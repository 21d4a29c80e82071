# 系统管理。
nav-admin = 系统
admin-title = 系统
admin-health = 运行状况
admin-version = 程序版本
admin-database = 数据库
admin-works = 正常
admin-migrations = 数据库版本
admin-computed = 最近一次计算
admin-computed-never = 还没有计算过
admin-health-hint = 监控系统可以访问，不含敏感内容：
admin-backup = 备份
admin-backup-age =
    { $count ->
        [0] 最近 24 小时内做过备份。
       *[other] 最近一次备份是 { $count } 天前。
    }
admin-backup-never = 从未备份。
admin-backup-at = 备份时间
admin-backup-by = 操作人
admin-backup-hint = 在服务器上运行下面的命令，备份包含数据库、数据文件、佐证、已发布的各期和配置，并逐个核对。备份含有密钥和个人信息，请妥善保管。
admin-backup-hint-dump = 数据库是 PostgreSQL：先用 pg_dump 导出，再运行备份命令把导出文件一并存入。备份含有密钥和个人信息，请妥善保管。
admin-backup-command = 备份命令
admin-storage = 存储
admin-stored = 内容
admin-files = 文件数
admin-size = 大小
admin-free = 磁盘剩余空间
admin-folder-snapshots = 数据文件
admin-folder-evidence = 佐证材料
admin-folder-publications = 已发布的各期
admin-folder-mappings = 表头对照
admin-settings = 设置
admin-setting = 项目
admin-source = 来源
admin-to-second-factor = 更改动态验证码要求
setting-pack = 规则包
setting-database = 数据库地址
setting-secret = 工作区密钥
setting-secret-set = 已设置，不显示
setting-demo-day = 演示日期
setting-https = 只通过 https 登录
setting-second-factor = 须启用动态验证码的岗位
setting-second-factor-none = 没有要求
setting-of-site = 网站
setting-min-persons = 公开数据最少涉及的人数
setting-at-risk-share = 存在风险的界线（占序时进度的比例）
setting-forecast-level = 趋势推算区间的置信水平
setting-manual-fresh-days = 手工填报数据的有效天数
setting-years-before = 规划实施前计算的年数
admin-packs = 规则包
admin-pack = 代号
admin-pack-embedded = 程序自带
admin-pack-folder = 文件夹
admin-to-pack = 检查结果
admin-units = 单位
admin-unit-full = 全称
admin-unit-id = 代号
admin-unit-people = 联络员
admin-pack-title = 规则包检查
admin-count-commitments = 承诺 { $count } 项
admin-count-indicators = 指标 { $count } 个
admin-count-datasets = 数据表 { $count } 张
admin-count-cases = 算例 { $count } 个
admin-pack-sound = 规则包
admin-pack-balanced = 声明完整，没有多余的内容。
admin-pack-cases = 核对算例
admin-pack-cases-hint = 逐个指标核对查询语句和算例，需要几秒到几十秒。
admin-pack-cases-sound = 查询语句和算例全部正确。
admin-findings = 规划中须明确的问题
admin-findings-unread = { $count ->
        [0] 各项问题都已选定暂用的理解，待领导小组明确。
       *[other] 其中 { $count } 项还没有选定暂用的理解。
    }
admin-reading = 暂按
admin-because = 理由
admin-to-settle = 须明确的单位
admin-no-reading = 还没有选定暂用的理解。
event-backup-made = 备份
detail-files = 文件数

# 备份和恢复。
command-backup = 把整个工作区备份成一个文件，并逐个核对
command-restore = 把备份恢复到空文件夹，并核对日志和数据
argument-backup-output = 备份文件，扩展名 .zip
argument-backup-dump = 数据库是 PostgreSQL 时，pg_dump 导出的文件
argument-restore-file = 备份文件
backup-done = 已备份到 { $file }：{ $files } 个文件，{ $bytes } 字节，SHA-256 { $hash }。备份含有密钥和个人信息，请妥善保管。
restore-done = 已恢复到 { $dir }：{ $files } 个文件。
restore-dump = 数据库是 PostgreSQL，还须恢复：先新建空数据库，用 pg_restore 读入 { $dir }/database.dump，再核对 luoshi.toml 中的 database；然后运行 luoshi log verify。
restore-snapshots = 数据文件完整：{ $count } 个。
restore-damaged = 数据文件与记录不符：{ $snapshots }。
refusal-backup-exists = 文件 { $file } 已经存在。
    .hint = 换一个文件名，备份不覆盖已有的文件。
refusal-backup-dump = 数据库是 PostgreSQL，须先导出。
    .hint = 运行 pg_dump -Fc -f 导出文件 数据库，再用 --dump 写明导出文件。先导出数据库，后备份文件，两者才一致。
refusal-restore-not-empty = 文件夹 { $dir } 不是空的。
    .hint = 用 --dir 写明一个空文件夹，恢复不覆盖已有的文件。
refusal-restore-broken = { $file } 不是完好的备份。
    .hint = 换另一份备份；恢复前可以核对文件的 SHA-256。
