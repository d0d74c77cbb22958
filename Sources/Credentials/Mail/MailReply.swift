internal import Basics

/// What a mail server answered, to which command: RFC 5321, 4.2.
public struct MailReply: Hashable, Sendable {
    /// The command that was answered.
    public var command: MailCommand
    /// The reply code, such as 550.
    public var code: Int
    /// What follows the code, all lines joined, with the enhanced status code where there is one.
    public var text: String

    /// What a mail server answered.
    public init(_ command: MailCommand, _ code: Int, _ text: String) {
        self.command = command
        self.code = code
        self.text = text
    }
}

/// What a mail server answers, in the order of the answers; the words stand in the ledger.
public enum MailCommand: String, Hashable, Sendable, CaseIterable, Comparable {
    /// The connection itself: the answer is the greeting.
    case connect
    /// EHLO or HELO.
    case hello = "ehlo"
    /// STARTTLS.
    case startTLS = "starttls"
    /// AUTH.
    case login = "auth"
    /// MAIL FROM.
    case sender = "mail"
    /// RCPT TO.
    case recipient = "rcpt"
    /// DATA itself.
    case data
    /// The end of the message, whose answer takes it over.
    case end

    /// The order in which they are answered.
    public static func < (left: MailCommand, right: MailCommand) -> Bool { left.place < right.place }

    private var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// Whether everybody's mail comes to it in the same words, whoever the recipient is.
    public var isEverybodys: Bool { self < .recipient }

    /// The command as people know it from a mail server's log.
    public var words: String {
        switch self {
        case .connect: "the connection"
        case .hello: "EHLO"
        case .startTLS: "STARTTLS"
        case .login: "AUTH"
        case .sender: "MAIL FROM"
        case .recipient: "RCPT TO"
        case .data: "DATA"
        case .end: "the message"
        }
    }
}

/// The enhanced status code of a reply, such as 5.1.1: RFC 3463.
public struct EnhancedStatus: Hashable, Sendable, CustomStringConvertible {
    /// 4 is for now, 5 for good.
    public var `class`: Int
    /// What it is about, in the widest sense.
    public var subject: Int
    /// What exactly.
    public var detail: Int

    /// The code as it is written.
    public var description: String { "\(`class`).\(subject).\(detail)" }

    /// Finds the code of a reply: at its head, as RFC 2034 has it, or behind a `#`, `(` or `[`, as qmail and others
    /// write it.
    ///
    /// `nil` where there is none. An address such as 5.1.1.10 or a program's version is none, and neither is one of
    /// success.
    public init?(in text: String) {
        let characters = Array(text.utf8)
        var places = [0]
        for (index, byte) in characters.enumerated() where Self.openers.contains(byte) { places.append(index + 1) }
        for place in places {
            var start = place
            while start < characters.count,
                Self.openers.contains(characters[start]) || characters[start] == UInt8(ascii: " ")
            {
                start += 1
            }
            if let found = Self(at: characters[start...]), found.class == 4 || found.class == 5 {
                self = found
                return
            }
        }
        return nil
    }

    private static let openers = Array("#([".utf8)

    /// Reads `5.1.1`, with blanks around its dots for all that, and nothing that goes on like a number behind it.
    private init?(at text: ArraySlice<UInt8>) {
        var rest = text
        var numbers: [Int] = []
        while numbers.count < 3 {
            if !numbers.isEmpty {
                rest = rest.drop { $0 == UInt8(ascii: " ") }
                guard rest.first == UInt8(ascii: ".") else { return nil }
                rest = rest.dropFirst().drop { $0 == UInt8(ascii: " ") }
            }
            let digits = rest.prefix(while: \.isDigit)
            guard (1...3).contains(digits.count), let number = Int(String(decoding: digits, as: UTF8.self)) else {
                return nil
            }
            numbers.append(number)
            rest = rest.dropFirst(digits.count)
        }
        if let next = rest.first {
            let goesOn = next == UInt8(ascii: ".") && rest.dropFirst().first?.isDigit == true
            if next.isLetter || goesOn { return nil }
        }
        (`class`, subject, detail) = (numbers[0], numbers[1], numbers[2])
    }
}
