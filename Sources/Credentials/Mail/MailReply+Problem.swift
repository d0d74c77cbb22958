extension MailReply {
    /// What is wrong at Microsoft 365, where the answer is one of those by which it says so: somebody has to turn a
    /// switch there, or to give a permission; `nil` for any other answer.
    ///
    /// https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission
    ///
    /// - Parameter isByToken: whether a token was shown, and no password: 5.7.3 says no more than that it was not
    ///   taken.
    public func problem(isByToken: Bool) -> ProbeClass? {
        guard code >= 400 else { return nil }
        let status = EnhancedStatus(in: text)
        let words = MailWords(text)
        func isStatus(_ detail: Int) -> Bool { status.map { $0.subject == 7 && $0.detail == detail } ?? false }
        if command <= .sender {
            if isStatus(139), words.haveAny(["smtpclientauthentication is disabled"]) { return .mailSMTPAuthOff }
            if isStatus(30) || isStatus(139) && words.haveAny(["basic authentication is"]) { return .mailBasicAuthOff }
            if isStatus(139), words.haveAny(["user is locked by", "security defaults", "conditional access"]) {
                return .accessBlocked
            }
        }
        if isByToken, command == .login, code == 535, isStatus(3) { return .mailTokenRefused }
        // What comes where the token is taken and the mailbox not opened by it.
        if isByToken, words.haveAny(["storedrv mailbox logon failure", "mailbox logon failure"]) {
            return .mailTokenRefused
        }
        let isSendAs = isStatus(60) || status.map { $0.subject == 2 && $0.detail == 252 } ?? false
        return isSendAs || words.haveAny(["sendasdenied"]) ? .mailSendAsDenied : nil
    }
}
