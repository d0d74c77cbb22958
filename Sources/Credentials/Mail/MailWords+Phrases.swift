/// What mail servers say, by what it is about: Postfix, Exchange, Gmail, Exim, Sendmail, qmail, Haraka, OpenSMTPD and
/// others.
extension MailWords {
    /// There is no such mailbox.
    static let mailbox = [
        "user unknown", "unknown user", "unknown recipient", "unknown address", "unknown mailbox", "unknown local part",
        "unknown or invalid", "recipient unknown", "address unknown", "mailbox unknown", "account unknown",
        "no such user",
        "no such mailbox", "no such recipient", "no such address", "no such account", "no such person",
        "no such local user",
        "no mailbox", "no user", "no account", "mailbox unavailable", "mailbox not", "mailbox name", "mailbox does not",
        "mailbox doesnt", "mailbox is disabled", "mailbox disabled", "mailbox is inactive", "mailbox is unavailable",
        "does not exist", "doesnt exist", "user not found", "user not local", "user does not", "user doesnt",
        "user is disabled",
        "recipient not found",
        "recipient does not exist", "recipient doesnt exist", "recipientnotfound", "address not found",
        "address does not exist",
        "address doesnt exist", "account does not exist", "account doesnt exist", "account not found",
        "account is disabled",
        "account disabled", "account has been disabled", "account that you tried to reach", "not a valid mailbox",
        "not a valid user", "not a valid recipient", "not a known user", "invalid mailbox", "invalid recipient",
        "invalid user",
        "invalid local part", "unrouteable address", "unroutable address", "addressee unknown",
        "does not have an account",
        "doesnt have an account", "isnt a valid", "nobody here by that name", "not our customer",
    ]
    /// What takes "there is no such mailbox" back: it may be there tomorrow.
    static let passing =
        full + [
            "try again", "try later", "temporar", "retry", "currently", "at a rate", "too quickly", "too fast",
            "receiving mail",
            "unverified", "greylist", "graylist", "deferred",
        ]
    /// The mailbox takes no more.
    static let full = [
        "mailbox full", "mailbox is full", "inbox is full", "mailbox quota", "user quota", "over quota", "overquota",
        "over its quota",
        "quota exceed", "exceeded quota", "out of storage", "storage allocation", "insufficient quota",
    ]
    /// What is counted by the day or the hour is what is sent, not what a mailbox holds.
    static let counted = ["daily", "hourly", "sending", "per day", "per hour", "messages per"]
    /// It is a wish of the recipient, or for the recipient.
    static let ownRecipient = [
        "recipient address rejected", "recipient rejected", "recipient address denied", "rejected by recipient",
        "rejected by the recipient",
        "recipient verify", "recipient verification", "cannot deliver mail for", "recipient address is", "by the user",
    ]
    /// Some people alone may write to it.
    static let restriction = [
        "resolver rst", "allowed senders list", "allowedsenders", "restricted to", "only accepts mail from",
        "accepts messages only",
        "accepts mail only", "sender not authenticated for group", "sendernotauthenticated", "to send to this group",
        "to this recipient",
        "to the destination", "to the recipient",
    ]
    /// The sender's address, or the right to use it.
    static let sender = [
        "not owned", "sender address", "sender rejected", "sender denied", "sender verify", "sender verification",
        "sender domain",
        "sender refused", "sender blocked", "domain of sender", "invalid sender", "unknown sender", "bad sender",
        "send as",
        "sendas",
        "permissions to send", "permission to send", "allowed to send", "authorized to send", "authorised to send",
        "permitted to send",
        "envelope sender", "envelope from", "from address", "from header", "return path", "unauthenticated email",
        "unauthenticated mail", "unauthenticated sender", "is not verified",
        "identities failed", "authorized to perform",
        "spf ", "dkim", "dmarc", "sender policy",
    ]
    /// Passing mail on to elsewhere, in words without "relay".
    static let relay = ["rcpthosts", "list of allowed", "open proxy", "not gatewaying", "we do not forward"]
    /// Signing in.
    static let login = [
        "authentication required", "authentication is required", "authentication needed", "must authenticate",
        "must be authenticated",
        "must first authenticate", "not authenticated", "was not authenticated", "please authenticate",
        "requires authentication",
        "need to authenticate", "authenticate first", "smtp auth", "smtpclientauthentication", "basic authentication",
        "log in",
        "login required", "proper authentication",
    ]
    /// The password is wrong, where the number says less.
    static let wrongPassword = [
        "the user credentials were incorrect", "incorrect password", "wrong password", "bad password",
    ]
    /// Signing in so is not to be had, whatever the password.
    static let switchedOff = [
        "smtpclientauthentication is disabled", "is disabled for", "basic authentication", "security defaults",
        "conditional access",
        "did not meet the criteria", "mechanism", "not enabled", "account disabled", "account is disabled",
        "account is locked",
        "account locked", "too many",
    ]
    /// The encryption of the connection.
    static let encryption = [
        "must issue a starttls", "starttls first", "starttls command first", "tls required", "tls is required",
        "encryption required", "requires tls",
    ]
    /// The name in EHLO.
    static let hello = ["helo", "ehlo"]
    /// A limit on how much may be sent.
    static let limit = [
        "rate limit", "ratelimit", "limit exceeded", "limit reached", "limit has been", "limits exceeded",
        "exceeded the limit",
        "exceeded its", "exceeded your", "exceeding", "exceeds the maximum number", "sending limit", "sending quota",
        "daily limit",
        "daily user", "daily quota", "daily message", "hourly limit", "message limit", "quota exceeded",
        "exceeded quota",
        "throttl",
        "slow down", "too fast", "too quickly", "too many", "too much", "unusual rate", "connection limit",
        "concurrent",
        "server busy",
        "temporarily deferred due to", "user complaints", "messages per", "unsolicited mail originating",
        "unusual sending activity",
        "credits exceeded", "rate exceeded",
    ]
    /// The size of the mail.
    static let size = [
        "message size", "message too large", "message too big", "message is too", "message exceeds", "message length",
        "too large",
        "too big", "maximum size", "size limit", "size exceed", "fixed maximum", "exceeds maximum message",
    ]
    /// What the mail says or carries.
    static let content = [
        "spam", "virus", "malware", "phish", "content", "attachment", "uribl", "surbl", "message rejected",
        "message refused",
        "message blocked", "message contains", "message was", "url", "bulk", "junk", "header", "line length",
        "line too long",
        "8bit",
        "mime", "malformed message", "rfc 5322", "rfc5322",
    ]
    /// The host that sends, as told before its mail was seen.
    static let client =
        clientInMessage + [
            "client host", "blocked using", "blocked by", "blocked for", "blacklist", "black list", "blocklist",
            "block list",
            "denylist", "rbl",
            "dnsbl", "listed at", "listed in", "listed on", "client address", "not welcome", "hostname", "host name",
            "no ptr",
            "ptr record",
        ]
    /// The same, as told of a mail: by words that no filter of contents has.
    static let clientInMessage = [
        "client host", "your ip", "sending ip", "ip address", "ip name", "this ip", "from ip", "ip reputation",
        "reverse dns",
        "reverse lookup",
        "rdns", "banned sending", "poor reputation", "traffic not accepted",
    ]
    /// Come again in a while, whoever you are.
    static let greylisting = ["greylist", "graylist", "grey list", "gray list"]
}
