internal import Control
internal import Credentials

extension Command {
    static let noticesSnooze = Command(
        "notices snooze", .name, options: [.until, .recipient, .reason, .end, .runtime, .json, .quiet, .color],
        does: "have reminders wait",
        details:
            """
            Has reminders of the secret's expiry and of its hand-off wait until a date, for one contact or for all, and \
            never beyond the start-by date. It ends by itself then, and when the secret is replaced. A second one for \
            the same contact replaces the first; --end takes it back. What tells that something has stopped never \
            waits. Only root and the service's user may do this.
            """
    ) { invocation throws(Failure) in
        try NoticesSnoozeCommand.run(CommandContext(invocation))
    }

    static let noticesAck = Command(
        "notices ack", .name, options: [.by, .end, .runtime, .json, .quiet, .color],
        does: "say who is on it",
        details:
            """
            Records that somebody is on it. Reminders go on and name them, and nobody else is told that nobody has \
            begun. That counts for three days or until the start-by date, whichever is first, and until the secret is \
            replaced; --end takes it back. Only root and the service's user may do this.
            """
    ) { invocation throws(Failure) in
        try NoticesAckCommand.run(CommandContext(invocation))
    }
}

extension Option {
    static let until = Option("until", "DATE", does: "until when: a day in the local zone, or a time with its zone")
    static let recipient = Option("for", "ADDRESS", does: "which contact is not reminded; without it, nobody is")
    static let reason = Option("reason", "TEXT", does: "why; the history and `status` show it")
    static let by = Option("by", "WHO", does: "who is on it, as reminders name them")
    static let end = Option("end", does: "take it back")
}

/// `leadkeeper notices snooze`: has reminders wait.
enum NoticesSnoozeCommand {
    static func run(_ context: CommandContext) throws(Failure) -> ExitCode {
        let name = try context.requiredName()
        let invocation = context.invocation
        let recipient = try address(invocation)
        let status: ConnectionStatus
        if invocation.has(.end) {
            guard !invocation.has(.until), !invocation.has(.reason) else {
                throw .usage("--end takes a snooze back, and has neither --until nor --reason beside it")
            }
            status = try context.client.ask(
                EndSnooze(name, for: recipient), to: "have reminders of \(name) go out again")
        } else {
            guard let until = invocation[.until], let reason = invocation[.reason] else {
                throw .usage(
                    "--\(invocation.has(.until) ? "reason" : "until") is missing",
                    hint: "`leadkeeper notices snooze \(name) --until DATE --reason TEXT`")
            }
            let request = SnoozeNotices(
                name, until: try EnteredDates.time(until, .until, context.times.zone), for: recipient, reason: reason)
            status = try answer(to: request, context)
        }
        try AnswerLines(times: context.times).show(status, context)
        return .done
    }

    /// Asks for a snooze; where it is refused, says by when to begin in the time that the person reads elsewhere.
    private static func answer(to request: SnoozeNotices, _ context: CommandContext) throws(Failure) -> ConnectionStatus
    {
        do {
            return try context.client.ask(request, to: "have reminders of \(request.name) wait")
        } catch {
            guard error.code == .usage, error.hint == nil,
                let connection = try? context.client.ask(GetConnection(request.name), to: "show its status"),
                let startBy = connection.startBy?.instant, request.until > startBy
            else { throw error }
            throw Failure(
                error.code, error.message, hint: "the start-by date is \(context.times.timeAndDistance(startBy))")
        }
    }

    private static func address(_ invocation: Invocation) throws(Failure) -> EmailAddress? {
        guard let text = invocation[.recipient] else { return nil }
        guard let address = EmailAddress(text) else {
            throw .usage("--for takes a mail address such as ops@contoso.com")
        }
        return address
    }
}

/// `leadkeeper notices ack`: says who is on it.
enum NoticesAckCommand {
    static func run(_ context: CommandContext) throws(Failure) -> ExitCode {
        let name = try context.requiredName()
        let status: ConnectionStatus
        switch (context.invocation[.by], context.invocation.has(.end)) {
        case (let who?, false):
            status = try context.client.ask(AcknowledgeNotices(name, by: who), to: "record who is on \(name)")
        case (nil, true):
            status = try context.client.ask(EndAcknowledgement(name), to: "take back who is on \(name)")
        case (nil, false), (.some, true):
            throw .usage("either --by or --end is needed", hint: "`leadkeeper notices ack \(name) --by WHO`")
        }
        try AnswerLines(times: context.times).show(status, context)
        return .done
    }
}

/// What people have answered to notices, in lines.
struct AnswerLines {
    let times: LocalTimes

    /// What is answered about a connection, each as a label and a sentence.
    func lines(_ connection: ConnectionStatus) -> [(label: String, sentence: String)] {
        lines(connection.snoozes, connection.acknowledgement)
    }

    private func lines(
        _ snoozes: [SnoozeStatus], _ acknowledgement: AcknowledgementStatus?
    ) -> [(label: String, sentence: String)] {
        var lines: [(String, String)] = []
        if let acknowledgement {
            lines.append(
                (
                    "on it",
                    "\(acknowledgement.by), since \(times.time(acknowledgement.since.instant)); that counts until "
                        + times.timeAndDistance(acknowledgement.until.instant)
                ))
        }
        for snooze in snoozes {
            lines.append(
                (
                    "snoozed",
                    "reminders to \(snooze.recipient ?? "all contacts") wait until "
                        + "\(times.timeAndDistance(snooze.until.instant)), as \(snooze.person) said: \(snooze.reason)"
                ))
        }
        return lines
    }

    /// What notices are held back, in a sentence.
    func sentence(_ hold: HoldStatus) -> String {
        let count = hold.notices.count
        let names = Set(hold.notices.map(\.connection)).sorted()
        let what = count == 0 ? "nothing so far" : "\(count) so far, about \(names.joined(separator: ", "))"
        return "notices to contacts are held back until \(times.timeAndDistance(hold.until.instant)), as "
            + "\(hold.person) said: \(what)"
    }

    /// What keeps notices from being sent, and who is on it, a paragraph each with its end; empty where nothing does.
    func paragraphs(_ list: NoticeList) -> String {
        let answers = list.answers.flatMap { answers in
            lines(answers.snoozes, answers.acknowledgement).map { "\(answers.connection): \($0.sentence)" }
        }
        return ([list.hold.map(sentence)].compactMap(\.self) + answers).map { Paragraph.wrap($0.printable) + "\n" }
            .joined()
    }

    /// Prints what is answered about a connection now.
    func show(_ connection: ConnectionStatus, _ context: CommandContext) throws(Failure) {
        guard !context.isJSON else { return try context.print(json: connection) }
        let lines = lines(connection).map(\.sentence)
        let text = lines.isEmpty ? ["nobody is on it, and no reminder waits"] : lines
        try context.output.write(
            text.map { Paragraph.wrap("\(connection.name): \($0)".printable) + "\n" }.joined())
    }
}
