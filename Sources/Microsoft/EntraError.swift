internal import Credentials

/// Entra's refusal of a token, as far as it may be acted upon.
///
/// Microsoft asks clients to branch on `error`, warns that the AADSTS numbers may change, and forbids to read the description.
/// So status, `error` and `suberror` are heard first, the numbers refine them, and what is known by neither stays
/// `unrecognised`. https://learn.microsoft.com/entra/identity-platform/reference-error-codes
struct EntraError: Hashable {
    /// Who was refused: the numbers and words mean different things for an application and for a user.
    enum Grant: Hashable {
        case clientSecret
        case password
    }

    /// OAuth's word, such as `invalid_client`.
    var error: String?
    /// Microsoft's refinement of it, such as `consent_required`.
    var suberror: String?
    /// The AADSTS numbers; often one, sometimes several.
    var codes: [Int] = []

    init(error: String? = nil, suberror: String? = nil, codes: [Int] = []) {
        self.error = error
        self.suberror = suberror
        self.codes = codes
    }

    /// Reads the body of a refusal; members of a wrong type count as absent.
    init(_ text: JSONText) throws(JSONFault) {
        let object = try JSONObject(text)
        error = (try? object.string("error", in: text)).flatMap { $0 }
        suberror = (try? object.string("suberror", in: text)).flatMap { $0 }
        codes = (try? object.integers("error_codes", in: text)) ?? []
    }
}

extension EntraError {
    /// How long Entra may take until every replica knows a new client secret.
    static let propagation = Span.minutes(10)

    /// What a refusal with that status means.
    ///
    /// - Parameter secretAge: since when the secret exists; a young one that is refused may just not be known everywhere yet.
    func trouble(status: Int, grant: Grant, secretAge: Span, retryAfter: Span?) -> Trouble {
        let known = codes.compactMap { number in Self.known[number].map { (number, $0) } }
        if let (number, meaning) = known.first(where: { $0.1.class == .throttled }) {
            return Self.trouble(number, meaning, retryAfter: retryAfter)
        }
        if status == 429 {
            return Trouble(
                .throttled, code: codes.first.map(Self.code) ?? "HTTP 429", "Entra asks to be called less often",
                retryAfter: retryAfter ?? RetryAfter.fallback)
        }
        if status >= 500 || error == "temporarily_unavailable" || error == "server_error" {
            return Trouble(
                .serviceFault, code: codes.first.map(Self.code) ?? "HTTP \(status)",
                "Entra has a fault of its own for the moment", retryAfter: retryAfter)
        }
        if let plain = plainMeaning {
            return Self.trouble(codes.first, plain, word: error, status: status, retryAfter: retryAfter)
        }
        // A general number stands beside a particular one: the particular one decides.
        if let (number, meaning) = known.first(where: { !$0.1.isGeneral }) ?? known.first {
            if grant == .clientSecret, secretAge < Self.propagation, Self.mayBePropagation(meaning.class) {
                return Trouble(
                    .secretUnknown, code: Self.code(number),
                    "Entra does not know this client secret; a new one takes some minutes to spread",
                    retryAfter: max(retryAfter ?? RetryAfter.fallback, RetryAfter.fallback))
            }
            return Self.trouble(number, meaning.isGeneral ? Self.refused(grant) : meaning, retryAfter: retryAfter)
        }
        if let number = codes.first {
            return Trouble(
                .unrecognised, code: Self.code(number), "Entra refused the sign-in for a reason that is not known here",
                retryAfter: retryAfter)
        }
        return Self.trouble(nil, meaningOfWord(grant), word: error, status: status, retryAfter: retryAfter)
    }

    /// What the words say beyond doubt, whatever the numbers are.
    private var plainMeaning: Meaning? {
        if suberror == "user_password_expired" || error == "user_password_expired" { return Self.known[50055] }
        if suberror == "consent_required" || error == "consent_required" { return Self.known[65001] }
        switch error {
        case "invalid_tenant": return Self.known[90002]
        case "invalid_resource": return Self.known[500011]
        default: return nil
        }
    }

    /// What is left to conclude where Entra gave no number at all (RFC 6749 §5.2).
    private func meaningOfWord(_ grant: Grant) -> Meaning {
        switch (error, suberror) {
        case ("interaction_required", _), ("invalid_grant", "basic_action"):
            Meaning(.mfaRequired, "Entra wants more than a password")
        case ("access_denied", _), (_, "message_only"):
            Meaning(.accessBlocked, "a policy of the directory blocks the sign-in")
        case ("invalid_client", _) where grant == .clientSecret, ("invalid_grant", _) where grant == .password:
            Self.refused(grant)
        case ("invalid_client", _), ("unauthorized_client", _), ("unsupported_grant_type", _):
            Meaning(.configuration, "Entra does not let this application sign in in this way")
        case ("invalid_scope", _), ("invalid_request", _):
            Meaning(.configuration, "Entra does not accept the form of the request for this application")
        default: Meaning(.unrecognised, "Entra refused the sign-in for a reason that is not known here")
        }
    }

    private static func refused(_ grant: Grant) -> Meaning {
        switch grant {
        case .clientSecret: known[7_000_215] ?? Meaning(.secretWrong, "")
        case .password: known[50126] ?? Meaning(.passwordWrong, "")
        }
    }

    private static func mayBePropagation(_ class: ProbeClass) -> Bool {
        `class` == .secretWrong || `class` == .secretExpired
    }

    private static func code(_ number: Int) -> String { "AADSTS\(number)" }

    private static func trouble(
        _ number: Int?, _ meaning: Meaning, word: String? = nil, status: Int = 400, retryAfter: Span?
    ) -> Trouble {
        let code = number.map(code) ?? word.flatMap { isWord($0) ? $0 : nil } ?? "HTTP \(status)"
        let span = meaning.pause.map { max(retryAfter ?? $0, $0) } ?? retryAfter
        return Trouble(meaning.class, code: code, meaning.sentence, retryAfter: span)
    }

    /// Whether it looks like one of OAuth's words; anything else of an answer is not repeated.
    private static func isWord(_ text: String) -> Bool {
        (1...40).contains(text.utf8.count)
            && text.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "_") }
    }
}
