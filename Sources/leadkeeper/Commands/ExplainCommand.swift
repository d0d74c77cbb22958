internal import Credentials
internal import Glibc
internal import JSON
internal import Refusals
internal import Unix
internal import Wording

extension Command {
    static let explain = Command(
        "explain", .text("[TEXT…]"), options: [.json, .color],
        does: "what an error message means",
        details:
            """
            Says what a message of Partner Center, Microsoft Entra, Dynamics 365, Microsoft Graph or a mail server means, \
            who acts, and what to do. TEXT may be the whole message, a code such as AADSTS7000222 or 0x80040220, or a \
            word of leadkeeper's own such as no-role; without TEXT it is read from standard input. Asks neither the \
            daemon nor the network. Exits 1 if nothing in the text is known.
            """
    ) { invocation throws(Failure) in
        try ExplainCommand.run(invocation)
    }
}

/// `leadkeeper explain`: what a text means that somebody found.
enum ExplainCommand {
    /// How much is read.
    private static let limit = 200_000

    static func run(_ invocation: Invocation) throws(Failure) -> ExitCode {
        let given = invocation.text
        let text = given.isEmpty ? try input() : given
        guard !text.allSatisfy(\.isWhitespace) else {
            throw .usage("`explain` needs a text", hint: "usage: leadkeeper explain [TEXT…]")
        }
        let found = Diagnosis.all(in: text)
        let output = Output(invocation)
        if invocation.has(.json) {
            try output.write(json: Answer(found: found.map(Answer.Finding.init)))
        } else if found.isEmpty {
            Output.complain(
                "leadkeeper: nothing in this text is known; known are codes such as AADSTS7000222, 0x80040220 or "
                    + "550 5.7.30, sentences of Partner Center, and words of leadkeeper's own\n")
        } else {
            try output.write(found.map { words(of: $0, output) }.joined(separator: "\n"))
        }
        return found.isEmpty ? .no : .done
    }

    /// What comes until the end of the input.
    private static func input() throws(Failure) -> String {
        if isatty(STDIN_FILENO) == 1 { Output.complain("Paste the message, then press Ctrl-D on a line of its own:\n") }
        var bytes = [UInt8](repeating: 0, count: limit)
        var count = 0
        while count < limit {
            let more = bytes.withUnsafeMutableBytes { room in
                read(STDIN_FILENO, room.baseAddress.map { $0 + count }, limit - count)
            }
            if more == 0 { break }
            guard more > 0 || errno == EINTR else {
                throw Failure(.temporary, "failed to read standard input: \(errorText())")
            }
            count += max(0, more)
        }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    private static func words(of diagnosis: Diagnosis, _ output: Output) -> String {
        let explanation = diagnosis.explanation
        let code = diagnosis.code.map { " (\($0))" } ?? ""
        var text = output.toned(explanation.word, .bad) + code.printable + "\n"
        for paragraph in diagnosis.statements + explanation.meaning {
            text += Paragraph.wrap(paragraph.printable, label: "  ") + "\n"
        }
        text += Paragraph.wrap(explanation.who, label: "  who acts: ") + "\n"
        for (number, step) in explanation.steps.enumerated() {
            let lines = step.split(separator: "\n").map(String.init)
            for (index, line) in lines.enumerated() {
                let label = index == 0 ? "  \(number + 1). " : "     "
                text += (line.hasPrefix("$ ") ? label + line : Paragraph.wrap(line, label: label)) + "\n"
            }
        }
        if let link = diagnosis.link { text += "  more: \(link)\n" }
        return text
    }

    /// The answer as JSON has it.
    private struct Answer: Encodable {
        struct Finding: Encodable {
            var word: String
            var code: String?
            var answerer: String?
            var says: [String]
            var meaning: [String]
            var who: String
            var steps: [String]
            var link: String?

            init(_ diagnosis: Diagnosis) {
                let explanation = diagnosis.explanation
                (word, code, answerer) = (explanation.word, diagnosis.code, diagnosis.answerer?.rawValue)
                (says, meaning) = (diagnosis.statements, explanation.meaning)
                (who, steps, link) = (explanation.who, explanation.steps, diagnosis.link)
            }
        }

        var found: [Finding]
    }
}

extension Diagnosis {
    /// What it is about, in the words of the mails.
    fileprivate var explanation: Explanation {
        switch matter {
        case .class(let known): Explanation(known)
        case .rotation(let reason): Explanation(reason)
        case .mail(let verdict): Explanation(verdict)
        case .daemon(let fault): Explanation(fault)
        }
    }

    /// What it says: in its own words where it has some, and else in those of the mails.
    fileprivate var statements: [String] {
        guard !sentence.isEmpty else { return [explanation.reason].filter { !$0.isEmpty } }
        let name = answerer.map { "\($0.name) says: " } ?? ""
        let clause = name + sentence
        return [clause.prefix(1).uppercased() + clause.dropFirst() + "."]
    }

    /// Where Microsoft explains the code; `nil` where it does not.
    fileprivate var link: String? {
        guard answerer == .entra, let code, code.hasPrefix("AADSTS") else { return nil }
        return "https://login.microsoftonline.com/error?code=\(code.dropFirst("AADSTS".count))"
    }
}
