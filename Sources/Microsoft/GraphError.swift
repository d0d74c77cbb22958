internal import Basics
internal import Credentials
internal import JSON

/// Microsoft Graph's refusal of a request, as far as it may be acted upon.
///
/// Graph promises its codes and nothing of its messages; still there are two things that it tells in words alone,
/// always the same English ones, and those two are looked for. https://learn.microsoft.com/graph/errors
struct GraphError: Hashable {
    /// The codes, the outermost first; only such as look like one.
    var codes: [String] = []
    /// Whether the words are those for a key that is not on the application.
    ///
    /// HashiCorp's Vault and others go by the same words: the code beside them is `Request_BadRequest`.
    var saysNoSuchKey = false
    /// Whether the words are those for an object that has no room left.
    var saysTooLarge = false

    init(codes: [String] = [], saysNoSuchKey: Bool = false, saysTooLarge: Bool = false) {
        self.codes = codes
        self.saysNoSuchKey = saysNoSuchKey
        self.saysTooLarge = saysTooLarge
    }

    /// Reads the body of a refusal; members of a wrong type count as absent.
    init(_ text: JSONText) throws(JSONFault) {
        let object = try JSONObject(text)
        guard let error = try object.object("error", in: text) else { throw .wrongType }
        let inner = (try? error.object("innerError", in: text)).flatMap { $0 }
        let details = (try? error.objects("details", limit: 16, in: text)).flatMap { $0 } ?? []
        for part in [error, inner].compactMap({ $0 }) + details {
            if let code = (try? part.string("code", in: text)).flatMap({ $0 }), Self.isCode(code) { codes.append(code) }
        }
        let message = (try? error.string("message", in: text)).flatMap { $0 }?.lowercased() ?? ""
        saysNoSuchKey =
            message.contains("no password credential found with keyid")
            || message.contains("no key credential found with keyid")
        saysTooLarge = message.contains("size of the object has exceeded its limit")
    }

    /// Whether it looks like one of Graph's codes; anything else of an answer is not repeated.
    private static func isCode(_ text: String) -> Bool {
        (1...80).contains(text.utf8.count) && text.utf8.allSatisfy { $0.isAlphanumeric || "_.-".utf8.contains($0) }
    }
}

extension GraphError {
    /// What a refusal means.
    ///
    /// - Parameters:
    ///   - answer: the error in its body; `nil` where the body is none of Graph's.
    ///   - hasEffect: whether the request changes something, so that a fault leaves open whether it did.
    static func setback(_ answer: GraphError?, status: Int, hasEffect: Bool, retryAfter: TimeSpan?) -> Setback {
        let code = answer?.codes.first ?? "HTTP \(status)"
        func graphs(_ kind: Setback.Kind, code: String = code, _ message: String, _ retryAfter: TimeSpan? = nil)
            -> Setback
        {
            Setback(kind, code: code, message: message, retryAfter: retryAfter, answeredBy: .graph)
        }
        if Stranger.speaks(by: status) || answer == nil && status < 500 && status != 429 {
            let mayBeDone = hasEffect && !(400..<500).contains(status)
            return stranger(
                mayBeDone ? .uncertain : .transient, status, service: "Microsoft Graph's", retryAfter: retryAfter)
        }
        if status == 429 {
            return graphs(.transient, "Microsoft Graph asks to be called less often", retryAfter ?? RetryAfter.fallback)
        }
        if let answer, let known = answer.meaning {
            return graphs(known.kind, code: known.code ?? code, known.sentence, retryAfter)
        }
        switch status {
        case 500...:
            return graphs(
                hasEffect ? .uncertain : .transient, "Microsoft Graph has a fault of its own for the moment", retryAfter
            )
        case ..<400:
            return stranger(
                hasEffect ? .uncertain : .transient, status, service: "Microsoft Graph's", retryAfter: retryAfter)
        case 401: return graphs(.unauthorised, "Microsoft Graph did not accept a fresh access token")
        case 403: return graphs(.forbidden, "Microsoft Graph does not permit this to who asks")
        case 404: return graphs(.absent, "Microsoft Graph does not know what was asked for")
        case 408, 409, 412, 423: return graphs(.transient, "Microsoft Graph could not do it at this moment", retryAfter)
        default: return graphs(.refused, "Microsoft Graph refused the request")
        }
    }

    /// An answer that is none of the service's: something on the way answered in its place.
    ///
    /// - Parameter kind: `uncertain` where that may have let the request through first.
    static func stranger(_ kind: Setback.Kind, _ status: Int, service: String, retryAfter: TimeSpan?) -> Setback {
        Setback(
            kind, code: "HTTP \(status)",
            message: "the answer is not \(service): something on the way answered instead",
            retryAfter: retryAfter, answeredBy: .proxy)
    }

    private struct Meaning {
        var kind: Setback.Kind
        var code: String?
        var sentence: String
    }

    /// What the codes and the two sentences say, whatever the status is.
    private var meaning: Meaning? {
        if saysNoSuchKey {
            return Meaning(
                kind: .absent, sentence: "the application has no client secret or certificate with this key id")
        }
        if saysTooLarge || codes.contains("Directory_ResourceSizeExceeded") || codes.contains("Directory_QuotaExceeded")
        {
            return Meaning(
                kind: .full, sentence: "the application has no room for another client secret or certificate")
        }
        // Every restriction of a policy has a code of its own with this end, such as
        // CredentialTypeNotAllowedAsPerAppPolicy.
        if let policy = codes.first(where: { $0.hasSuffix("AsPerAppPolicy") }) {
            return Meaning(
                kind: .policy, code: policy,
                sentence: "the directory's policy for applications forbids this client secret or certificate")
        }
        switch codes.first {
        case "Authorization_RequestDenied":
            return Meaning(
                kind: .forbidden, sentence: "the one who asks lacks the permission, or the ownership, that this needs")
        case "Request_ResourceNotFound", "ResourceNotFound":
            return Meaning(kind: .absent, sentence: "the directory does not have what was asked for")
        default:
            return nil
        }
    }
}
