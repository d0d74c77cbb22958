import Credentials
import Testing

/// What real mail servers say, with what each answer is about and what follows.
enum MailReplies {
    struct Reply: CustomTestStringConvertible, Sendable {
        var server: String
        var command: MailCommand
        var line: String
        var subject: MailVerdict.Subject
        var consequence: MailVerdict.Consequence

        init(
            _ server: String, _ command: MailCommand, _ line: String, _ subject: MailVerdict.Subject,
            _ consequence: MailVerdict.Consequence
        ) {
            (self.server, self.command, self.line, self.subject, self.consequence) = (
                server, command, line, subject, consequence
            )
        }

        var reply: MailReply { MailReply(command, Int(line.prefix(3)) ?? 0, String(line.dropFirst(4))) }
        var testDescription: String { "\(server), \(command.words): \(line)" }
    }

    /// There is no such mailbox, and it is said for good: the only answers that end a notice for a contact.
    static let noSuchMailbox: [Reply] = [
        .init(
            "Postfix", .recipient,
            "550 5.1.1 <bo@contoso.com>: Recipient address rejected: User unknown in local recipient table", .recipient,
            .ends),
        .init(
            "Postfix", .recipient,
            "550 5.1.1 <relay@contoso.com>: Recipient address rejected: User unknown in relay recipient table",
            .recipient, .ends),
        .init(
            "Postfix 2.2", .recipient,
            "550 <bo@contoso.com>: Recipient address rejected: User unknown in virtual alias table",
            .recipient, .ends),
        .init(
            "Postfix", .recipient, "550 5.1.0 <bo@contoso.com>: Recipient address rejected: User unknown", .recipient,
            .restsRecipient),
        .init("Postfix", .recipient, "501 5.1.3 Bad recipient address syntax", .recipient, .ends),
        .init(
            "Exchange Online", .recipient,
            "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient bo@contoso.com not found by SMTP address lookup",
            .recipient,
            .ends),
        .init(
            "Exchange Online", .end,
            "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
            .recipient, .ends),
        .init("Exchange 2016", .recipient, "550 5.1.1 RESOLVER.ADR.RecipNotFound; not found", .recipient, .ends),
        .init(
            "Gmail", .recipient,
            "550 5.1.1 The email account that you tried to reach does not exist. Please try double-checking the recipient's email address for typos or unnecessary spaces. For more information, go to https://support.google.com/mail/?p=NoSuchUser d2e1a72fcca58-6ea",
            .recipient, .ends),
        .init(
            "Gmail", .recipient,
            "550 5.2.1 The email account that you tried to reach is inactive. For more information, go to https://support.google.com/mail/?p=DisabledUser a1-20020a",
            .recipient, .ends),
        .init("Sendmail", .recipient, "550 5.1.1 <bo@contoso.com>... User unknown", .recipient, .ends),
        .init(
            "Sendmail", .recipient,
            "550 5.1.2 <bo@contoso.invalid>... Host unknown (Name server: contoso.invalid: host not found)", .recipient,
            .ends),
        .init(
            "Sendmail", .recipient, "551 5.1.6 <bo@contoso.com>... User has moved; please try <bo@fabrikam.com>",
            .recipient,
            .ends),
        .init("Exim", .recipient, "550 Unrouteable address", .recipient, .ends),
        .init("Exim, cPanel", .recipient, "550 No Such User Here", .recipient, .ends),
        .init("qmail", .recipient, "550 sorry, no mailbox here by that name (#5.1.1)", .recipient, .ends),
        .init(
            "qmail, chkuser", .recipient, "511 sorry, no mailbox here by that name (#5.1.1 - chkuser)", .recipient,
            .ends),
        .init("OpenSMTPD", .recipient, "550 5.1.1 Invalid recipient: <bo@contoso.com>", .recipient, .ends),
        .init("OpenSMTPD", .recipient, "550 Invalid recipient: <bo@contoso.com>", .recipient, .ends),
        .init("hMailServer", .recipient, "550 Unknown user", .recipient, .ends),
        .init("IIS SMTP", .recipient, "550 5.1.1 User unknown", .recipient, .ends),
        .init("RFC 5321", .recipient, "550 Requested action not taken: mailbox unavailable", .recipient, .ends),
        .init("RFC 5321", .recipient, "553 Requested action not taken: mailbox name not allowed", .recipient, .ends),
        .init("RFC 5321", .recipient, "551 User not local; please try <bo@fabrikam.com>", .recipient, .ends),
        .init("Stalwart", .recipient, "550 5.1.2 Mailbox does not exist.", .recipient, .ends),
        .init("Haraka, recipient list", .recipient, "550 5.1.1 bo@contoso.com: invalid recipient", .recipient, .ends),
        .init("IronPort", .recipient, "550 #5.1.1 Unknown recipient <bo@contoso.com>", .recipient, .ends),
        .init("shouting", .recipient, "550 USER UNKNOWN", .recipient, .ends),
        .init("loosely spaced", .recipient, "550   5 . 1 . 1   no mailbox", .recipient, .ends),
        .init("a colon behind it", .recipient, "550 5.1.1: no such person", .recipient, .ends),
        .init(
            "a status that says nothing", .recipient, "550 5.0.0 <bo@contoso.com>... No such user", .recipient, .ends),
        .init("a status of success", .recipient, "550 2.1.5 <bo@contoso.com> unknown user", .recipient, .ends),
    ]

