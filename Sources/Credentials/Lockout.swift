/// Probes that began and whose end nobody saw: the daemon was killed in their midst.
public struct Interruption: Hashable, Sendable {
    /// How many in a row.
    public var count: Int
    /// When the last of them began.
    public var lastAt: Instant

    /// That many, the last of which began then.
    public init(count: Int, lastAt: Instant) {
        self.count = count
        self.lastAt = lastAt
    }
}

/// The shortest time between two attempts with a password that may be refused; Entra locks accounts that are tried more eagerly.
public let restAfterRefusedPassword = Span.minutes(30)
/// How many attempts a password gets that is turned down and may be wrong, for whatever reason, or whose trial nobody saw end, before only a new one, a new configuration or a
/// person has it tried again.
let attemptsWithDoubtfulPassword = 3

/// The manners that keep an account from being locked by our own attempts.
extension Facts {
    /// Until when the password must not be sent to anybody, not even because a person asks for it; `nil` where it may be sent now.
    ///
    /// Where Entra got as far as policies, expiry or consent, the password was right, and sending it again locks nobody out.
    /// An attempt that was interrupted counts as one that was made and refused: a daemon that is killed over and over in the
    /// midst of its first probe would otherwise lock the account without ever knowing.
    public func passwordRests(of credential: Credential, now: Instant) -> Instant? {
        guard credential.identity.isPassword else { return nil }
        var attempts: [Instant] = []
        if standing.secretDoubts > 0, let last = standing.lastAttemptAt { attempts.append(last) }
        if let interruption { attempts.append(interruption.lastAt) }
        return attempts.compactMap { $0.believed(at: now) }.map { $0 + restAfterRefusedPassword }.filter { now < $0 }.max()
    }

    /// Whether the password has had its attempts: only a new secret, a new configuration or a person has it tried again.
    public func isPasswordHeldBack(of credential: Credential) -> Bool {
        guard credential.identity.isPassword else { return false }
        return max(standing.secretDoubts, interruption?.count ?? 0) >= attemptsWithDoubtfulPassword
    }
}

extension Instant {
    /// The moment itself, or `nil` where it lies so far ahead of `now` that it must have been noted by a clock that was wrong.
    public func believed(at now: Instant) -> Instant? {
        self > now + .minutes(5) ? nil : self
    }
}
