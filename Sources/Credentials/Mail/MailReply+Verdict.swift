extension MailReply {
    /// What the answer is about, and what follows.
    ///
    /// The enhanced status code and the command decide, and words where those leave it open. It ends a notice for a
    /// contact only where the answer says that there is no such mailbox, for good and in every part: all else may be
    /// about ourselves.
    public var verdict: MailVerdict {
        guard code >= 400 else { return MailVerdict(.nothing, .accepted, isLasting: false) }
        let reading = MailReading(self)
        let subject = reading.subject
        let isLasting = code >= 500 && reading.status?.class != 4
        let rest = reading.words.span
        if subject == .recipient {
            return MailVerdict(
                .recipient, reading.isAboutNoSuchMailbox && isLasting ? .ends : .restsRecipient, isLasting: isLasting,
                rest: rest)
        }
        return MailVerdict(subject, consequence(of: subject, reading), isLasting: isLasting, rest: rest)
    }

    /// Whether it turns the password down, and not the way of signing in, or who does: 535 (RFC 4954, 6) where the
    /// words take nothing back.
    ///
    /// Exchange Online says 535 5.7.139 also where signing in with passwords is switched off, or a policy of the
    /// directory forbids it.
    public var turnsPasswordDown: Bool {
        guard command == .login, code == 535 else { return false }
        let reading = MailReading(self)
        let isOfExchange = reading.status.map { $0.subject == 7 && [30, 139].contains($0.detail) } ?? false
        return isOfExchange
            ? reading.words.haveAny(MailWords.wrongPassword) : !reading.words.haveAny(MailWords.switchedOff)
    }

    /// What makes two answers the same, whoever the recipients and whatever the marks of the day: its command, code and
    /// status, or its words where it has none.
    public var kinship: String {
        let reading = MailReading(self)
        return "\(command.rawValue) \(code) \(reading.status?.description ?? reading.words.skeleton)"
    }

    private func consequence(of subject: MailVerdict.Subject, _ reading: MailReading) -> MailVerdict.Consequence {
        switch subject {
        case .recipient: .restsRecipient
        case .content: .restsMail
        case .limit, .hello, .login, .connection: .restsAll
        // 5.7.x alone may be the wish of one recipient; what names the sender or relaying is said to all.
        case .sender: command.isEverybodys || reading.namesSenderOrRelay ? .restsAll : command.consequence
        case .nothing, .unsaid: command.consequence
        }
    }
}

/// A reply, read.
private struct MailReading {
    let command: MailCommand
    let code: Int
    /// `nil` also where it says no more than the code: X.0.0.
    let status: EnhancedStatus?
    let words: MailWords

    init(_ reply: MailReply) {
        command = reply.command
        code = reply.code
        words = MailWords(reply.text)
        status = EnhancedStatus(in: reply.text).flatMap { $0.subject == 0 && $0.detail == 0 ? nil : $0 }
    }

    private func isStatus(_ pairs: (Int, ClosedRange<Int>)...) -> Bool {
        guard let status else { return false }
        return pairs.contains { $0.0 == status.subject && $0.1.contains(status.detail) }
    }

    var subject: MailVerdict.Subject {
        switch command {
        case .connect, .startTLS: isAboutLimit ? .limit : .connection
        case .hello: isAboutLimit ? .limit : namesClient ? .connection : .hello
        case .login: isAboutLimit ? .limit : code == 421 ? .connection : .login
        case .sender: subjectOfSender
        case .recipient: subjectOfRecipient
        case .data, .end: subjectOfMessage
        }
    }

    /// At MAIL, where nothing is known but who we are.
    private var subjectOfSender: MailVerdict.Subject {
        if words.haveAny(MailWords.encryption) { return .connection }
        if isAboutLogin { return .login }
        if isAboutSize { return .content }
        if isAboutLimit { return .limit }
        if words.haveAny(MailWords.hello) { return .hello }
        if namesClient || code == 421 { return .connection }
        // 4.3.x: the server's own trouble.
        return isStatus((3, 0...999)) || code < 500 && status?.subject == 4 ? .connection : .sender
    }

    /// At RCPT, where many servers say as well what they have against the client, its name or the sender.
    private var subjectOfRecipient: MailVerdict.Subject {
        if isStatus(Self.sizes) { return .content }
        if words.haveAny(MailWords.restriction) || isStatus(Self.restrictions) { return .recipient }
        if namesSender { return .sender }
        if words.haveAny(MailWords.encryption) { return .connection }
        if isAboutLogin { return .login }
        if words.haveAny(MailWords.hello) { return .hello }
        if isStatus((2, 0...2), (2, 4...999), (4, 1...1)) { return .recipient }
        if isStatus((1, 1...6), (1, 10...10)) {
            return words.areAboutRelaying && !words.haveAny(MailWords.mailbox) ? .sender : .recipient
        }
        if isAboutFullMailbox { return .recipient }
        if isAboutLimit { return .limit }
        if namesClient { return .connection }
        if words.areAboutRelaying && !words.haveAny(MailWords.mailbox) { return .sender }
        if code == 421 { return .connection }
        if words.haveAny(MailWords.greylisting) { return .recipient }
        if isAboutSize { return .content }
        if isStatus((7, 0...999)) {
            return words.haveAny(MailWords.ownRecipient)
                ? .recipient : code >= 500 && status?.class == 5 ? .sender : .unsaid
        }
        if isStatus((1, 0...999), (2, 0...999), (6, 7...7)) || words.haveAny(MailWords.mailbox)
            || words.haveAny(MailWords.ownRecipient)
        {
            return .recipient
        }
        return .unsaid
    }

