internal import Basics
internal import Credentials
internal import JSON

/// Dataverse's refusal of a request, as far as it may be acted upon.
///
/// A code that is known counts, whatever the status beside it is: plug-ins and gateways choose the status. Microsoft
/// warns that `code` may be empty; then status and text are all there is.
/// https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
struct DataverseError: Hashable {
    /// `0x` and eight hexadecimal digits, as a number; `nil` where it is empty or no such thing.
    var code: UInt32?
    /// The name of the privilege that is missing, such as `prvCreateLead`, where the text has one.
    var privilege: String?
    /// The column that the user may not write or read by column security, where the text names one.
    var column: SecuredColumn?

    init(code: UInt32? = nil, privilege: String? = nil, column: SecuredColumn? = nil) {
        self.code = code
        self.privilege = privilege
        self.column = column
    }

    /// Reads the body of a refusal; members of a wrong type count as absent.
    init(_ text: JSONText) throws(JSONFault) {
        let object = try JSONObject(text)
        guard let error = try object.object("error", in: text) else { throw .wrongType }
        code = (try? error.string("code", in: text)).flatMap { $0 }.flatMap(Self.number)
        let message = (try? error.string("message", in: text)).flatMap { $0 }
        privilege = message.flatMap(Self.privilege)
        column = message.flatMap(SecuredColumn.init(message:))
    }

    /// What the code means; `nil` for one that is not known.
    var meaning: Meaning? { code.flatMap { Self.known[$0] } }
    /// Whether the user may not do this one thing, and nothing worse.
    var saysForbidden: Bool { meaning?.class == .privilegeMissing || meaning == nil && column != nil }
    /// Whether a row of the same id is there already.
    var saysExists: Bool { code == 0x8004_0237 }
    /// Whether the row that was asked for is not there, rather than its table or the address.
    var saysNoSuchRow: Bool { code == 0x8004_0217 }
    /// Whether the access token's time was over.
    var saysTokenExpired: Bool { code == 0x8005_F101 }

    private static func number(_ text: String) -> UInt32? {
        text.hasPrefix("0x") ? UInt32(hexadecimal: text.dropFirst(2)) : nil
    }

    /// The first word that begins with `prv` and goes on like a privilege's name.
    private static func privilege(_ message: String) -> String? {
        let words = Identifier.words(of: message)
        guard let word = words.first(where: { (4...100).contains($0.count) && $0.starts(with: "prv".utf8) }) else {
            return nil
        }
        return String(word)
    }
}

extension DataverseError {
    /// What a refusal with that status means; `answer` is `nil` where the body was no error of Dataverse's.
    static func trouble(_ answer: DataverseError?, status: Int, retryAfter: TimeSpan?) -> ExchangeFailure {
        let shown = answer?.code.map(hexadecimal) ?? "HTTP \(status)"
        let meaning = answer?.meaning
        if meaning?.class == .throttled || status == 429 && meaning == nil {
            return ExchangeFailure(
                .throttled, code: shown, meaning?.sentence ?? "the environment is over its limit of requests",
                retryAfter: retryAfter ?? RetryAfter.fallback, answeredBy: .dataverse)
        }
        if let meaning {
            return ExchangeFailure(
                meaning.class, code: shown, answer?.sentence(of: meaning) ?? meaning.sentence, retryAfter: retryAfter,
                answeredBy: .dataverse)
        }
        if let column = answer?.column {
            return ExchangeFailure(.privilegeMissing, code: shown, column.sentence, answeredBy: .dataverse)
        }
        if answer == nil, Stranger.speaks(by: status) {
            return .stranger(status, service: "the environment's", retryAfter: retryAfter)
        }
        switch status {
        case 500...:
            return ExchangeFailure(
                .serviceFault, code: shown, "the environment has a fault of its own for the moment",
                retryAfter: retryAfter,
                answeredBy: .dataverse)
        case 403 where answer?.privilege != nil:
            return ExchangeFailure(
                .privilegeMissing, code: shown,
                "the user lacks the privilege \(answer?.privilege ?? "") in the environment",
                answeredBy: .dataverse)
        case 401:
            return ExchangeFailure(
                .unrecognised, code: shown, "the environment did not accept a fresh access token and did not say why",
                answeredBy: .dataverse)
        case 408:
            return ExchangeFailure(
                .timeout, code: shown, "the environment gave up waiting for the request", answeredBy: .dataverse)
        case _ where answer == nil:
            return .stranger(status, service: "the environment's", retryAfter: retryAfter)
        default:
            return ExchangeFailure(
                .unrecognised, code: shown, "the environment refused the request for a reason that is not known here",
                retryAfter: retryAfter, answeredBy: .dataverse)
        }
    }

    /// What a known code says, with the privilege or the column that the text names.
    private func sentence(of meaning: Meaning) -> String {
        guard meaning.class == .privilegeMissing else { return meaning.sentence }
        if let column { return column.sentence }
        return privilege.map { "the user lacks the privilege \($0) in the environment" } ?? meaning.sentence
    }

    /// `0x` and eight digits in upper case.
    static func hexadecimal(_ code: UInt32) -> String {
        "0x" + code.hexadecimal(upperCase: true)
    }
}
