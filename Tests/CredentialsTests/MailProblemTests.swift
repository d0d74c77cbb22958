import Testing

@testable import Credentials

@Suite struct MailProblemTests {
    /// What Exchange Online says, as its customers have published it.
    private static let said: [(MailCommand, String, Bool, ProbeClass?)] = [
        (
            .login, "550 5.7.30 Basic authentication is not supported for Client Submission.", false, .mailBasicAuthOff
        ),
        (
            .sender, "550 5.7.30 Basic authentication is not supported for Client Submission.", false, .mailBasicAuthOff
        ),
        (
            .login,
            "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit "
                + "https://aka.ms/smtp_auth_disabled for more information. [MN2PR05CA0004.namprd05.prod.outlook.com]",
            false, .mailSMTPAuthOff
        ),
        (
            .login,
            "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit "
                + "https://aka.ms/smtp_auth_disabled for more information.", true, .mailSMTPAuthOff
        ),
        (
            .login, "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.", false,
            .mailBasicAuthOff
        ),
        (
            .login,
            "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy. "
                + "Contact your administrator.", false, .accessBlocked
        ),
        (
            .login, "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.", false, nil
        ),
        (
            .login, "535 5.7.3 Authentication unsuccessful [FR3P281CA0094.DEUP281.PROD.OUTLOOK.COM]", true,
            .mailTokenRefused
        ),
        (.login, "535 5.7.3 Authentication unsuccessful [FR3P281CA0094.DEUP281.PROD.OUTLOOK.COM]", false, nil),
        (
            .end,
            "430 4.2.0 STOREDRV; mailbox logon failure; STOREDRV.Submission.Exception:ConnectionFailedTransientException."
                + "MapiExceptionLogonFailed; Failed to process message due to a transient exception", true,
            .mailTokenRefused
        ),
        (
            .sender, "550 5.7.60 SMTP; Client does not have permissions to send as this sender", true, .mailSendAsDenied
        ),
        (
            .end,
            "554 5.2.252 SendAsDenied; alerts@contoso.com not allowed to send as leads@contoso.com; "
                + "STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied", true,
            .mailSendAsDenied
        ),
        (.login, "535 5.7.8 Authentication credentials invalid", true, nil),
        (.recipient, "550 5.7.30 go away", false, nil), (.end, "250 2.0.0 OK", true, nil),
        (.login, "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded", true, nil),
    ]

    @Test(arguments: said.indices)
    func `what Microsoft 365 says of a switch or a permission is known by name`(index: Int) {
        let (command, line, isByToken, problem) = Self.said[index]
        let reply = MailReply(command, Int(line.prefix(3)) ?? 0, String(line.dropFirst(4)))
        #expect(reply.problem(isByToken: isByToken) == problem, "\(line)")
        // Whatever has a name is nobody's own: no other mail would leave either.
        if problem != nil, command != .end { #expect(reply.verdict.consequence == .restsAll, "\(line)") }
        if problem == .mailSendAsDenied { #expect(reply.verdict.consequence == .restsAll, "\(line)") }
    }
}
