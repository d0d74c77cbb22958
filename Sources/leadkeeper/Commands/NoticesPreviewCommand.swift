internal import Control
internal import Credentials

extension Command {
    static let noticesPreview = Command(
        "notices preview", .name, options: [.occasion, .language, .html, .runtime, .json, .color],
        does: "print what would be sent",
        details:
            """
            Prints a notice as it would be sent to the first contact now, and sends and records nothing. Without \
            --occasion it is the next reminder.
            """
    ) { invocation throws(Failure) in
        let context = try CommandContext(invocation)
        let name = try context.requiredName()
        let request = PreviewNotice(
            name, try NoticesPreviewCommand.choice(invocation, .occasion),
            in: try NoticesPreviewCommand.choice(invocation, .language))
        let mail = try context.client.ask(request, to: "preview a notice of \(name)")
        return try NoticesPreviewCommand.show(mail, context)
    }

    static let noticesShow = Command(
        "notices show", .number("ID"), options: [.html, .raw, .runtime, .json, .color],
        does: "print what was sent",
        details:
            """
            Prints the mail of one notice, by the number that `leadkeeper notices` lists: its header fields and its \
            text, with --html its HTML, with --raw the bytes that went to the mail server. Of one that waits, it is \
            the mail as it would be written now.
            """
    ) { invocation throws(Failure) in
        let context = try CommandContext(invocation)
        let mail = try context.client.ask(ShowNotice(invocation.number), to: "show notice \(invocation.number)")
        return try NoticesPreviewCommand.show(mail, context)
    }
}

extension Option {
    static let occasion = Option(
        "occasion", "WHAT", offering: .words(NoticeSample.allCases.map(\.rawValue)),
        does: "what it is about: \(NoticeSample.allCases.map(\.rawValue).joined(separator: ", "))")
    static let language = Option(
        "language", "LL", offering: .words(NoticePolicy.Language.allCases.map(\.rawValue)),
        does: "in which language: \(NoticePolicy.Language.allCases.map(\.rawValue).joined(separator: ", "))")
    static let html = Option("html", does: "print the HTML")
    static let raw = Option("raw", does: "print the bytes that go to the mail server")
}

/// `leadkeeper notices preview` and `show`: what they print of a mail.
enum NoticesPreviewCommand {
    /// The word that an option was given; says which there are where it is none of them.
    static func choice<Word: RawRepresentable<String> & CaseIterable>(
        _ invocation: Invocation, _ option: Option
    ) throws(Failure) -> Word? {
        guard let text = invocation[option] else { return nil }
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map(\.rawValue)
            throw .usage(
                "--\(option.name) takes \(words.dropLast().joined(separator: ", ")) or \(words.last ?? "")",
                hint: Suggestion.nearest(to: text, among: words).map { "did you mean \($0)?" })
        }
        return word
    }

    static func show(_ mail: MailText, _ context: CommandContext) throws(Failure) -> ExitCode {
        if context.isJSON {
            try context.print(json: mail)
        } else if context.invocation.has(.raw) {
            try context.output.write(mail.raw)
        } else if context.invocation.has(.html) {
            try context.output.write(mail.html)
        } else {
            let headers = mail.headers.map { "\($0.name): \($0.value)".printable + "\n" }.joined()
            let lines = mail.text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable }
            try context.output.write(headers + "\n" + lines.joined(separator: "\n"))
        }
        return .done
    }
}