    /// It is about the recipient, and the recipient rests.
    static let recipient: [Reply] = [
        .init(
            "Exchange Online", .recipient,
            "550 5.4.1 Recipient address rejected: Access denied. [DB5EUR03FT012.eop-EUR03.prod.protection.outlook.com]",
            .recipient, .restsRecipient),
        .init(
            "Postfix", .recipient, "554 5.7.1 <boss@contoso.com>: Recipient address rejected: Access denied",
            .recipient,
            .restsRecipient),
        .init(
            "Postfix", .recipient,
            "450 4.1.1 <bo@contoso.com>: Recipient address rejected: unverified address: Address verification in progress",
            .recipient, .restsRecipient),
        .init(
            "Postfix", .recipient, "450 4.1.2 <bo@contoso.com>: Recipient address rejected: Domain not found",
            .recipient,
            .restsRecipient),
        .init(
            "Postfix", .recipient,
            "550 5.1.1 <bo@contoso.com>: Recipient address rejected: undeliverable address: temporary lookup failure",
            .recipient,
            .restsRecipient),
        .init(
            "postgrey", .recipient,
            "450 4.2.0 <bo@contoso.com>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/contoso.com.html",
            .recipient, .restsRecipient),
        .init(
            "greylisting", .recipient, "450 4.7.1 Greylisting in action, please come back in 00:04:59", .recipient,
            .restsRecipient),
        .init(
            "greylisting", .recipient, "451 4.7.1 Greylisted, please try again in 300 seconds", .recipient,
            .restsRecipient),
        .init(
            "Dovecot", .recipient, "552 5.2.2 <bo@contoso.com> Quota exceeded (mailbox for user is full)", .recipient,
            .restsRecipient),
        .init(
            "Gmail", .recipient,
            "452 4.2.2 The recipient's inbox is out of storage space. Please direct the recipient to https://support.google.com/mail/?p=OverQuotaTemp",
            .recipient, .restsRecipient),
        .init(
            "Gmail", .recipient,
            "450 4.2.1 The user you are trying to contact is receiving email too quickly. Please resend your message at a later time.",
            .recipient, .restsRecipient),
        .init(
            "Gmail", .recipient,
            "550 5.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages from being delivered.",
            .recipient, .restsRecipient),
        .init("Exim", .recipient, "552 mailbox is full", .recipient, .restsRecipient),
        .init(
            "RFC 5321", .recipient, "552 Requested mail action aborted: exceeded storage allocation", .recipient,
            .restsRecipient),
        .init("full without a status", .recipient, "550 Mailbox is full", .recipient, .restsRecipient),
        .init("full at the message", .end, "552 5.2.2 over quota", .recipient, .restsRecipient),
        .init(
            "Exchange", .recipient, "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required",
            .recipient, .restsRecipient),
        .init(
            "Exchange", .end, "550 5.7.124 RESOLVER.RST.SenderNotInAllowedSendersList; not in allowed-senders list",
            .recipient,
            .restsRecipient),
        .init(
            "Exchange Online", .recipient,
            "550 5.2.122 The recipient has exceeded their limit for the number of messages they can receive per hour",
            .recipient,
            .restsRecipient),
        .init("a class that contradicts the code", .recipient, "550 4.1.1 user unknown", .recipient, .restsRecipient),
        .init("a class that contradicts the code", .recipient, "450 5.1.1 user unknown", .recipient, .restsRecipient),
        .init(
            "not at RCPT", .recipient, "554 delivery error: This user doesn't have an account here", .recipient,
            .restsRecipient),
        .init("Haraka", .recipient, "550 I cannot deliver mail for <bo@contoso.com>", .recipient, .restsRecipient),
        .init("Cloudmark", .recipient, "550 5.1.0 Address rejected.", .recipient, .restsRecipient),
    ]

