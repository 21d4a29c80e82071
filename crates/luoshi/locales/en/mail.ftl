# Mail.
field-email = E-mail
field-email-hint = May stay empty. Where the site has a mail server, invitations and links to reset a password can be sent there.
people-email-set = The e-mail address is saved.
mail-invite = Send the invitation by mail
mail-reset-password = Send a reset link by mail
mail-sent = The link was sent to { $email }.

mail-invitation = Your account in Luoshi
    .text =
        Dear { $name },

        { $org } has opened an account in Luoshi for you; your user name is { $login }. Open this link within { $days } days and set a password:

        { $link }

        The link works once. Do not pass it on. If you know nothing of this, ask your administrator.

        This mail was sent by a program; do not reply to it.
mail-reset = A new password for your account in Luoshi
    .text =
        Dear { $name },

        an administrator has made a link for you to reset the password of your account { $login } in Luoshi, { $org }. Open it within { $days } days and set a new password:

        { $link }

        The link works once. Do not pass it on. If you did not ask for it, leave it alone and tell your administrator.

        This mail was sent by a program; do not reply to it.

refusal-mail-failed = The mail was not sent: { $message }
    .hint = The link works and is shown below; hand it over by another way that you trust, and look at [mail] in luoshi.toml.
refusal-mail-settings = What stands under [mail] in luoshi.toml cannot be used: { $message }
    .hint = The sender must be an address; only a server on this machine may do without encryption (none); a login needs a secret_file.
refusal-email-malformed = "{ $email }" is no e-mail address.
    .hint = Check it; it should look like name@example.gov.cn.

event-email-set = changed the e-mail address
event-link-mailed = sent a one-time link by mail
setting-mail = Mail server
setting-mail-from = Sender

command-user-email = Sets the e-mail address of an account
argument-email = E-mail address (none takes it away)
argument-user-add-email = E-mail address
