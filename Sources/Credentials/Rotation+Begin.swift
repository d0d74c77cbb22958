extension Rotation {
    /// Notes that an effect begins, to be written down before it does.
    ///
    /// - Parameter version: a new id, for an effect that makes a new secret.
    public func beginning(_ effect: RotationEffect, version: @autoclosure () -> String, at now: Instant) -> Rotation {
        var next = self
        next.inFlight = effect
        switch effect {
        case .addKey:
            next.new = New(version: version())
            next.mints.append(now)
        case .makePassword: next.new = New(version: version())
        case .configureLeads, .publishPreview, .publishLive: next.publication?.postedAt = now
        case .readOffer: next.publication = publication ?? Publication()
        default: break
        }
        return next
    }

    /// A person says that Partner Center has the new secret.
    ///
    /// - Returns: whether there was anything to say it of.
    public mutating func vouch() -> Bool {
        switch step {
        case .proven: isVouchedFor = true
        case .handedOff:
            isVouchedFor = true
            evidence = .word
        default: return false
        }
        nextAt = nil
        attention = nil
        return isUnderWay && !isAborting
    }

    /// Gives the new secret up: what bears this rotation's name at the issuer is to go, and the old one stays.
    public mutating func backOut(at now: Instant) {
        step = .begun
        stepAt = now
        isUndone = true
        new = nil
        nextAt = nil
        isToBeListed()
        getsOn()
    }

    /// Ends it.
    public mutating func end(_ end: End, at now: Instant) {
        self.end = end
        endedAt = now
        nextAt = nil
        inFlight = nil
        attention = nil
        if end == .completed { step = .retired }
    }
}

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

    /// After one that was called off or came to nothing, the next does not begin by itself for so long.
    static let restAfterAbort = Span.days(7)

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
            last.end == .aborted ? last.endedAt.map { $0 + Self.restAfterAbort } : nil
        }
        let isRefused =
            facts.standing.refusals >= Standing.refusalsThatCount
            && [.secretWrong, .secretExpired].contains(facts.standing.refusedAs)
        if isRefused {
            self = Self.now(.refused, notBefore: rested, now)
            return
        }
        let window = Window(
            of: current, identity: credential.identity, lifetime: credential.lifetime,
            refusedAsLapsedAt: facts.standing.refusedAsLapsedAt)
        guard let end = window.endInstant else {
            self = .notByItself
            return
        }
        let due = end - credential.rotation.before
        self = due <= now ? Self.now(.windowEnds, notBefore: rested, now) : .at(max(due, rested ?? due))
    }

    private static func now(_ reason: Reason, notBefore: Instant?, _ now: Instant) -> RotationDue {
        guard let notBefore, notBefore > now else { return .now(reason) }
        return .at(notBefore)
    }
}
