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

/// The shortest time between two attempts with a password that may be refused; Entra locks accounts that are tried more
/// eagerly.
public let restAfterRefusedPassword = TimeSpan.minutes(30)
/// How many attempts a password gets that is turned down and may be wrong, for whatever reason, or whose trial nobody
/// saw end, before only a new one, a new configuration or a person has it tried again.
let attemptsWithDoubtfulPassword = 3

/// What others than a credential's version in use have tried at the same account: its version on trial, the versions
/// before it, and other credentials that sign in as the same user.
public struct AccountAttempts: Hashable, Sendable {
    /// When a password was turned down, or nobody saw what became of its trial.
    public var turnedDown: [Instant]
    /// The version on trial for the same credential; `nil` where none is.
    public var ownTrial: SecretVersion?
    /// The versions on trial for other credentials of the account.
    public var otherTrials: [SecretVersion]

    /// Nothing was tried by anybody else unless said otherwise.
    public init(turnedDown: [Instant] = [], ownTrial: SecretVersion? = nil, otherTrials: [SecretVersion] = []) {
        self.turnedDown = turnedDown
        self.ownTrial = ownTrial
        self.otherTrials = otherTrials
    }

    /// Whether a newer password of the account than that one, in use or on trial, is on trial: then that one alone is
    /// tried.
    public func isNewerOnTrial(than version: SecretVersion) -> Bool {
        if let ownTrial, ownTrial.id != version.id { return true }
        return otherTrials.contains { ($0.storedAt, $0.id) > (version.storedAt, version.id) }
    }
}

/// The manners that keep an account from being locked by our own attempts: all passwords of an account have one budget.
extension Facts {
    /// Until when the password in use must not be sent to anybody, not even because a person asks for it; `nil` where
    /// it may be sent now.
    ///
    /// Where Entra got as far as policies, expiry or consent, the password was right, and sending it again locks nobody
    /// out. An attempt that was interrupted counts as one that was made and refused: a daemon that is killed over and
    /// over in the midst of its first probe would otherwise lock the account without ever knowing.
    public func passwordRests(of credential: Credential, now: Instant) -> Instant? {
        guard credential.identity.isPassword else { return nil }
        if standing.lastAttemptAt == nil, interruption == nil {
            return newPasswordRests(after: turnedDownElsewhere, now: now)
        }
        return rest(after: ownAttempts + turnedDownElsewhere, now: now)
    }

    /// Until when the password on trial must not be sent to anybody; `nil` where it may be sent now.
    public func passwordRests(onTrial trial: Trial, of credential: Credential, now: Instant) -> Instant? {
        guard credential.identity.isPassword else { return nil }
        let attempts = ownAttempts + turnedDownElsewhere
        if trial.lastAttemptAt == nil, interruption == nil { return newPasswordRests(after: attempts, now: now) }
        return rest(after: attempts, now: now)
    }

    /// Whether the password has had its attempts: only a new secret, a new configuration or a person has it tried
    /// again.
    public func isPasswordHeldBack(of credential: Credential) -> Bool {
        guard credential.identity.isPassword else { return false }
        return standing.secretDoubts >= attemptsWithDoubtfulPassword || isInterruptedTooOften
    }

    /// Whether too many attempts in a row had no end that anybody saw.
    public var isInterruptedTooOften: Bool { (interruption?.count ?? 0) >= attemptsWithDoubtfulPassword }

    private var turnedDownElsewhere: [Instant] { (standing.turnedDown ?? []) + account.turnedDown }

    private var ownAttempts: [Instant] {
        var attempts: [Instant] = []
        if standing.secretDoubts > 0, let last = standing.lastAttemptAt { attempts.append(last) }
        if let interruption { attempts.append(interruption.lastAt) }
        return attempts
    }

    /// A password that is sent again waits for the whole rest.
    private func rest(after attempts: [Instant], now: Instant) -> Instant? {
        attempts.compactMap { $0.believed(at: now) }.map { $0 + restAfterRefusedPassword }.filter { now < $0 }.max()
    }

    /// A person's new password has its first attempt at once, unless the account has had as many of late as it may.
    private func newPasswordRests(after attempts: [Instant], now: Instant) -> Instant? {
        let recent = attempts.compactMap { $0.believed(at: now) }.sorted().filter {
            now < $0 + restAfterRefusedPassword
        }
        guard recent.count >= attemptsWithDoubtfulPassword else { return nil }
        return recent[recent.count - attemptsWithDoubtfulPassword] + restAfterRefusedPassword
    }
}

extension Instant {
    /// The moment itself, or `nil` where it lies so far ahead of `now` that it must have been noted by a clock that was
    /// wrong.
    public func believed(at now: Instant) -> Instant? {
        self > now + .minutes(5) ? nil : self
    }
}
