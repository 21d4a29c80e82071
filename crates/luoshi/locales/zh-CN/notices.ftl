# 通知：站内通知、邮件和群消息。
notices-title = 通知
notices-lead = 按督查督办规则告知您的事项，未读的在前。
notices-settings = 邮件设置
notices-none = 没有通知。有事项临近期限、退回或逾期时，会在这里告知您。
notices-new = 未读
notices-read = 标为已读
notices-read-all = 全部标为已读

# 告知什么。date 是起算的日子。
notice-assigned = { $date }交办，请及时签收。
notice-due-before = 应于{ $date }前办结，还有 { $days } 天。
notice-due-on = 今天（{ $date }）到期，请报请核验；确需延期的，请说明情况。
notice-due-past = 应于{ $date }前办结，已逾期 { $days } 天，尚未报请核验。
notice-round-before = 本轮进展应于{ $date }前报送，还有 { $days } 天。
notice-round-on = 本轮进展今天（{ $date }）截止报送。
notice-round-past = 本轮进展应于{ $date }前报送，已逾期 { $days } 天。
notice-returned = { $date }退回，请按退回原因整改后重新报请核验。
notice-submitted = { $date }报请核验，请核验。
notice-extension = { $date }申请延期，请审批。
notice-slip-before = 收到{ $slip }，请于{ $date }前答复。
notice-slip-on = { $slip }今天（{ $date }）应当答复。
notice-slip-past = { $slip }应于{ $date }前答复，已逾期 { $days } 天。
notice-instruction = { $date }有领导批示，请在报告进展时回应。
notice-problem-before = 挂钩领导到校发现的问题应于{ $date }前解决，还有 { $days } 天。
notice-problem-on = 挂钩领导到校发现的问题今天（{ $date }）到期，请答复解决情况。
notice-problem-past = 挂钩领导到校发现的问题应于{ $date }前解决，已逾期 { $days } 天，尚未答复。
notice-problem-at = { $school }：到校发现的问题

# 哪一类通知。
telling-assigned = 交办待签收
telling-due = 办理期限
telling-round = 报送轮次
telling-returned = 退回
telling-submitted = 报请核验
telling-extension = 申请延期
telling-slip = 督办单
telling-instruction = 领导批示
telling-problem = 到校发现的问题

# 邮件和群消息。
notice-line = 【{ $unit }】{ $title }。{ $told }
notice-letter = “落实”督办提醒：{ $count } 项
    .text =
        { $name }：

        以下 { $count } 项请关注：

        { $list }

        { $way }

        本邮件由系统自动发出，请勿直接回复。不需要邮件提醒的，可以在“账户”中关闭。
notice-letter-way = 请登录办理：{ $site }/notices
notice-letter-no-way = 请登录“落实”办理。
notice-message = “落实”督办提醒：{ $count } 项
notice-message-more = 另有 { $count } 项，请登录“落实”查看。
robot-test-message = “落实”测试消息：群机器人“{ $name }”已经连通。

# 账户。
account-letters = 通知方式
account-letters-lead = 站内通知始终都有。
account-letters-mail = 同时发邮件到 { $value }
account-letters-no-mail = 您的账户没有电子邮箱，或者网站没有设置邮件服务，因此只有站内通知。
account-letters-save = 保存
account-letters-saved = 已经保存通知方式。

# 管理。
admin-notices-title = 邮件和群消息
admin-notices-lead = 通知先写入数据库，再按时段发出。不能确定是否送达的不会自动重发，由您决定。
admin-notices-no-mail = 网站没有设置邮件服务，通知只在站内和群里。
deliveries-troubled = 需要处理
deliveries-none = 没有发送失败或者结果不明的。
deliveries-lead = “结果不明”的可能已经送达，再次发送会使对方收到两次。
delivery-waiting = 等待发送
delivery-sent = 已发出
delivery-failed = 发送失败
delivery-unknown = 结果不明
delivery-receiver = 收件人或群
delivery-nobody = （已删除）
delivery-channel = 方式
delivery-carries = 通知数
delivery-why = 原因
delivery-tried = 最近一次
delivery-again = 再次发送
delivery-close = 不再发送
delivery-goes-again = 已经安排再次发送。
delivery-is-closed = 已经关闭，不再发送。
channel-mail = 邮件
channel-robot = 群消息
delivery-error-none = 发送途中服务停止
delivery-error-smtp = 邮件服务器答复 { $code }
delivery-error-http = 群机器人答复 HTTP { $code }
delivery-error-robot = 群机器人答复错误码 { $code }
delivery-error-mail-unreachable = 连接不上邮件服务器
delivery-error-mail-broken-off = 与邮件服务器的连接中断
delivery-error-mail-address = 电子邮箱不能使用
delivery-error-mail-off = 网站已不再设置邮件服务
delivery-error-robot-unreachable = 连接不上群机器人
delivery-error-robot-broken-off = 与群机器人的连接中断
delivery-error-robot-answer = 群机器人的答复无法识别
delivery-error-robot-address = 群机器人的地址不能使用
delivery-error-robot-private = 地址在内部网络，设置不允许

