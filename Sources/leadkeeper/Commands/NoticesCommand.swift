internal import Basics
internal import Control
internal import Credentials

extension Command {
    static let notices = Command(
        "notices", .optionalName, options: [.since, .follow, .after, .before, .limit, .every, .runtime, .json, .color],
        does: "who was notified, of what, and how it went",
        details:
            """
            Prints the newest notices of one connection or of all, the newest last: to whom, about what, and what the \
            mail server said; and how many more there are; with --all every one. JSON has the newest first, as the \
            API does. With --follow, goes on with each that is new or gets on. Above them stands whose reminders \
            wait, until when and why, who is on it, and whether notices are held back.
            """
    ) { invocation throws(Failure) in
        try NoticesCommand.run(CommandContext(invocation))
    }
}

/// `leadkeeper notices`: who was told what, when, and whether their server took it.
enum NoticesCommand {
    static func run(_ context: CommandContext) throws(Failure) -> ExitCode {
        let pages = try LedgerPages(
            of: ListNotices(of: context.name, since: try Following.since(context)), context,
            to: "show the notices" + (context.name.map { " of \($0)" } ?? ""))
        if context.invocation.has(.follow) { try follow(pages, context) }
        if context.isJSON {
            try context.print(json: pages.whole())
            return .done
        }
        var isFirst = true
        try pages.each { list throws(Failure) in
            var list = list
            // What holds notices back stands once, above all of them.
            if !isFirst { (list.answers, list.hold) = ([], nil) }
            try show(list, context, empty: isFirst ? "no notices\n" : "")
            try context.output.write(pages.rest(of: list))
            isFirst = false
        }
        return .done
    }

    /// Prints these, then each that is new or has got on since.
    private static func follow(_ pages: LedgerPages<ListNotices>, _ context: CommandContext) throws(Failure) -> Never {
        var following = Following(context)
        var query = pages.query
        (query.after, query.before, query.limit) = (nil, nil, PageLimit.range.upperBound)
        var known: [Int64: NoticeRecord] = [:]
        var newest: Int64 = 0
        let print = { (list: NoticeList) throws(Failure) in
            for notice in list.entries where known[notice.id] != notice {
                // What was there before and was not asked for is not news.
                guard known[notice.id] != nil || notice.id > newest else { continue }
                known[notice.id] = notice
                newest = max(newest, notice.id)
                try following.print(notice) { text(notice, context) }
            }
        }
        try pages.each(print)
        while true { try print(following.next { () throws(Failure) in try pages.ask(query) }) }
    }

    /// Prints notices, or a sentence where there are none.
    static func show(_ list: NoticeList, _ context: CommandContext, empty: String) throws(Failure) {
        if context.isJSON {
            try context.print(json: list)
        } else {
            let answers = AnswerLines(times: context.times).paragraphs(list)
            let notices = list.notices.isEmpty ? empty : list.notices.reversed().map { text($0, context) }.joined()
            try context.output.write((answers.isEmpty ? "" : answers + "\n") + notices)
        }
    }

    private static func text(_ notice: NoticeRecord, _ context: CommandContext) -> String {
        let heading = [
            String(notice.id), context.times.time(notice.createdAt.instant), notice.connection ?? "leadkeeper",
            words(notice.occasion),
        ].map(\.printable).joined(separator: "  ")
        let reply = notice.lastReply.map { reply in
            let place = reply.server.map { " by \($0)" } ?? ""
            let command = notice.state == .accepted ? nil : reply.command.flatMap { MailCommand(rawValue: $0)?.words }
            let at = command.map { ", at \($0)" } ?? ""
            return "\(place)\(at): \(reply.code.map { "\($0) " } ?? "")\(reply.text)\(about(notice, reply))"
        }
        let instead = notice.insteadOf.map { " in the place of \($0)" } ?? ""
        let body = "\(way(notice))\(instead), mail \(notice.mail): \(state(notice, context.times))\(reply ?? "")"
        return context.output.toned(heading, .strong) + "\n"
            + Paragraph.wrap(body.printable, label: "    ") + "\n"
    }

    /// To whom it goes, and by which way where that is not the server of `[Mail]`.
    private static func way(_ notice: NoticeRecord) -> String {
        if notice.channel == ChannelName.mail { return "to \(notice.recipient)" }
        let isItself = notice.recipient.hasPrefix("@")
        return isItself ? "to channel \(notice.channel)" : "to \(notice.recipient) by channel \(notice.channel)"
    }

    /// What a refusal that ends nothing is about, since what to do follows from that.
    private static func about(_ notice: NoticeRecord, _ reply: NoticeRecord.Reply) -> String {
        guard notice.state == .retrying, let subject = reply.about.flatMap({ MailVerdict.Subject(rawValue: $0) }) else {
            return ""
        }
        return " (it is about \(subject.words))"
    }

    private static func state(_ notice: NoticeRecord, _ times: LocalTimes) -> String {
        let next = notice.nextAttemptAt.map { ", next attempt \(times.timeAndDistance($0.instant))" } ?? ""
        switch notice.state {
        case .queued: return "waiting\(next)"
        case .sending: return "is being sent"
        case .retrying:
            return "not accepted in \(notice.attempts.counted("attempt"))\(next)"
        case .accepted: return "accepted\(notice.acceptedAt.map { " \(times.time($0.instant))" } ?? "")"
        case .dead: return "rejected permanently"
        case .superseded: return "not sent: a newer notice replaced it"
        }
    }

    /// An occasion's key in words.
    static func words(_ key: String) -> String {
        switch Occasion(key: key) {
        case .lapses(let span):
            "expires within \(span.inWords)"
        case .lapsed: "has expired"
        case .refused(let probeClass, _, _): "is refused: \(probeClass.rawValue)"
        case .unchecked: "could not be checked"
        case .worksAgain: "works again"
        case .handOff: "enter in Partner Center"
        case .rotationStuck(_, let reason, _): "rotation is stuck: \(reason.rawValue)"
        case .rotated: "has been replaced"
        case .escalated(let span): "nobody has begun, \(span.inWords) before the start-by date"
        case .entryRemoved: "nothing left to do; calendar entry removed"
        case .silent: "no leads for longer than is usual"
        case .test: "test"
        case nil:
            switch DaemonOccasion(key: key) {
            case .impaired(let fault, _): fault.rawValue
            case .restored(let fault, _): "\(fault.part.rawValue) works again"
            case .oldSecretUsed(let name, _, _): "the old secret of \(name) is still used"
            case .channelFails(let name, _): "channel \(name) fails"
            case .channelWorks(let name, _): "channel \(name) works again"
            case .secretRefused(let name, let probeClass, _, _): "new secret of \(name) refused: \(probeClass.rawValue)"
            case .keysChanged(let name, _): "somebody changed the client secrets of \(name)"
            case .passwordChanged(let name, _): "somebody changed the password of \(name)"
            case .mayStop(let name, _): "the password sign-in of \(name) may stop any day"
            case .held(let count, _): "\(count) notices are held back"
            case nil: key
            }
        }
    }
}
