/// Whether a rotation is to begin by itself, as an ordered list of checks.
public enum RotationDue: Hashable, Sendable {
    /// Now, for that reason.
    case now(Reason)
    /// Then.
    case at(Instant)
    /// Not before something changes.
    case notByItself

    /// Why.
    public enum Reason: String, Hashable, Sendable, CaseIterable {
        /// The window ends soon, or has ended.
        case windowEnds = "window-ends"
        /// Microsoft refuses the secret: it was removed or has lapsed.
        case refused
    }

    /// After one that was called off, the next does not begin by itself for so long.
    static let restAfterAbort = TimeSpan.days(7)

    /// Decides whether a rotation of the credential begins at `now`.
    ///
    /// - Parameter last: the last rotation of the credential that has ended; `nil` where there was none.
    public init(_ credential: Credential, _ facts: Facts, last: Rotation?, now: Instant) {
        guard credential.rotation.mode != .remind, credential.identity.application != nil, let current = facts.current,
            facts.clockDoubt == nil, facts.standing.unverifiedSince == nil
        else {
            self = .notByItself
            return
        }
        let rested = last.flatMap { last in
            last.end == .aborted ? last.endedAt.map { min($0, now) + Self.restAfterAbort } : nil
        }
        if facts.standing.isSecretRefused {
            // Microsoft adds a certificate only on the proof of one that it accepts.
            self = current.certificate == nil ? Self.now(.refused, notBefore: rested, now) : .notByItself
            return
        }
        guard let due = facts.rotationBegins(of: credential, last: last, at: now) else {
            self = .notByItself
            return
        }
        self = due <= now ? Self.now(.windowEnds, notBefore: rested, now) : .at(max(due, rested ?? due))
    }

    private static func now(_ reason: Reason, notBefore: Instant?, _ now: Instant) -> RotationDue {
        guard let notBefore, notBefore > now else { return .now(reason) }
        return .at(notBefore)
    }
}

extension Facts {
    /// When leadkeeper begins to replace the secret by itself for the end of its window, whatever else holds that back;
    /// `nil` where it does not, or where the end is not known.
    ///
    /// - Parameter last: the last rotation of the credential that has ended; `nil` where there was none.
    public func rotationBegins(of credential: Credential, last: Rotation?, at now: Instant) -> Instant? {
        guard credential.rotation.mode != .remind, credential.identity.application != nil, let current else {
            return nil
        }
        let window = Window(
            of: current, identity: credential.identity, lifetime: credential.lifetime,
            refusedAsLapsedAt: standing.refusedAsLapsedAt)
        guard let end = window.reminded(at: now), current.certificate == nil || now < end else { return nil }
        var before = credential.rotation.before
        // A policy may grant less than was asked for: one whose whole life lies within `Before` would be replaced at
        // once, for ever.
        if let last, let new = last.new, new.version == current.id, let granted = new.endsAt {
            before = min(before, TimeSpan(seconds: (granted - last.begunAt).seconds / 3))
        }
        return end - before
    }
}

extension Standing {
    /// Whether Microsoft refuses the password in use for good.
    public var isPasswordRefused: Bool {
        refusedAs?.callsForReplacement(of: .password) == true
    }

    /// Whether Microsoft has said often enough to be believed that it is the client secret itself that does not count
    /// any more.
    public var isSecretRefused: Bool {
        refusals >= Self.refusalsThatCount && refusedAs?.callsForReplacement(of: .clientSecret) == true
    }
}
