/// What Microsoft says of a secret's validity, as Graph answered: by its key on the application, or by its user and the
/// user's domain.
///
/// The ledger keeps it as JSON: what is added later has to be optional there.
public struct IssuerReport: Hashable, Sendable, Codable {
    /// When the secret ends.
    public enum End: Hashable, Sendable, Codable {
        /// At that moment.
        case at(Instant)
        /// It does not.
        case never
        /// It is decided in a directory on the organisation's own premises, of which Graph says nothing that counts.
        case onPremises
        /// Graph does not say.
        case unsaid
    }

    /// Since when Graph has said so.
    public var since: Instant
    /// Since when the secret is valid: its key's start, or the last change of the password; `nil` where that is not
    /// told.
    public var startsAt: Instant?
    /// When it ends.
    public var end: End
    /// Its key on the application; `nil` for a password.
    public var keyID: GUID?
    /// How long the password lives by the policies of user and domain; `nil` where they do not say, and for a client
    /// secret.
    public var lifetime: Lifetime?
    /// In what it disagrees with what was said here, as the journal was told last; `nil` where it does not.
    public var disagreement: WindowDisagreement?

    /// What Graph says.
    public init(
        since: Instant, startsAt: Instant?, end: End, keyID: GUID? = nil, lifetime: Lifetime? = nil,
        disagreement: WindowDisagreement? = nil
    ) {
        (self.since, self.startsAt, self.end, self.keyID) = (since, startsAt, end, keyID)
        (self.lifetime, self.disagreement) = (lifetime, disagreement)
    }

    /// What the listing of an application says of one key.
    public init(of key: IssuedKey, at now: Instant) {
        let end: End = key.endsAt.map(End.at) ?? (key.hasNoEnd ? .never : .unsaid)
        self.init(since: now, startsAt: key.startsAt, end: end, keyID: key.keyID)
    }

    /// What the facts about a user say of the password.
    ///
    /// Of a user whose directory is on the organisation's own premises the cloud's policies say nothing: there its
    /// "never" is no more than that the cloud does not ask.
    public init(of facts: PasswordFacts, at now: Instant) {
        let end: End =
            switch (facts.isSynchronised, facts.lifetime, facts.changedAt) {
            case (true, _, _): .onPremises
            case (false, .never?, _): .never
            case (false, .span(let span)?, let changedAt?): .at(changedAt + span)
            case (false, _, _): .unsaid
            }
        self.init(
            since: now, startsAt: facts.changedAt, end: end, lifetime: facts.isSynchronised ? nil : facts.lifetime)
    }

    /// Whether it says the same as another, since whenever.
    public func saysTheSame(as other: IssuerReport?) -> Bool {
        guard var other else { return false }
        (other.since, other.disagreement) = (since, disagreement)
        return self == other
    }
}

/// What was said here of a secret's end, where Microsoft says something else.
public enum WindowDisagreement: Hashable, Sendable, Codable {
    /// Whoever stored it gave that date.
    case date(Instant, issuer: IssuerReport.End)
    /// Whoever stored it said that it never ends.
    case never(issuer: IssuerReport.End)
    /// The files' `Lifetime=`, or its default, is not the one of user and domain.
    case lifetime(Lifetime, issuer: Lifetime)
}

extension SecretVersion {
    /// How far apart two dates of one end may be: people give days, and see them in a time zone of theirs.
    public static let sameEnd = TimeSpan.days(1)

    /// The key on the application that it is: said by a person or a rotation, else the only one that it can be; `nil`
    /// where neither is known.
    public var likelyKeyID: GUID? { keyID.flatMap { GUID($0) } ?? issuer?.keyID }

    /// When it ends, as Microsoft says, else as was said here; `nil` where neither is known.
    public var knownEnd: Instant? {
        if case .at(let end)? = issuer?.end { return end }
        if case .at(let end, _) = expiry { return end }
        return nil
    }

    /// In what Microsoft disagrees with what was said here of its end; `nil` where it does not, or says nothing.
    ///
    /// - Parameter lifetime: that of the connection's file.
    public func disagreement(of identity: Identity, lifetime: Lifetime) -> WindowDisagreement? {
        guard let issuer else { return nil }
        switch (expiry, issuer.end) {
        case (_, .onPremises), (_, .unsaid): return nil
        case (.at(let given, .operator), .at(let end)):
            let distance = abs((end - given).seconds)
            return distance > Self.sameEnd.seconds ? .date(given, issuer: issuer.end) : nil
        case (.at(let given, .operator), .never): return .date(given, issuer: .never)
        case (.never, .at): return .never(issuer: issuer.end)
        case (.never, .never), (.at, .at), (.at, .never): return nil
        case (.unknown, _):
            guard case .office365 = identity, let said = issuer.lifetime, said != lifetime else { return nil }
            return .lifetime(lifetime, issuer: said)
        }
    }

    /// The version with what Microsoft says of it now; `nil` where that is no news.
    public func learning(_ report: IssuerReport, of identity: Identity, lifetime: Lifetime) -> SecretVersion? {
        // Silence is no news, where nothing was said before.
        if issuer == nil, report.end == .unsaid, report.startsAt == nil { return nil }
        var version = self
        version.issuer = report.saysTheSame(as: issuer) ? issuer : report
        let disagreement = version.disagreement(of: identity, lifetime: lifetime)
        version.issuer?.disagreement = disagreement
        return version.issuer == issuer ? nil : version
    }

    /// Whether Microsoft says of a password that it never ends: then nobody is reminded of it, and people are told that
    /// its sign-in may be turned off any day.
    public var isSaidToNeverEnd: Bool { issuer?.end == .never }
}

extension Window {
    /// What may stop a password that never ends, in a sentence; `nil` where it ends, or is none of a user.
    public func risk(of version: SecretVersion, _ credential: Credential) -> String? {
        guard end == .never, case .office365 = credential.identity else { return nil }
        return Self.riskOfPassword
    }

    /// What may stop the sign-in of a user with a password that never ends.
    public static let riskOfPassword =
        "its sign-in may stop any day without the password expiring: security defaults, conditional access and "
        + "multifactor authentication end it"
}

extension WindowDisagreement: CustomStringConvertible {
    /// What was said here and what Microsoft says: a clause for people, without a full stop.
    public var description: String {
        switch self {
        case .date(let given, let end):
            "you gave \(given.utcDate) as the expiry date, and Microsoft Graph says that it \(end.clause)"
        case .never(let end):
            "you said that it never expires, and Microsoft Graph says that it \(end.clause)"
        case .lifetime(let lifetime, let issuer):
            "[Window] Lifetime= is \(lifetime.word), and Microsoft Graph says \(issuer.word) for this user's passwords"
        }
    }
}

extension IssuerReport.End {
    /// What happens then: the end of a clause about a secret.
    public var clause: String {
        switch self {
        case .at(let end): "expires on \(end.utcDate)"
        case .never: "never expires"
        case .onPremises: "is kept in an on-premises directory, which decides when it expires"
        case .unsaid: "has no expiry date that may be read"
        }
    }
}

extension Lifetime {
    /// It in the words of the files.
    fileprivate var word: String {
        switch self {
        case .span(let span): span.inWords
        case .never: "never"
        }
    }
}
