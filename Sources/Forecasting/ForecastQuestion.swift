public import Credentials

/// What is asked of a forecast: how far it looks, at whom, and what it takes for granted beside what is so now.
public struct ForecastQuestion: Hashable, Sendable {
    /// How far it looks; `longest` at most.
    public var span: TimeSpan
    /// The connection that it is about; `nil` for all.
    public var connection: CredentialName?
    /// For how long from now on no mail leaves; `nil` where mail works.
    public var mailDown: TimeSpan?
    /// Who is away, and for how long from now on.
    public var away: [EmailAddress: TimeSpan]
    /// How long a secret or a password may live at most from now on; `nil` where nothing new limits that.
    public var policy: TimeSpan?

    /// How far a forecast looks at most.
    public static let longest = TimeSpan.days(366)
    /// How far it looks where nothing is said.
    public static let usual = TimeSpan.days(30)

    /// Asks for that.
    public init(
        span: TimeSpan = Self.usual, connection: CredentialName? = nil, mailDown: TimeSpan? = nil,
        away: [EmailAddress: TimeSpan] = [:], policy: TimeSpan? = nil
    ) {
        (self.span, self.connection, self.mailDown) = (span, connection, mailDown)
        (self.away, self.policy) = (away, policy)
    }

    /// What it takes for granted, a sentence each.
    var assumptions: [String] {
        var all = [
            "what works now goes on working, what Microsoft refuses now is refused still, and nobody does anything",
            "a secret is refused from its expiry date on",
        ]
        if let mailDown { all.append("no mail leaves in the first \(mailDown.inWords)") }
        all += away.sorted { $0.key.description < $1.key.description }.map { person, span in
            "\(person) is away for \(span.inWords) and reads nothing"
        }
        if let policy { all.append("no secret or password may live longer than \(policy.inWords)") }
        return all
    }

    /// The connection as it would be.
    func credential(_ credential: Credential) -> Credential {
        guard let policy else { return credential }
        var changed = credential
        changed.rotation.lifetime = min(changed.rotation.lifetime, policy)
        if case .office365 = credential.identity {
            switch credential.lifetime {
            case .span(let span): changed.lifetime = .span(min(span, policy))
            case .never: changed.lifetime = .span(policy)
            }
        }
        return changed
    }
}