robots-title = 群机器人
robots-none = 还没有群机器人。
robot-wecom = 企业微信
robot-dingtalk = 钉钉
robot-feishu = 飞书
robot-field-name = 名称
robot-field-kind = 类型
robot-field-address = 地址（Webhook）
robot-field-secret = 签名密钥
robot-field-language = 语言
robot-field-units = 责任单位
robot-field-notices = 通知
robot-all-units = 全部单位
robot-all-notices = 全部通知
robot-choose-units = 只发哪些单位的（不选为全部）
robot-choose-notices = 只发哪几类通知（不选为全部）
robot-address-hint = 在群设置中添加机器人后复制。地址和密钥加密保存，不再显示；要更换时请删除后重新添加。
robot-secret-hint = 钉钉“加签”、飞书“签名校验”的密钥；没有启用的留空。企业微信不需要。
robot-add = 添加群机器人
robot-test = 发送测试消息
robot-remove = 删除
robot-is-added = 已经添加群机器人。请发送一条测试消息，确认群里能收到。
robot-is-removed = 已经删除群机器人。
robot-answers = 群机器人已经收到测试消息。

refusal-robot-name = 群机器人没有名称，或者已有同名的。
    .hint = 请另取一个名称，最多 60 个字。
refusal-robot-address = 群机器人的地址不能使用。
    .hint = 地址须以 https:// 开头，从群设置中完整复制。
refusal-robot-changed = 这个群机器人已经被别人更改或者删除。
    .hint = 请刷新页面查看。
refusal-robot-silent = 群机器人没有收下测试消息（{ $why }）。
    .hint = 请核对类型、地址和签名密钥；设置了关键词的，请把“落实”加入关键词；限制了 IP 的，请加入本服务器的地址。
refusal-delivery-changed = 这条发送记录已经变化。
    .hint = 可能已被别人处理，请刷新页面查看。

# 挂钩领导联系的单位。
visits-units = 挂钩责任单位的领导
visits-link-unit = 责任单位
visits-units-lead = 单位的事项逾期较久时，按规则告知挂钩领导。

# 日志。
event-notice-told = 按规则告知
event-letters-set = 更改通知方式
event-robot-added = 添加群机器人
event-robot-removed = 删除群机器人
event-robot-tested = 发送测试消息
event-delivery-sent-again = 再次发送通知
event-delivery-closed = 关闭未送达的通知
detail-rule = 规则
detail-of = 起算日
detail-people = 人数
detail-letters = 邮件
detail-groups = 群
detail-channel = 方式
detail-was = 原状态
detail-robot = 类型
detail-address = 地址
detail-units = 单位
detail-notices = 通知

# 命令行。
command-supervise-notices = 某一天告知了谁什么，以及还要告知谁什么
argument-supervise-notices-on = 哪一天（默认今天）
supervise-told = 按规则告知 { $count } 次。
column-told = 告知时间
column-receiver = 接收
column-notice-rule = 规则
column-notice = 通知

# 日历订阅。
agenda-name = 落实：{ $name }
agenda-download = 下载日历
agenda-duty = 办结：{ $title }
agenda-share = 报送配合事项：{ $title }
agenda-step = 完成步骤：{ $title }
agenda-round = 报送进展：{ $title }
agenda-slip = 答复：{ $title }
agenda-visit = 到校：{ $title }
agenda-owed = 应当到校：{ $title }
agenda-problem = 解决到校发现的问题：{ $title }
api-calendar = 到期事项的日历（iCalendar）：办结、报送、答复、到校和解决问题的日期
api-password-lead = 只用于日历：用户名任意，密码是访问令牌。
account-calendar = 日历订阅
account-calendar-lead = 在日历软件中添加“网络日历”，地址如下；用户名任意，密码填写一个只读的访问令牌。
account-calendar-site = https://本网站