    /// It is about us: our address, what we may send, and through which server.
    static let ourselves: [Reply] = [
        .init("Postfix", .recipient, "554 5.7.1 <bo@fabrikam.com>: Relay access denied", .sender, .restsAll),
        .init("Postfix", .recipient, "554 <bo@fabrikam.com>: Relay access denied", .sender, .restsAll),
        .init(
            "Postfix", .recipient, "553 5.7.1 <leads@contoso.com>: Sender address rejected: not owned by user keeper",
            .sender,
            .restsAll),
        .init(
            "Postfix", .recipient, "553 <leads@contoso.com>: Sender address rejected: not owned by user keeper",
            .sender,
            .restsAll),
        .init(
            "Postfix", .recipient, "550 5.1.8 <leads@srv1.invalid>: Sender address rejected: Domain not found", .sender,
            .restsAll
        ),
        .init(
            "Postfix", .recipient, "450 4.1.8 <leads@srv1.invalid>: Sender address rejected: Domain not found", .sender,
            .restsAll
        ),
        .init(
            "Postfix", .recipient,
            "550 5.1.0 <leads@contoso.com>: Sender address rejected: User unknown in local recipient table", .sender,
            .restsAll),
        .init(
            "Postfix", .recipient,
            "550 5.1.1 <leads@contoso.com>: Sender address rejected: User unknown in virtual mailbox table", .sender,
            .restsAll),
        .init("Exchange", .recipient, "550 5.7.1 Unable to relay", .sender, .restsAll),
        .init(
            "Exchange", .recipient, "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain", .sender,
            .restsAll),
        .init("Exchange Online", .recipient, "550 5.7.64 TenantAttribution; Relay Access Denied", .sender, .restsAll),
        .init(
            "Exchange Online", .sender, "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
            .sender,
            .restsAll),
        .init(
            "Exchange Online", .end, "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
            .sender,
            .restsAll),
        .init(
            "Exchange Online", .end,
            "554 5.2.252 SendAsDenied; keeper@contoso.com not allowed to send as leads@contoso.com; STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied",
            .sender, .restsAll),
        .init(
            "Exchange Online", .end,
            "554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied",
            .sender, .restsAll),
        .init("Exchange", .sender, "501 5.1.7 Invalid address", .sender, .restsAll),
        .init(
            "Sendmail", .recipient, "550 5.7.1 <bo@fabrikam.com>... Relaying denied. Proper authentication required.",
            .login,
            .restsAll),
        .init(
            "Sendmail", .recipient,
            "550 5.7.1 <bo@fabrikam.com>... Relaying denied. IP name lookup failed [203.0.113.7]",
            .connection, .restsAll),
        .init("Exim", .recipient, "550 relay not permitted", .sender, .restsAll),
        .init(
            "Exim", .recipient,
            "550 Verification failed for <leads@contoso.com> No Such User Here Sender verify failed", .sender,
            .restsAll),
        .init(
            "qmail", .recipient, "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", .sender,
            .restsAll),
        .init(
            "hMailServer", .recipient, "550 Delivery is not allowed to this address: relaying is not permitted",
            .sender,
            .restsAll),
        .init(
            "Gmail", .end,
            "550 5.7.26 Unauthenticated email from contoso.com is not accepted due to domain's DMARC policy.",
            .sender, .restsAll),
        .init(
            "SPF", .recipient,
            "550 5.7.23 <bo@fabrikam.com>: Recipient address rejected: Message rejected due to: SPF fail - not authorized",
            .sender, .restsAll),
        .init("policy at RCPT", .recipient, "554 5.7.1 not accepted here", .sender, .restsRecipient),
        .init("UTF-8 at MAIL", .sender, "550 5.6.7 The address requires SMTPUTF8", .sender, .restsAll),
    ]

