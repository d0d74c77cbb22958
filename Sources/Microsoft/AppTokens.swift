public import Credentials
public import Curl
public import Ports
public import SecureMemory

/// Access tokens by which one application uses one service, each used until shortly before its end.
///
/// They lie in locked memory and nowhere else, and end with the process. Nothing blocks its caller's thread.
public actor AppTokens {
    /// No token is used within this long of its end: what it is used for takes its time.
    public static let margin = TimeSpan.minutes(5)

    private struct Kept {
        var token: SharedSecret
        var version: String
        /// By the time since boot.
        var end: TimeSpan
    }

    private struct UnderWay {
        var version: String
        var task: Task<Result<Entra.IssuedToken, ExchangeFailure>, Never>
    }

    private let entra: Entra
    private let request: SignIn
    private let uptime: @Sendable () -> TimeSpan
    private var kept: Kept?
    private var underWay: UnderWay?

    /// Asks through that client; nothing is asked yet.
    ///
    /// - Parameters:
    ///   - loginEndpoint: the origin of Entra's login host, such as `https://login.microsoftonline.com`.
    ///   - resource: the origin of the service that the tokens are for, without a slash at its end; the scope is
    ///     `/.default` under it.
    ///   - notes: where the sign-ins are noted.
    ///   - uptime: the time since boot, with what was slept.
    public init(
        client: HTTPClient, loginEndpoint: String, application: EntraApplication, resource: String,
        notes: SignInNotes? = nil, uptime: @escaping @Sendable () -> TimeSpan
    ) {
        entra = Entra(client: client, endpoint: loginEndpoint, notes: notes)
        request = SignIn(application, resource: resource)
        self.uptime = uptime
    }

    /// Does something with a token, and once more with a new one where the token was kept from before and is refused:
    /// a directory can end tokens before their time.
    ///
    /// Throws where Entra gives none.
    public func use<Answer: Sendable>(
        _ secret: MailSecret, isRefused: @Sendable (Answer) -> Bool,
        _ body: @Sendable (SharedSecret) async -> Answer
    ) async throws(TokenFailure) -> Answer {
        let (token, isNew) = try await token(for: secret, insteadOf: nil)
        let answer = await body(token)
        guard !isNew, isRefused(answer) else { return answer }
        return await body(try await self.token(for: secret, insteadOf: token).token)
    }

    /// Forgets the token, so that the next use proves the secret.
    public func forget() { kept = nil }

    /// The token that is kept, unless it is the one that was refused, else a new one.
    ///
    /// However many ask at the same time, Entra is asked once.
    private func token(
        for secret: MailSecret, insteadOf refused: SharedSecret?
    ) async throws(TokenFailure) -> (token: SharedSecret, isNew: Bool) {
        if let kept, kept.version == secret.version, kept.token !== refused, uptime() < kept.end {
            return (kept.token, false)
        }
        let task: Task<Result<Entra.IssuedToken, ExchangeFailure>, Never>
        if let underWay, underWay.version == secret.version {
            task = underWay.task
        } else {
            task = ask(secret)
            underWay = UnderWay(version: secret.version, task: task)
        }
        let result = await task.value
        if underWay?.task == task { underWay = nil }
        switch result {
        case .success(let issued):
            kept = Kept(
                token: issued.value, version: secret.version, end: uptime() + issued.lifetime - Self.margin)
            return (issued.value, true)
        case .failure(let failure): throw TokenFailure(failure)
        }
    }

    private func ask(_ secret: MailSecret) -> Task<Result<Entra.IssuedToken, ExchangeFailure>, Never> {
        Task { [entra, request] in
            do throws(ExchangeFailure) {
                var date: Instant?
                return .success(
                    try await entra.issuedToken(
                        for: request, proof: secret.proof, secretAge: secret.age,
                        requestID: RequestID.random(), now: nil, date: &date))
            } catch {
                return .failure(error)
            }
        }
    }
}

/// Entra gave no token.
public struct TokenFailure: Error, Hashable {
    /// Why, as a probe has it, at the step `token`.
    public var finding: ProbeReport.Finding

    init(_ failure: ExchangeFailure) {
        finding = failure.finding(at: .token)
        if failure.class == .environmentWrong {
            finding.message = "the directory does not know the mail service at this address"
        } else if failure.class == .consentMissing {
            finding.message = "nobody has consented to the application's access to the mail service"
        }
    }
}

extension Delivery {
    /// What a mail has come to for which Entra gave no token: no server was asked.
    public init(_ failure: TokenFailure) {
        let finding = failure.finding
        let isLasting = finding.class.result == .failed
        self.init(
            MailVerdict(
                finding.class.subject == .way ? .connection : .login, .restsAll, isLasting: isLasting,
                rest: finding.retryAfter),
            text: "there is no token to send mail with: \(finding.message)"
                + (finding.code.map { " (\($0))" } ?? ""))
        problem = isLasting ? finding.class : nil
    }
}
