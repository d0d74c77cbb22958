internal import Basics
internal import Credentials
internal import Refusals

extension EntraError {
    /// How long Entra may take until every replica knows a new client secret.
    static let propagation = SecretVersion.propagation

    /// Whether there is anything of Entra's in it: a word or a number.
    var isEntras: Bool { error != nil || !codes.isEmpty }

    /// What a refusal with that status means.
    ///
    /// - Parameter secretAge: since when the secret exists; a young one that is refused may just not be known
    ///   everywhere yet.
    func trouble(status: Int, grant: Grant, secretAge: TimeSpan, retryAfter: TimeSpan?) -> ExchangeFailure {
        var trouble = judged(status: status, grant: grant, secretAge: secretAge, retryAfter: retryAfter)
        trouble.answeredBy = .entra
        trouble.verdict = verdict(grant, trouble.class)
        return trouble
    }

    private func judged(status: Int, grant: Grant, secretAge: TimeSpan, retryAfter: TimeSpan?) -> ExchangeFailure {
        let known = codes.compactMap { number in self.meaning(of: number, for: grant).map { (number, $0) } }
        let shown = codes.first.map(Self.code) ?? error.flatMap { Self.isWord($0) ? $0 : nil } ?? "HTTP \(status)"
        if let (number, meaning) = known.first(where: { $0.1.class == .throttled }) {
            return Self.trouble(Self.code(number), meaning, retryAfter: retryAfter)
        }
        if status == 429 {
            return ExchangeFailure(
                .throttled, code: shown, "Entra asks to be called less often",
                retryAfter: retryAfter ?? RetryAfter.fallback)
        }
        if status >= 500 || error == "temporarily_unavailable" || error == "server_error" {
            return ExchangeFailure(
                .serviceFault, code: shown, "Entra has a fault of its own for the moment", retryAfter: retryAfter)
        }
        let saying = saying(grant)
        let refining = known.filter { saying.admits($0.1.class) }
        // A general number stands beside a particular one: the particular one decides.
        guard let (number, refined) = refining.first(where: { !$0.1.isGeneral }) ?? refining.first else {
            return believed(saying.meaning, shown, grant, secretAge, retryAfter)
        }
        let isVague = refined.isGeneral && saying.meaning.class != .unrecognised
        let meaning = isVague ? saying.meaning : refined.isGeneral ? Self.refused(grant) : refined
        return believed(meaning, Self.code(number), grant, secretAge, retryAfter)
    }

    /// The trouble that a meaning is, unless the secret is so young that a refusal of it is not believed yet.
    private func believed(
        _ meaning: Meaning, _ code: String, _ grant: Grant, _ secretAge: TimeSpan, _ retryAfter: TimeSpan?
    ) -> ExchangeFailure {
        guard grant != .password, secretAge < Self.propagation,
            meaning.class == .secretWrong || meaning.class == .secretExpired
        else { return Self.trouble(code, meaning, retryAfter: retryAfter) }
        let kind = grant == .certificate ? "certificate" : "client secret"
        return ExchangeFailure(
            .secretUnknown, code: code, "Entra does not know this \(kind); a new one takes some minutes to spread",
            retryAfter: max(retryAfter ?? RetryAfter.fallback, RetryAfter.fallback))
    }

    /// What the refusal says of a password that was sent.
    ///
    /// Each sign-in that was turned down counts, whatever for, but where Entra got as far as what comes behind the
    /// password; so does one whose status blames Entra itself and whose words blame the password.
    private func verdict(_ grant: Grant, _ class: ProbeClass) -> SecretVerdict? {
        guard grant == .password else { return nil }
        if let verdict = `class`.verdict { return verdict }
        guard `class` == .throttled || `class` == .serviceFault else { return .doubted }
        let blamesPassword = codes.contains { Self.known[$0]?.class.verdict == .doubted }
        return blamesPassword || error == "invalid_grant" && codes.allSatisfy { Self.known[$0] == nil } ? .doubted : nil
    }

    private static func trouble(_ code: String, _ meaning: Meaning, retryAfter: TimeSpan?) -> ExchangeFailure {
        let span = meaning.pause.map { max(retryAfter ?? $0, $0) } ?? retryAfter
        return ExchangeFailure(meaning.class, code: code, meaning.sentence, retryAfter: span)
    }

    /// Whether it looks like one of OAuth's words; anything else of an answer is not repeated.
    private static func isWord(_ text: String) -> Bool {
        (1...40).contains(text.utf8.count) && text.utf8.allSatisfy { $0.isLowerCaseLetter || $0 == UInt8(ascii: "_") }
    }
}
