internal import Basics
internal import Credentials

/// What mail servers say, and what leadkeeper says itself.
extension FoundText {
    /// The replies of mail servers: those with an enhanced status code, and those whose words say that they are one.
    var mailReplies: [Diagnosis] {
        let lines = lines
        return lines.indices.compactMap { index in
            // What was wrapped goes on in the next lines.
            let rest = lines[index...].prefix(3).joined(separator: " ")
            guard let (code, text) = Self.reply(in: lines[index], goingOn: rest, isAlone: lines.count == 1) else {
                return nil
            }
            return Self.diagnosis(of: code, text)
        }
    }

    /// A reply code and what stands behind it; `nil` where the line has none.
    private static func reply(in line: Substring, goingOn rest: String, isAlone: Bool) -> (code: Int, text: String)? {
        var place = line.startIndex
        while let start = line[place...].firstIndex(where: \.isASCIIDigit) {
            let token = line[start...].prefix { $0.isASCIIDigit || $0 == "." }
            place = token.endIndex
            if start > line.startIndex, !" \t([{<>\"'“«:#=*_`~".contains(line[line.index(before: start)]) { continue }
            let behind = line[token.endIndex...]
            if token.count == 3, let code = Int(token), (400..<600).contains(code) {
                guard let next = behind.first, next == " " || next == "-" else { continue }
                let text = String(behind.dropFirst())
                let whole = rest.dropFirst(line.distance(from: line.startIndex, to: behind.startIndex) + 1)
                if EnhancedStatus(in: text) != nil { return (code, String(whole)) }
                let subject = MailReply(.recipient, code, text).verdict.subject
                let isPlain = start == line.startIndex && (subject == .recipient || subject == .sender)
                if isPlain || codes.contains(code) && subject != .unsaid && speaksOfMail(line), !text.hasPrefix("HTTP")
                {
                    return (code, String(whole))
                }
            } else if let status = EnhancedStatus(in: String(token)), status.description == String(token),
                speaksOfMail(line) || isAlone && token.count == line.count
            {
                return (status.class == 4 ? 450 : 550, String(line[start...]))
            }
        }
        return nil
    }

    /// The codes of RFC 5321, RFC 4954 and RFC 7504 that turn something down.
    private static let codes: Set<Int> = [
        421, 432, 450, 451, 452, 454, 455, 500, 501, 502, 503, 504, 521, 523, 530, 534, 535, 538, 550, 551, 552, 553,
        554, 555, 556,
    ]

    private static func speaksOfMail(_ line: Substring) -> Bool {
        let line = line.lowercased()
        return ["smtp", "mailbox", "mail server", "recipient", "authentic", "rcpt to", "mail from", "sender", "helo"]
            .contains(where: line.contains)
    }

    private static func diagnosis(of code: Int, _ text: String) -> Diagnosis {
        let shown = "\(code)" + (EnhancedStatus(in: text).map { " \($0)" } ?? "")
        let replies = [MailCommand.login, .sender, .recipient, .end].map { MailReply($0, code, text) }
        if let problem = replies.lazy.compactMap({ $0.problem(isByToken: true) }).first {
            return Diagnosis(.class(problem), from: .mailServer, code: shown, "")
        }
        let verdicts = replies.suffix(2).map(\.verdict)
        let verdict =
            verdicts.first { $0.subject != .unsaid } ?? MailVerdict(.unsaid, .restsMail, isLasting: code >= 500)
        return Diagnosis(.mail(verdict), from: .mailServer, code: shown, verdict.sentence)
    }

    /// The classes, reasons and faults that `status`, the journal and the mails name.
    ///
    /// They are words of English too, so they count alone, and where leadkeeper says them.
    var ownWords: [Diagnosis] {
        let isOurs = has("leadkeeper")
        return words.compactMap { word in
            guard word == onlyWord || isOurs && word.contains("-") else { return nil }
            if let known = ProbeClass(rawValue: word) { return Diagnosis(.class(known), "") }
            if let known = Rotation.Attention.Reason(rawValue: word) { return Diagnosis(.rotation(known), "") }
            return DaemonFault(rawValue: word).map { Diagnosis(.daemon($0), "") }
        }
    }
}

extension MailVerdict {
    /// What the answer says, as a clause.
    var sentence: String {
        "the mail server turned it down \(isLasting ? "for good" : "for now"); it is about \(subject.words)"
    }
}
