# 网站各页。
site-name = 落实
language-name = 中文
skip-to-content = 跳到正文
demo-banner = 演示数据：学校、人员和数字均为虚构，情形截至{ $value }。
demo-short = 合成数据，仅供演示
as-of-day = 数据截至 { $value }
nav-label = 主导航
nav-menu = 菜单
nav-overview = 总览
nav-plan = 计划
year = { $value } 年
action-number = 行动{ $value }
task-number = 任务{ $value }
task-lead = 牵头：{ $value }
task-responsible = 责任：{ $value }
task-deadline = 时限：{ $value }
due-by = { $value }前
to-start = 回到首页

# 出错。
trouble-title = 没有办成
trouble-code = 代码：{ $value }
page-fault = 程序出了故障，这次操作没有办成。请把编号 { $number } 告诉系统管理员。
    .hint = 已经保存的数据不受影响，可以稍后再试。

# 登录。
sign-in-title = 登录
sign-in = 登录
sign-out = 退出
sign-in-forgotten = 忘记密码，请联系本单位的系统管理员，由其发给一次性链接重新设置。
field-login = 用户名
field-login-hint = 用来登录，2 至 40 个字母、数字、汉字、点或横线，不分大小写。
field-name = 姓名
field-password = 密码
field-code = 动态验证码
field-code-hint = 打开手机上的验证器应用，填写 6 位数字；手机不在身边时，填写一个备用码。
field-old-password = 原密码
field-new-password = 新密码
field-again = 再次输入新密码
field-link = 链接或链接中的密钥
password-rule = 至少 10 个字符。用几个不相干的词连在一起最好记；不要用姓名、单位、生日和键盘上相邻的字母。
set-password = 设置密码
invitation-title = 设置密码
invitation-lead = 请使用管理员发给您的一次性链接。链接七天内有效，只能使用一次。

# 我的账户。
account-title = 我的账户
account-roles = 岗位
account-password = 密码
account-change-password = 更改密码
account-password-changed = 密码已经更改，其他设备上的登录都已退出。
account-sessions = 登录的设备
account-session-ended = 这台设备已经退出。
account-sessions-ended = 其他设备都已退出。
account-second-factor-removed = 已经停用动态验证码。
session-agent = 浏览器
session-since = 登录时间
session-seen = 最近使用
session-this = 本机
session-end = 退出
session-end-others = 退出其他所有设备
second-factor-title = 动态验证码
second-factor-is-on = 已经启用，登录时须填写手机上的验证码。
second-factor-is-off = 没有启用。启用后，即使密码泄露，他人也不能登录。
second-factor-set-up = 启用动态验证码
second-factor-remove = 停用动态验证码
second-factor-required = 您的岗位要求启用动态验证码，启用后才能继续。
second-factor-step-app = 在手机上安装验证器应用（如微信小程序“腾讯身份验证器”、Microsoft Authenticator 等）。
second-factor-step-scan = 用应用扫描下面的二维码。
second-factor-picture = 供验证器应用扫描的二维码
second-factor-by-hand = 不能扫描时，手工输入：
second-factor-step-code = 填写应用显示的 6 位数字。
second-factor-turn-on = 启用
recovery-codes-title = 备用码
recovery-codes-lead = 动态验证码已经启用。请把下面的备用码抄下或打印，妥善保管：手机不在身边时可以登录，每个只能用一次。本页只显示这一次。
recovery-codes-kept = 已经保存
recovery-codes-left = 备用码还剩 { $count } 个。

# 岗位。
role-administrator = 系统管理员
role-planner = 牵头单位经办人
role-liaison = 责任单位联络员
role-clerk = 学校数据员
role-township = 乡镇（街道）经办人
role-inspector = 督学和检查人员
role-leader = 区领导
role-auditor = 审计和上级督查

# 首次设置。
setup-title = 首次设置
setup-lead = 三步即可开始使用，约需两分钟。
setup-step-token = 确认是您在设置
setup-token = 设置口令
setup-token-hint = 服务器启动时显示在终端窗口里的一串字符，只能使用一次。
setup-step-pack = 选择计划
setup-pack-hint = 规则包写明计划的任务、指标和数据表，以后可以更换和修改。
setup-step-person = 第一位管理员
setup-next-title = 接下来
setup-next-people = 邀请牵头单位、责任单位和学校的同事
setup-next-templates = 下载数据表模板，或者直接使用手头的导出表
setup-next-import = 导入第一批数据，查看各项目标的进展
setup-submit = 完成设置

# 总览。
overview-title = 总览
overview-counts = 各项目标的进展
overview-red = 需要决策
overview-red-none = 没有需要处理的目标。
overview-units = 各单位欠账
overview-unit = 单位
overview-owed = 欠账目标
overview-targets = 目标
overview-tasks = 任务
overview-watch = 值得注意
overview-next = 近期时限
overview-next-none = 今后没有时限。
overview-actions = 按行动和任务
watch-never-reported = 项从未报送过数据
watch-no-owner = 项没有明确责任单位
watch-stale = 项数据过期
empty-title = 还没有数据
empty-lead = 数据到来之前，各项目标都显示“没有数据”，不作任何估计。

# 计划。
plan-title = 计划
plan-goals = 总体目标
plan-safeguards = 保障措施
plan-shown = 显示 { $count } 项承诺
plan-none = 没有符合条件的承诺。
filter-unit = 单位
filter-status = 进展
filter-kind = 类别
filter-all = 全部
filter-apply = 筛选
filter-clear = 清除条件
plan-whole = 查看整个计划

# 指标。
nav-indicators = 指标
indicators-title = 指标
indicators-search = 查找指标
indicators-find = 查找
indicators-shown = 共 { $count } 项指标，有目标的在前
indicators-none = 没有找到，请换一个词。
indicator-targets = 计划的目标
indicator-years = 各年度数值：{ $value }
indicator-units = 各乡镇（街道）和学校
indicator-level = 层级
indicator-facts-of = 数据截至
indicator-definition = 口径
indicator-from = { $value } 年起：
indicator-decided-by = 由{ $value }确定
indicator-unverified = 依据待核实
indicator-sources = 最近一年的数据来源
indicator-sources-none = 还没有导入所依据的数据。
indicator-file = 来源文件和校验码
indicator-importer = 导入人
level-district = 全区
level-township = 乡镇（街道）
level-school = 学校
