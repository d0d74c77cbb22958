internal import Control
internal import Credentials

extension Command {
    static let noticesHold = Command(
        "notices hold", options: [.until, .runtime, .json, .quiet, .color],
        does: "hold notices to contacts back",
        details:
            """
            Holds notices to contacts back while connections are set up, for a day at most. What tells that something \
            has stopped, and what has to be begun within that day, still goes out. The operators are told once what is \
            held. It ends by itself. Only root and the service's user may do this.
            """
    ) { invocation throws(Failure) in
        let context = try CommandContext(invocation)
        let until: Instant? =
            if let text = invocation[.until] { try EnteredDates.time(text, .until, context.times.zone) } else { nil }
        return try NoticesHoldCommand.show(
            try context.client.ask(HoldNotices(until: until), to: "hold notices back"), context)
    }

    static let noticesRelease = Command(
        "notices release", options: [.runtime, .json, .quiet, .color],
        does: "let notices to contacts go out again",
        details:
            """
            Ends what `leadkeeper notices hold` began. What fell due meanwhile goes out; of several about one secret \
            only the most urgent. Only root and the service's user may do this.
            """
    ) { invocation throws(Failure) in
        let context = try CommandContext(invocation)
        return try NoticesHoldCommand.show(
            try context.client.ask(ReleaseNotices(), to: "let notices go out again"), context)
    }
}

/// `leadkeeper notices hold` and `release`: what they print.
enum NoticesHoldCommand {
    static func show(_ answer: HoldAnswer, _ context: CommandContext) throws(Failure) -> ExitCode {
        if context.isJSON {
            try context.print(json: answer)
        } else {
            let sentence =
                answer.hold.map { AnswerLines(times: context.times).sentence($0) } ?? "notices to contacts go out"
            try context.output.write(Paragraph.wrap(sentence.printable) + "\n")
        }
        return .done
    }
}