    /// It is about signing in, the name of this host, or the connection: nobody's mail passes.
    static let everybody: [Reply] = [
        .init(
            "Exchange Online", .login,
            "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information.",
            .login, .restsAll),
        .init(
            "Exchange Online", .login,
            "535 5.7.3 Authentication unsuccessful [AM0PR01CA0123.eurprd01.prod.exchangelabs.com]",
            .login, .restsAll),
        .init(
            "Exchange Online", .sender, "550 5.7.30 Basic authentication is not supported for Client Submission.",
            .login,
            .restsAll),
        .init("Exchange Online", .sender, "530 5.7.57 Client not authenticated to send mail.", .login, .restsAll),
        .init("Exchange Online", .login, "504 5.7.4 Unrecognized authentication type", .login, .restsAll),
        .init("Gmail", .login, "534 5.7.9 Application-specific password required.", .login, .restsAll),
        .init("Gmail", .sender, "530 5.7.0 Authentication Required.", .login, .restsAll),
        .init("Postfix", .recipient, "530 5.7.0 Must issue a STARTTLS command first", .connection, .restsAll),
        .init("Dovecot", .login, "535 5.7.8 Error: authentication failed: (reason unavailable)", .login, .restsAll),
        .init(
            "temporary", .login, "454 4.7.0 Temporary authentication failure: Connection lost to authentication server",
            .login,
            .restsAll),
        .init(
            "Postfix", .recipient, "504 5.5.2 <srv1>: Helo command rejected: need fully-qualified hostname", .hello,
            .restsAll),
        .init(
            "Postfix", .recipient, "450 4.7.1 <srv1.contoso.com>: Helo command rejected: Host not found", .hello,
            .restsAll),
        .init("Exim", .hello, "550 Access denied - Invalid HELO name (See RFC2821 4.1.1.1)", .hello, .restsAll),
        .init(
            "Postfix", .recipient,
            "554 5.7.1 Service unavailable; Client host [203.0.113.7] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/203.0.113.7",
            .connection, .restsAll),
        .init(
            "Postfix", .recipient, "450 4.7.25 Client host rejected: cannot find your hostname, [203.0.113.7]",
            .connection,
            .restsAll),
        .init(
            "Outlook.com", .sender, "550 5.7.606 Access denied, banned sending IP [203.0.113.7]", .connection, .restsAll
        ),
        .init("Sendmail", .connect, "554 srv1.contoso.com ESMTP not accepting messages", .connection, .restsAll),
        .init("postscreen", .connect, "521 5.7.1 Blocked by DNSBL", .connection, .restsAll),
        .init("closing", .recipient, "421 4.3.2 Service shutting down", .connection, .restsAll),
        .init("STARTTLS", .startTLS, "454 4.7.0 TLS not available due to local problem", .connection, .restsAll),
        .init("full spool", .sender, "452 4.3.1 Insufficient system storage", .connection, .restsAll),
    ]