    /// At the message, of which there is one for each recipient.
    private var subjectOfMessage: MailVerdict.Subject {
        if isStatus(Self.sizes) { return .content }
        if words.haveAny(MailWords.restriction) || isStatus(Self.restrictions) { return .recipient }
        if namesSender { return .sender }
        if isAboutLogin { return .login }
        if isAboutFullMailbox { return .recipient }
        if isAboutSize { return .content }
        if isStatus((1, 1...6), (1, 10...10), (2, 0...2), (2, 4...999)) { return .recipient }
        if isAboutLimit { return .limit }
        if words.haveAny(MailWords.content) { return .content }
        if words.areAboutRelaying { return .sender }
        if words.haveAny(MailWords.clientInMessage) || isStatus(Self.bannedClients) {
            return .connection
        }
        if words.haveAny(MailWords.hello) { return .hello }
        if code == 421 { return .connection }
        if isStatus((6, 0...999)) || code >= 500 { return .content }
        return .unsaid
    }

    /// The server says that there is no such mailbox, and nothing that takes it back.
    var isAboutNoSuchMailbox: Bool {
        guard !words.haveAny(MailWords.passing) else { return false }
        if isStatus((1, 1...3), (1, 6...6), (1, 10...10), (2, 1...1)) { return true }
        return status == nil && command == .recipient && [550, 551, 553].contains(code)
            && words.haveAny(MailWords.mailbox)
    }

    var namesSenderOrRelay: Bool { namesSender || words.areAboutRelaying }

    /// 5.1.7 and 5.1.8 (RFC 3463), 5.7.8 of nobody here, SPF and its like (RFC 7372), and Exchange's that say who may
    /// send as whom.
    private var namesSender: Bool {
        isStatus((1, 7...8), (2, 252...252), (7, 20...24), (7, 26...27), (7, 60...60), (7, 64...64), (7, 509...509))
            || words.haveAny(MailWords.sender)
    }

    /// RFC 4954, 6; 5.7.8 and 5.7.9 are RFC 4954's, the others Exchange's for sign-ins that it has not, or no longer
    /// takes.
    private var isAboutLogin: Bool {
        if [530, 534, 535, 538].contains(code) || isStatus((7, 30...30), (7, 57...57), (7, 139...139)) { return true }
        // Behind MAIL others use these numbers for policies of their own.
        if command <= .sender, isStatus((7, 3...4), (7, 8...9), (7, 11...14)) { return true }
        return words.haveAny(MailWords.login)
    }

    private var isAboutSize: Bool {
        isStatus(Self.sizes) || words.haveAny(MailWords.size) || code == 552 && status == nil
    }

    /// 4.5.3 (too many recipients), Gmail's 4.7.28 and 5.4.5, Exchange's thresholds.
    private var isAboutLimit: Bool {
        if isStatus((5, 3...3), (4, 5...5), (1, 90...90), (7, 28...28), (7, 232...233), (7, 508...508), (7, 700...799))
        {
            return true
        }
        // Exchange Online's "server busy" and what follows it, of which 5.7.5xx and 5.7.6xx mean other things.
        if status?.class == 4, isStatus((7, 500...699)) { return true }
        return words.haveAny(MailWords.limit)
    }

    private var isAboutFullMailbox: Bool {
        status == nil && words.haveAny(MailWords.full) && !words.haveAny(MailWords.counted)
    }

    private var namesClient: Bool { words.haveAny(MailWords.client) || isStatus(Self.bannedClients) }

    private func isStatus(_ pairs: [(Int, ClosedRange<Int>)]) -> Bool {
        guard let status else { return false }
        return pairs.contains { $0.0 == status.subject && $0.1.contains(status.detail) }
    }

    /// The message is too large for the system, or for the mailbox.
    private static let sizes: [(Int, ClosedRange<Int>)] = [(3, 4...4), (2, 3...3)]
    /// Exchange's for mailboxes and groups that take mail from some people alone.
    private static let restrictions: [(Int, ClosedRange<Int>)] = [
        (7, 12...12), (7, 121...137), (7, 504...505), (7, 507...507),
    ]
    /// Exchange's and Outlook.com's for addresses that they do not talk to.
    private static let bannedClients: [(Int, ClosedRange<Int>)] = [
        (7, 25...25), (7, 501...503), (7, 510...511), (7, 513...513), (7, 606...649),
    ]
}
