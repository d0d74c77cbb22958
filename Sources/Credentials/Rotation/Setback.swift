/// Why a request to an issuer of secrets, or to the marketplace, did not do what it should.
///
/// Its words are ours; nothing of an answer's text is in it but codes that match a strict pattern.
public struct Setback: Error, Hashable, Sendable, Codable {
    /// What follows from it.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// Nobody saw how it ended: it may have been done. What is there has to be asked for before anything is done
        /// again.
        case uncertain
        /// It was not done, and may be in a while: throttled, a fault of the service, or the server was not reached.
        case transient
        /// The one who asks is not let in: the administrator's own secret is refused.
        case unauthorised
        /// The one who asks is known and may not do this.
        case forbidden
        /// The tenant's policy for applications forbids it.
        case policy
        /// There is no room for another secret.
        case full
        /// The application, user, offer or job is not there.
        case absent
        /// It is refused for good, for a reason of its own.
        case refused
    }

    /// What follows from it.
    public var kind: Kind
    /// The code in the server's words, such as `Authorization_RequestDenied` or `HTTP 503`; `nil` where there is none.
    public var code: String?
    /// One sentence of fact for the sysadmin, free of secrets.
    public var message: String
    /// What a sign-in that was refused says of whoever signed in; `nil` for all else.
    public var `class`: ProbeClass?
    /// Not before this long from now, by the server's `Retry-After`, already within 1 s and 24 h; `nil` where it said
    /// nothing.
    public var retryAfter: TimeSpan?
    /// Who said it; `nil` where nobody answered.
    public var answeredBy: Answerer?

    /// Why a request did not do what it should.
    public init(
        _ kind: Kind, code: String? = nil, message: String, retryAfter: TimeSpan? = nil, answeredBy: Answerer? = nil,
        class: ProbeClass? = nil
    ) {
        self.class = `class`
        self.kind = kind
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
        self.answeredBy = answeredBy
    }
}

extension Setback {
    /// What a sign-in that ended so says of the secret.
    package func finding(secretAge: TimeSpan) -> ProbeReport.Finding {
        var probeClass: ProbeClass
        switch kind {
        case .uncertain, .transient: probeClass = .serviceFault
        case .unauthorised: probeClass = .secretWrong
        case .forbidden, .policy: probeClass = .accessBlocked
        case .absent: probeClass = .appNotFound
        case .full, .refused: probeClass = .configuration
        }
        probeClass = self.class ?? probeClass
        if probeClass == .secretWrong, secretAge < SecretVersion.propagation { probeClass = .secretUnknown }
        return ProbeReport.Finding(
            class: probeClass, step: .token, code: code, message: message, retryAfter: retryAfter,
            answeredBy: answeredBy)
    }
}