    /// It is about how much may be sent.
    static let limits: [Reply] = [
        .init(
            "Exchange Online", .sender,
            "550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP.",
            .limit, .restsAll),
        .init(
            "Exchange Online", .end,
            "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients",
            .limit,
            .restsAll),
        .init(
            "Exchange Online", .end, "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded", .limit, .restsAll),
        .init(
            "Exchange Online", .recipient, "451 4.7.500 Server busy. Please try again later from [203.0.113.7].",
            .limit,
            .restsAll),
        .init(
            "Exchange Online", .connect,
            "421 4.3.2 The maximum number of concurrent connections has exceeded a limit, closing transmission channel",
            .limit,
            .restsAll),
        .init(
            "Gmail", .end,
            "421 4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your IP address.",
            .limit, .restsAll),
        .init(
            "Gmail", .recipient,
            "550 5.4.5 Daily user sending limit exceeded. For more information on sending limits go to https://support.google.com/a/answer/166852",
            .limit, .restsAll),
        .init("Gmail", .login, "454 4.7.0 Too many login attempts, please try again later.", .limit, .restsAll),
        .init("Postfix", .recipient, "452 4.5.3 Error: too many recipients", .limit, .restsAll),
        .init("Postfix", .sender, "450 4.7.1 Error: too much mail from 203.0.113.7", .limit, .restsAll),
        .init(
            "Postfix", .connect, "421 4.7.0 srv2.contoso.com Error: too many connections from 203.0.113.7", .limit,
            .restsAll),
        .init(
            "policyd", .recipient,
            "450 4.7.1 <bo@contoso.com>: Recipient address rejected: Rate limit exceeded, try again in 15 minutes",
            .limit,
            .restsAll),
        .init(
            "Yahoo", .end, "421 4.7.0 [TSS04] Messages from 203.0.113.7 temporarily deferred due to user complaints",
            .limit,
            .restsAll),
        .init("Exim", .recipient, "451 Sender rate limit: 120 messages per 1h", .limit, .restsAll),
        .init(
            "cPanel", .end,
            "550 Domain contoso.com has exceeded the max emails per hour (500/500 (100%)) allowed. Message discarded: hourly limit",
            .limit, .restsAll),
        .init("relay's own limit", .end, "550 5.4.5 Daily SMTP relay limit exceeded for user.", .limit, .restsAll),
    ]

    /// It is about one mail.
    static let content: [Reply] = [
        .init("Postfix", .end, "552 5.3.4 Message size exceeds fixed limit", .content, .restsMail),
        .init("Exim", .end, "552 Message size exceeds maximum permitted", .content, .restsMail),
        .init("Exchange", .end, "552 5.3.4 Message exceeds fixed maximum message size", .content, .restsMail),
        .init(
            "Exchange Online", .end, "550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient",
            .content,
            .restsMail),
        .init("size at MAIL", .sender, "552 5.3.4 Message size exceeds fixed limit", .content, .restsMail),
        .init(
            "amavis", .end,
            "554 5.7.1 id=12345-06 - Rejected by next-hop MTA on relaying, from MTA(smtp:[127.0.0.1]:10025): 554 5.7.1 spam",
            .content, .restsMail),
        .init("SpamAssassin", .end, "550 5.7.1 Blocked by SpamAssassin", .content, .restsMail),
        .init("rspamd", .end, "554 5.7.1 Spam message rejected", .content, .restsMail),
        .init("ClamAV", .end, "550 5.7.1 virus Eicar-Test-Signature detected by ClamAV", .content, .restsMail),
        .init(
            "Gmail", .end,
            "552 5.7.0 This message was blocked because its content presents a potential security issue.",
            .content, .restsMail),
        .init(
            "Gmail", .end, "550 5.7.1 Our system has detected that this message is likely unsolicited mail.", .content,
            .restsMail
        ),
        .init("Exchange Online", .end, "550 5.6.11 Invalid characters", .content, .restsMail),
        .init("UTF-8 at the message", .end, "554 5.6.7 The message needs SMTPUTF8", .content, .restsMail),
        .init("Exim", .end, "550 maximum allowed line length is 998 octets, got 1200", .content, .restsMail),
        .init("plain", .end, "554 Transaction failed", .content, .restsMail),
        .init("later", .end, "451 4.3.0 Error: queue file write error", .unsaid, .restsMail),
        .init("greylisting at the message", .end, "451 4.7.1 Please try again later", .unsaid, .restsMail),
    ]

