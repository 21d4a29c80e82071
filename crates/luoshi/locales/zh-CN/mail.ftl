# 邮件。
field-email = 电子邮箱
field-email-hint = 可以不填。网站设置了邮件服务的，邀请和重置密码的链接可以发到这个邮箱。
people-email-set = 已经保存电子邮箱。
mail-invite = 用邮件发送邀请
mail-reset-password = 用邮件发送重置密码链接
mail-sent = 链接已经发送到 { $email }。

mail-invitation = 关于开通“落实”账户的通知
    .text =
        { $name }：

        { $org }已为您开通“落实”账户，用户名为 { $login }。请在 { $days } 天内打开下面的链接，设置密码：

        { $link }

        链接只能使用一次，请勿转发他人。如果您不知晓此事，请与本单位的系统管理员联系。

        本邮件由系统自动发出，请勿直接回复。
mail-reset = 关于重新设置“落实”密码的通知
    .text =
        { $name }：

        管理员已为您在{ $org }“落实”中的账户 { $login } 办理密码重置。请在 { $days } 天内打开下面的链接，设置新密码：

        { $link }

        链接只能使用一次，请勿转发他人。如果您没有提出重置密码，请不要打开链接，并与本单位的系统管理员联系。

        本邮件由系统自动发出，请勿直接回复。

refusal-mail-failed = 邮件没有发出：{ $message }
    .hint = 链接仍然有效，显示在下面，请用其他可靠的方式发给本人；并请检查 luoshi.toml 中的 [mail]。
refusal-mail-settings = luoshi.toml 中的 [mail] 不能使用：{ $message }
    .hint = 发件人须是电子邮箱；不加密（none）只能用于本机上的邮件服务；有用户名的，须有 secret_file。
refusal-email-malformed = “{ $email }”不是电子邮箱。
    .hint = 请检查拼写，例如 name@example.gov.cn。

event-email-set = 更改电子邮箱
event-link-mailed = 用邮件发送一次性链接
setting-mail = 邮件服务
setting-mail-from = 发件人

command-user-email = 设置账户的电子邮箱
argument-email = 电子邮箱（不填则删去）
argument-user-add-email = 电子邮箱
