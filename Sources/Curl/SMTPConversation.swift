internal import Basics
internal import CCurl

/// Which command each reply of a mail server answers, followed from its greeting on; RFC 5321, 4.3.2.
///
/// libcurl tells how a transfer ended but not at which command; the replies alone decide the outcome here.
struct SMTPConversation {
    /// What is waited for.
    enum Stage: Int, Comparable {
        case greeting, hello, startTLS, helloAgain, login, sender, recipient, data, end, over

        static func < (left: Stage, right: Stage) -> Bool { left.rawValue < right.rawValue }

        /// The command whose reply comes next; `end` once all have come.
        var command: SMTPCommand {
            switch self {
            case .greeting: .connect
            case .hello, .helloAgain: .hello
            case .startTLS: .startTLS
            case .login: .login
            case .sender: .sender
            case .recipient: .recipient
            case .data: .data
            case .end, .over: .end
            }
        }
    }

    private let usesStartTLS: Bool
    private let logsIn: Bool

    private(set) var stage = Stage.greeting

    /// The command that the last complete reply answers.
    private(set) var answered = SMTPCommand.connect

    /// The last complete reply's code, or 0 before the first.
    private(set) var code = 0

    /// The last complete reply's text, its lines joined by blanks.
    private(set) var text = ""

    private var lines = 0
    private var partialText = ""
    private var offersLogin = false

    init(usesStartTLS: Bool, logsIn: Bool) {
        self.usesStartTLS = usesStartTLS
        self.logsIn = logsIn
    }

    /// How long a reply may be before the rest of it is passed over.
    private static let longestText = 500

    /// Takes one line of a reply; true when it was the reply's last.
    mutating func receive(line: some Collection<UInt8>) -> Bool {
        let digits = line.prefix(3)
        guard digits.count == 3, let code = Int(String(decoding: digits, as: UTF8.self)), code >= 100 else {
            return false
        }
        let rest = line.dropFirst(3)
        if lines == 0 { offersLogin = false }
        lines += 1
        let words = String(decoding: rest.dropFirst().prefix(Self.longestText), as: UTF8.self)
        let plain = words.displaySafe(.removed, isASCII: true)
        // What libcurl looks for before it signs in.
        if plain.hasPrefix("AUTH ") { offersLogin = true }
        if partialText.utf8.count < Self.longestText { append(plain) }
        guard rest.first != UInt8(ascii: "-") else { return false }
        defer { (partialText, lines) = ("", 0) }
        // What follows the deciding reply answers libcurl's QUIT, as 221 always does.
        guard code != 221, !isDecided else { return false }
        text = partialText
        self.code = code
        answered = stage.command
        advance()
        return true
    }

    /// Adds a line; the enhanced status code, which stands at the head of each (RFC 2034, 4), is kept once.
    private mutating func append(_ line: String) {
        guard !partialText.isEmpty else { return partialText = line }
        let status = partialText.prefix { $0 != " " }
        let isStatus = status.contains(".") && status.allSatisfy { $0.isASCIIDigit || $0 == "." }
        let isRepeated =
            isStatus && line.hasPrefix(status) && line.dropFirst(status.count).first.map { $0 == " " } ?? true
        partialText += isRepeated ? line.dropFirst(status.count) : " \(line)"
    }

    /// Whether no later reply can change the outcome; before the mail's own commands a refusal may have libcurl try
    /// another way.
    var isDecided: Bool { stage == .over || stage >= .sender && code >= 400 }

    private mutating func advance() {
        let isPositive = (200..<300).contains(code)
        // A server that offers no AUTH is not asked to: libcurl goes on with MAIL.
        let afterHello = logsIn && offersLogin ? Stage.login : .sender
        switch stage {
        case .greeting where isPositive: stage = .hello
        case .hello where isPositive: stage = usesStartTLS ? .startTLS : afterHello
        case .startTLS where code == 220: stage = .helloAgain
        case .helloAgain where isPositive: stage = afterHello
        case .login where code == 235: stage = .sender
        case .sender where isPositive: stage = .recipient
        case .recipient where isPositive: stage = .data
        case .data where code == 354: stage = .end
        case .end: stage = .over
        // The reply is not the one that leads on.
        case .greeting, .hello, .startTLS, .helloAgain, .login, .sender, .recipient, .data, .over: break
        }
    }

    /// What became of the mail when the transfer ended, with libcurl's number and sentence.
    func outcome(_ end: CURLcode, _ sentence: String) -> SMTPOutcome {
        if code >= 400 { return .refused(at: answered, code: code, text: text) }
        if stage == .over {
            return (200..<300).contains(code) ? .accepted(code: code, text: text) : .unknown(.badAnswer, text: text)
        }
        if stage == .end { return .unknown(SMTPOutcome.Trouble(end), text: sentence) }
        switch end {
        case CURLE_USE_SSL_FAILED: return .unfit(.startTLSMissing, text: sentence)
        case CURLE_LOGIN_DENIED: return .unfit(.login, text: sentence)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_INVALIDCERTSTATUS:
            return .unfit(.certificate, text: sentence)
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: return .unfit(.settings, text: sentence)
        default: return .failed(SMTPOutcome.Trouble(end), at: stage.command, text: sentence)
        }
    }
}

extension SMTPOutcome.Trouble {
    init(_ code: CURLcode) {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: self = .resolve
        case CURLE_COULDNT_CONNECT: self = .connect
        case CURLE_SSL_CONNECT_ERROR: self = .tls
        case CURLE_OPERATION_TIMEDOUT: self = .timeout
        case CURLE_ABORTED_BY_CALLBACK: self = .cancelled
        case CURLE_WEIRD_SERVER_REPLY: self = .badAnswer
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT: self = .local
        default: self = .interrupted
        }
    }
}
