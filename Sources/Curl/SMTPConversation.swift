internal import CCurl

/// What the replies of a mail server mean, followed from its greeting on; RFC 5321, 4.3.2.
///
/// libcurl tells how a transfer ended but not at which command; the reply codes alone decide the outcome here.
struct SMTPConversation {
    /// The command whose reply comes next.
    enum Stage: Int, Comparable {
        case greeting, hello, startTLS, helloAgain, login, sender, recipient, data, end, over

        static func < (left: Stage, right: Stage) -> Bool { left.rawValue < right.rawValue }
    }

    private let usesStartTLS: Bool
    private let logsIn: Bool

    private(set) var stage = Stage.greeting

    /// The last complete reply's code, or 0 before the first.
    private(set) var code = 0

    /// The last complete reply's text, its lines joined by blanks.
    private(set) var text = ""

    private var partialText = ""

    init(usesStartTLS: Bool, logsIn: Bool) {
        self.usesStartTLS = usesStartTLS
        self.logsIn = logsIn
    }

    /// How long a reply may be before the rest of it is passed over.
    private static let longestText = 300

    /// Takes one line of a reply; true when it was the reply's last.
    mutating func receive(line: some Collection<UInt8>) -> Bool {
        let digits = line.prefix(3)
        guard digits.count == 3, let code = Int(String(decoding: digits, as: UTF8.self)), code >= 100 else { return false }
        let rest = line.dropFirst(3)
        if partialText.utf8.count < Self.longestText {
            let words = String(decoding: rest.dropFirst().prefix(Self.longestText), as: UTF8.self).unicodeScalars
            let plain = words.filter { $0.value >= 0x20 && $0.value < 0x7F }
            partialText += (partialText.isEmpty ? "" : " ") + String(String.UnicodeScalarView(plain))
        }
        guard rest.first != UInt8(ascii: "-") else { return false }
        defer { partialText = "" }
        // What follows the deciding reply answers libcurl's QUIT, as 221 always does.
        guard code != 221, !isDecided else { return false }
        text = partialText
        self.code = code
        advance()
        return true
    }

    /// Whether no later reply can change the outcome; before the mail's own commands a refusal may have libcurl try another way.
    var isDecided: Bool { stage == .over || stage >= .sender && code >= 400 }

    private mutating func advance() {
        let isPositive = (200..<300).contains(code)
        let afterHello = logsIn ? Stage.login : .sender
        switch stage {
        case .greeting where isPositive: stage = .hello
        case .hello where isPositive: stage = usesStartTLS ? .startTLS : afterHello
        case .startTLS where code == 220: stage = .helloAgain
        case .helloAgain where isPositive: stage = afterHello
        case .login where code == 235: stage = .sender
        // A server that offers no AUTH is not asked to: libcurl goes on with MAIL.
        case .login where isPositive: stage = .recipient
        case .sender where isPositive: stage = .recipient
        case .recipient where isPositive: stage = .data
        case .data where code == 354: stage = .end
        case .end: stage = .over
        default: break
        }
    }

    /// What became of the mail when the transfer ended, with libcurl's number and sentence.
    func outcome(_ end: CURLcode, _ sentence: String) -> SMTPOutcome {
        if stage == .over, (200..<300).contains(code) { return .accepted(code: code, text: text) }
        if stage == .end { return .unknown(SMTPOutcome.Trouble(end), text: sentence) }
        if code >= 400 { return refusal }
        switch end {
        case CURLE_USE_SSL_FAILED: return .configuration(.startTLSMissing, code: lastCode, text: sentence)
        case CURLE_LOGIN_DENIED: return .configuration(.login, code: lastCode, text: sentence)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
            return .configuration(.certificate, code: lastCode, text: sentence)
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: return .configuration(.local, code: nil, text: sentence)
        default: return .retry(SMTPOutcome.Trouble(end), code: lastCode, text: sentence)
        }
    }

    private var lastCode: Int? { code == 0 ? nil : code }

    /// The meaning of a reply of 4xx or 5xx.
    private var refusal: SMTPOutcome {
        guard code >= 500 else { return .retry(.refused, code: code, text: text) }
        // RFC 4954, 6. Exchange Online gives 5.7.30 where an administrator or Microsoft has put an end to passwords.
        if [530, 534, 535, 538].contains(code) || text.hasPrefix("5.7.30 ") {
            return .configuration(.login, code: code, text: text)
        }
        switch stage {
        case .greeting, .hello, .helloAgain: return .configuration(.server, code: code, text: text)
        case .startTLS: return .configuration(.startTLSMissing, code: code, text: text)
        case .login: return .configuration(.login, code: code, text: text)
        case .sender: return .configuration(.sender, code: code, text: text)
        case .recipient, .data, .end, .over: return .dead(code: code, text: text)
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
