internal import Credentials

/// Dataverse's refusal of a request, as far as it may be acted upon.
///
/// Microsoft warns that `code` may be empty or unrelated to the status; so a code decides only where its status does not
/// contradict it. https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
struct DataverseError: Hashable {
    /// `0x` and eight hexadecimal digits, as a number; `nil` where it is empty or no such thing.
    var code: UInt32?
    /// The name of the privilege that is missing, such as `prvCreateLead`, where the text has one.
    var privilege: String?

    init(code: UInt32? = nil, privilege: String? = nil) {
        self.code = code
        self.privilege = privilege
    }

    /// Reads the body of a refusal; members of a wrong type count as absent.
    init(_ text: JSONText) throws(JSONFault) {
        let object = try JSONObject(text)
        guard let error = try object.object("error", in: text) else { throw .wrongType }
        code = (try? error.string("code", in: text)).flatMap { $0 }.flatMap(Self.number)
        privilege = (try? error.string("message", in: text)).flatMap { $0 }.flatMap(Self.privilege)
    }

    /// Whether the row that was asked for is not there, rather than its table or the address.
    var saysNoSuchRow: Bool { code == 0x8004_0217 }
    /// Whether another row stands in the way by a duplicate detection rule or an alternate key, not the one of the same id.
    var saysDuplicate: Bool { code == 0x8004_0333 || code == 0x8006_0892 }
    /// Whether the access token's time was over.
    var saysTokenExpired: Bool { code == 0x8005_F101 }

    private static func number(_ text: String) -> UInt32? {
        let digits = text.dropFirst(2)
        guard text.hasPrefix("0x"), digits.utf8.count == 8, digits.allSatisfy({ $0.isHexDigit && $0.isASCII }) else { return nil }
        return UInt32(digits, radix: 16)
    }

    /// The first word that begins with `prv` and goes on like a privilege's name.
    private static func privilege(_ message: String) -> String? {
        let words = message.utf8.split { !isWordByte($0) }
        guard let word = words.first(where: { (4...100).contains($0.count) && $0.starts(with: "prv".utf8) }) else { return nil }
        return String(word)
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

extension DataverseError {
    /// What a refusal with that status means; `answer` is `nil` where the body was no error of Dataverse's.
    static func trouble(_ answer: DataverseError?, status: Int, retryAfter: Span?) -> Trouble {
        let shown = answer?.code.map(hexadecimal) ?? "HTTP \(status)"
        let meaning = answer?.code.flatMap { known[$0] }
        if status == 429 || meaning?.class == .throttled {
            return Trouble(
                .throttled, code: shown, "the environment is over its limit of requests",
                retryAfter: retryAfter ?? RetryAfter.fallback)
        }
        if let meaning, status < 500 || meaning.holdsForFaults {
            var sentence = meaning.sentence
            if meaning.class == .privilegeMissing, let privilege = answer?.privilege {
                sentence = "the user lacks the privilege \(privilege) in the environment"
            }
            return Trouble(meaning.class, code: shown, sentence, retryAfter: retryAfter)
        }
        switch status {
        case 500...:
            return Trouble(
                .serviceFault, code: shown, "the environment has a fault of its own for the moment", retryAfter: retryAfter)
        case 403 where answer?.privilege != nil:
            return Trouble(
                .privilegeMissing, code: shown, "the user lacks the privilege \(answer?.privilege ?? "") in the environment")
        case 401:
            return Trouble(
                .unrecognised, code: shown, "the environment did not accept a fresh access token and did not say why")
        case 408:
            return Trouble(.timeout, code: shown, "the environment gave up waiting for the request")
        default:
            let sentence =
                answer == nil
                ? "the answer is not the environment's: something on the way answered instead"
                : "the environment refused the request for a reason that is not known here"
            return Trouble(answer == nil ? .serviceFault : .unrecognised, code: shown, sentence, retryAfter: retryAfter)
        }
    }

    /// `0x` and eight digits in upper case.
    static func hexadecimal(_ code: UInt32) -> String {
        let digits = String(code, radix: 16, uppercase: true)
        return "0x" + String(repeating: "0", count: 8 - digits.utf8.count) + digits
    }

    /// What one code means for a probe.
    struct Meaning {
        var `class`: ProbeClass
        var sentence: String
        /// Whether it is believed beside a status of 500 and above too.
        var holdsForFaults = false

        init(_ class: ProbeClass, _ sentence: String, holdsForFaults: Bool = false) {
            self.class = `class`
            self.sentence = sentence
            self.holdsForFaults = holdsForFaults
        }
    }

    /// The codes that are told apart, by Microsoft's list of web service error codes.
    static let known: [UInt32: Meaning] = [
        0x8004_0220: Meaning(.privilegeMissing, "the user lacks a privilege in the environment"),
        0x8004_8306: Meaning(.privilegeMissing, "the user lacks access to the row in the environment"),
        0x8004_8405: Meaning(.privilegeMissing, "the environment denies the user access"),
        0x8004_2F09: Meaning(.noRole, "the user has no security role in the environment"),
        0x8007_2560: Meaning(.noApplicationUser, "the application or user is not a member of the environment"),
        0x8004_0225: Meaning(.userDisabled, "the user is disabled in the environment"),
        0x8004_1D1F: Meaning(.userDisabled, "the user is disabled in the environment"),
        0x8004_D24B: Meaning(.userDisabled, "the user has no license for the environment"),
        0x8004_D24D: Meaning(.userDisabled, "the user is disabled in the environment and has no license for it"),
        0x8004_A104: Meaning(.environmentDisabled, "the environment is disabled"),
        0x8004_A113: Meaning(.environmentInMaintenance, "the environment is in administration mode", holdsForFaults: true),
        0x8007_2559: Meaning(.serviceFault, "the environment could not ask Entra"),
        0x8007_2321: Meaning(.throttled, "the environment is over its limit of execution time"),
        0x8007_2322: Meaning(.throttled, "the environment is over its limit of requests"),
        0x8007_2326: Meaning(.throttled, "the environment is over its limit of concurrent requests"),
        0x8004_4150: Meaning(.serviceFault, "the environment's database has a fault"),
        0x8004_4151: Meaning(.serviceFault, "the environment's database did not answer in time"),
        0x8004_0216: Meaning(.serviceFault, "the environment has an unexpected fault"),
        0x8004_0265: Meaning(.pluginRefused, "a plug-in of the environment turned the validation lead down"),
        0x8004_0333: Meaning(
            .pluginRefused, "a duplicate detection rule of the environment turned the validation lead down", holdsForFaults: true),
        0x8006_0892: Meaning(.pluginRefused, "an alternate key of the environment turned the validation lead down"),
        0x8006_0888: Meaning(.noLeadTable, "the environment has no table of leads"),
    ]
}
