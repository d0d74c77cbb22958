package import Credentials

/// What Microsoft Graph answers where it does not send a mail.
package enum GraphMailCode {
    /// The codes that say what is wrong, and what of the mail rests for it.
    ///
    /// https://learn.microsoft.com/graph/errors and Exchange's own, which Graph passes on.
    package static let known: [String: Meaning] = [
        "ErrorAccessDenied": Meaning(.sender, .restsAll, .mailAccessDenied),
        "AccessDenied": Meaning(.sender, .restsAll, .mailAccessDenied),
        "Authorization_RequestDenied": Meaning(.sender, .restsAll, .mailAccessDenied),
        "NoPermissionsInAccessToken": Meaning(.sender, .restsAll, .mailAccessDenied),
        "ErrorSendAsDenied": Meaning(.sender, .restsAll, .mailSendAsDenied),
        "ErrorInvalidUser": Meaning(.sender, .restsAll, .mailboxNotFound),
        "ErrorNonExistentMailbox": Meaning(.sender, .restsAll, .mailboxNotFound),
        "MailboxNotEnabledForRESTAPI": Meaning(.sender, .restsAll, .mailboxNotFound),
        "MailboxNotSupportedForRESTAPI": Meaning(.sender, .restsAll, .mailboxNotFound),
        "Request_ResourceNotFound": Meaning(.sender, .restsAll, .mailboxNotFound),
        "ResourceNotFound": Meaning(.sender, .restsAll, .mailboxNotFound),
        "ErrorInvalidRecipients": Meaning(.recipient, .ends, nil),
        "ErrorMessageSizeExceeded": Meaning(.content, .restsMail, nil),
        "ErrorMimeContentInvalid": Meaning(.content, .restsMail, nil),
        "ErrorMimeContentInvalidBase64String": Meaning(.content, .restsMail, nil),
        "ErrorExceededMessageLimit": Meaning(.limit, .restsAll, nil),
        "ErrorQuotaExceeded": Meaning(.limit, .restsAll, nil),
        "ErrorAccountSuspend": Meaning(.sender, .restsAll, nil),
        "InvalidAuthenticationToken": Meaning(.login, .restsAll, .mailTokenRefused),
    ]

    /// What one code means.
    package struct Meaning: Hashable, Sendable {
        package var subject: MailVerdict.Subject
        package var consequence: MailVerdict.Consequence
        package var problem: ProbeClass?

        package init(_ subject: MailVerdict.Subject, _ consequence: MailVerdict.Consequence, _ problem: ProbeClass?) {
            self.subject = subject
            self.consequence = consequence
            self.problem = problem
        }
    }
}