    /// It says too little: whoever was being talked about rests.
    static let unsaid: [Reply] = [
        .init("lookup", .recipient, "451 4.3.0 <bo@contoso.com>: Temporary lookup failure", .unsaid, .restsRecipient),
        .init("bare", .recipient, "450 try again", .unsaid, .restsRecipient),
        .init("bare", .recipient, "550", .unsaid, .restsRecipient),
        .init("bare", .recipient, "554 no", .unsaid, .restsRecipient),
        .init("other policy for now", .recipient, "450 4.7.1 try again later", .unsaid, .restsRecipient),
        .init("UTF-8 at RCPT", .recipient, "553 5.6.7 non-ASCII addresses not permitted", .recipient, .restsRecipient),
    ]

    /// Relays that many send through, and filters that stand before many mailboxes.
    static let services: [Reply] = [
        .init(
            "Amazon SES", .end,
            "554 Message rejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: leads@contoso.com",
            .sender, .restsAll),
        .init("Amazon SES", .end, "454 Throttling failure: Maximum sending rate exceeded.", .limit, .restsAll),
        .init("Amazon SES", .end, "454 Throttling failure: Daily message quota exceeded.", .limit, .restsAll),
        .init("Amazon SES", .login, "535 Authentication Credentials Invalid", .login, .restsAll),
        .init("SendGrid", .recipient, "550 Unauthenticated senders not allowed", .sender, .restsAll),
        .init(
            "SendGrid", .end,
            "550 The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved.",
            .sender, .restsAll),
        .init("SendGrid", .recipient, "451 Maximum credits exceeded", .limit, .restsAll),
        .init("Zoho", .recipient, "553 Relaying disallowed as leads@contoso.com", .sender, .restsAll),
        .init(
            "Zoho", .end, "550 5.4.6 Unusual sending activity detected. Please try after sometime", .limit, .restsAll),
        .init("Courier", .recipient, "513 Relaying denied.", .sender, .restsAll),
        .init("Domino", .recipient, "554 Relay rejected for policy reasons.", .sender, .restsAll),
        .init("Stalwart", .recipient, "550 5.1.2 Relay not allowed.", .sender, .restsAll),
        .init("MDaemon", .recipient, "550 <bo@contoso.com>, Recipient unknown", .recipient, .ends),
        .init(
            "Mimecast", .recipient, "550 Invalid Recipient - https://community.mimecast.com/docs/DOC-1369#550",
            .recipient, .ends),
        .init("Mimecast", .recipient, "550 csi.mimecast.org Poor Reputation Sender.", .connection, .restsAll),
        .init(
            "Mimecast", .recipient, "451 Internal resources are temporarily unavailable - greylisting", .recipient,
            .restsRecipient),
        .init(
            "Cisco ESA", .connect,
            "554 Your access to this mail system has been rejected due to the sending MTA's poor reputation.",
            .connection,
            .restsAll),
        .init("Proofpoint", .end, "550 5.7.1 Delivery not authorized, message refused", .content, .restsMail),
        .init("Yahoo", .end, "554 5.7.9 Message not accepted for policy reasons.", .content, .restsMail),
        .init(
            "Gmail", .end, "550 5.7.25 The IP address sending this message does not have a PTR record setup.",
            .connection,
            .restsAll),
        .init("Gmail", .recipient, "553 5.1.2 We weren't able to find the recipient domain.", .recipient, .ends),
        .init("OpenSMTPD", .sender, "530 5.5.1 Invalid command: Must issue an AUTH command first", .login, .restsAll),
        .init(
            "Exchange", .end,
            "550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy",
            .content, .restsMail),
        .init("Exchange", .end, "554 5.4.14 Hop count exceeded - possible mail loop", .content, .restsMail),
    ]

    static let all = noSuchMailbox + recipient + ourselves + everybody + limits + content + unsaid + services
}
