/// What is remembered of a credential between passes: one row of the ledger, beside its versions and notices.
public struct Standing: Hashable, Sendable, Codable {
    /// How many refusals in a row are believed: a single one may come from a replica that has not heard of a new secret
    /// yet.
    public static let refusalsThatCount = 2

    /// The last probe that ended; `nil` before the first of the current version.
    public var lastProbe: ProbeReport?
    /// When a whole probe last ended `ok`: the last proof that leads arrive.
    public var lastProofAt: Instant?
    /// When a whole probe first ended `ok`, whatever the secret was; `nil` where none has, or where an older leadkeeper
    /// saw it.
    public var firstProofAt: Instant?
    /// When the last probe of the current version that Microsoft accepted began; `nil` where none was, or where an
    /// older leadkeeper saw it.
    public var lastAcceptedAt: Instant?
    /// The trial of a version whose end is reached; `nil` before there is one.
    public var endTrial: EndTrial?
    /// When people were last asked, in a correction of a false alarm, whether the date of the end is right; `nil` where
    /// they were not.
    public var endAskedAt: Instant?
    /// When a probe of any extent last ended `ok` or `failed`, or, before the first, when the current version was
    /// stored.
    public var lastConclusiveAt: Instant?
    /// When a whole probe was last tried and ended `ok` or `failed`.
    public var lastWholeAt: Instant?
    /// When any probe was last tried.
    public var lastAttemptAt: Instant?
    /// Since when probes have ended as the last one did; `nil` before the first.
    public var resultSince: Instant?
    /// How many attempts in a row ended `unknown`.
    public var failures: Int
    /// How many attempts in a row Microsoft refused with the current version.
    public var refusals: Int
    /// When that row of refusals began.
    public var refusedSince: Instant?
    /// For what it was last refused; `nil` once it is accepted again.
    public var refusedAs: ProbeClass?
    /// When Entra first answered that the current version has lapsed, once it has said so often enough to be believed.
    public var refusedAsLapsedAt: Instant?
    /// When passwords of the account were turned down of late that are not the one in use: replaced ones, and some on
    /// trial; `nil` where none was, as before such a thing was remembered.
    public var turnedDown: [Instant]?
    /// Nothing is tried before this moment: `Retry-After`, or the manners that keep an account from being locked.
    public var notBefore: Instant?
    /// When the trouble began that people were told of and that has not been declared over yet.
    public var alarmedSince: Instant?
    /// What people were told last of that trouble.
    public var alarmedOf: Occasion?
    /// What the last alarm was about that people were told is over; `nil` where there was none.
    public var overcame: Occasion?
    /// When people were last told that trouble is over; `nil` where they were not.
    public var overcameAt: Instant?
    /// Since when the ledger has been back from a copy, without an answer of Microsoft's about the current version
    /// since.
    public var unverifiedSince: Instant?
    /// How many sign-ins in a row were turned down so that the secret may be wrong, known refusals and others alike.
    ///
    /// `nil` where a release before this field wrote it: `secretDoubts` has both.
    public var doubtfulSignIns: Int?
    /// Whether Dynamics 365 has answered at the environment's address as it is configured now; `nil` as with
    /// `doubtfulSignIns`.
    public var hasMetDynamics: Bool?
    /// How long the environment took to write the last validation lead; `nil` before the first.
    public var lastWriteMilliseconds: Int?
    /// What was raised of the current version when there was nobody to tell of it, the last of each kind; `nil` where
    /// nothing was.
    public var raisedToNobody: [ToldOccasion]?
    /// What of all this was written by a clock that was not trusted; `nil` where nothing was.
    public var clockMarks: ClockMarks?
    /// When the operators were last told that the account's password never ends and its sign-in may stop any day; `nil`
    /// where they were not.
    public var riskToldAt: Instant?
    /// When somebody else changed the account's password, as far as Microsoft says and the operators were told; `nil`
    /// where nobody did since this version was stored.
    public var changedElsewhereAt: Instant?
    /// A part of the probe intervals by which probes come earlier, in thousandths; drawn once, 0 to 100.
    public var jitterPermille: Int64

    /// Nothing is known yet.
    public init(jitterPermille: Int64 = 0) {
        self.jitterPermille = jitterPermille
        failures = 0
        refusals = 0
    }

    /// The standing after a probe of the current version.
    public func after(_ report: ProbeReport, at now: Instant) -> Standing {
        var standing = believed(at: now)
        let isAsBefore = lastProbe?.result == report.result && lastProbe?.isWithheld == report.isWithheld
        standing.resultSince = isAsBefore ? standing.resultSince ?? now : now
        standing.lastProbe = report
        standing.lastAttemptAt = now
        standing.notBefore = (report.finding?.retryAfter ?? report.rest).map { now + $0 }
        switch report.verdict {
        case .accepted: standing.doubtfulSignIns = 0
        case .doubted: standing.doubtfulSignIns = secretDoubts + 1
        case nil: standing.doubtfulSignIns = secretDoubts
        }
        standing.hasMetDynamics = isAddressProven || report.hasMetDynamics
        standing.lastWriteMilliseconds = report.writeMilliseconds ?? lastWriteMilliseconds
        switch report.result {
        case .ok:
            standing.unverifiedSince = nil
            standing.lastConclusiveAt = now
            standing.failures = 0
            standing.refusals = 0
            standing.refusedSince = nil
            standing.refusedAs = nil
            standing.refusedAsLapsedAt = nil
            standing.turnedDown = nil
            standing.lastAcceptedAt = report.at
            if report.extent == .whole {
                standing.lastWholeAt = now
                standing.lastProofAt = now
                standing.firstProofAt = standing.firstProofAt ?? now
            }
        case .failed:
            standing.unverifiedSince = nil
            standing.lastConclusiveAt = now
            standing.failures = 0
            standing.refusals += 1
            standing.refusedSince = standing.refusedSince ?? now
            standing.refusedAs = report.finding?.class
            if report.extent == .whole { standing.lastWholeAt = now }
            if report.finding?.class.saysLapsed == true, standing.refusals >= Self.refusalsThatCount {
                standing.refusedAsLapsedAt = standing.refusedAsLapsedAt ?? standing.refusedSince
            }
        // All that may be looked at is right: that is no trouble, and proves nothing either.
        case .unknown where report.isWithheld:
            standing.unverifiedSince = nil
            standing.lastConclusiveAt = now
            standing.failures = 0
        case .unknown:
            standing.failures += 1
        }
        return standing
    }

    /// The standing once a new version is current: what was known of the old one is void, what people were told is not.
    public func afterNewVersion(at now: Instant) -> Standing {
        var standing = Standing(jitterPermille: jitterPermille)
        standing.lastProofAt = lastProofAt
        standing.firstProofAt = firstProofAt ?? lastProofAt
        standing.lastConclusiveAt = now
        standing.alarmedSince = alarmedSince
        standing.alarmedOf = alarmedOf
        standing.overcameAt = overcameAt
        standing.hasMetDynamics = isAddressProven
        standing.lastWriteMilliseconds = lastWriteMilliseconds
        standing.turnedDown = turnedDown
        standing.riskToldAt = riskToldAt
        if secretDoubts > 0, let lastAttemptAt { standing.isTurnedDown(at: lastAttemptAt) }
        return standing
    }

    /// Remembers that a password of the account was turned down that is not the one in use.
    public mutating func isTurnedDown(at instant: Instant) {
        turnedDown = ((turnedDown ?? []) + [instant]).suffix(attemptsWithDoubtfulPassword)
    }

    /// The standing once all versions were removed on request: there is nothing left that could be in trouble.
    public func afterRemoval() -> Standing {
        var standing = Standing(jitterPermille: jitterPermille)
        standing.hasMetDynamics = isAddressProven
        standing.firstProofAt = firstProofAt ?? lastProofAt
        standing.riskToldAt = riskToldAt
        return standing
    }

    /// The standing once the configuration of the credential has changed: tried again at once, without any backoff.
    public func afterNewConfiguration() -> Standing {
        var standing = self
        standing.failures = 0
        standing.refusals = 0
        standing.refusedSince = nil
        standing.refusedAs = nil
        standing.refusedAsLapsedAt = nil
        standing.notBefore = nil
        standing.turnedDown = nil
        standing.lastWholeAt = nil
        standing.lastAttemptAt = nil
        standing.doubtfulSignIns = 0
        standing.hasMetDynamics = false
        standing.lastWriteMilliseconds = nil
        return standing
    }

    /// The standing once the ledger was put back from a copy: what it says of the current version is void until it is
    /// verified, which is tried at once.
    public func afterRestoration(at now: Instant) -> Standing {
        var standing = afterNewConfiguration()
        standing.unverifiedSince = now
        // Should it be refused still, that is no other news than the one that people were told.
        if case .refused(_, let since, _) = alarmedOf { standing.refusedSince = since }
        standing.hasMetDynamics = isAddressProven
        return standing
    }

    /// How many sign-ins in a row were turned down so that the secret may be wrong.
    public var secretDoubts: Int { doubtfulSignIns ?? (refusedAs?.countsTowardsLockout == true ? refusals : 0) }

    /// Takes over what another says of alarms, of their ends and of what was raised, and nothing else of it.
    public mutating func takeAlarm(of other: Standing) {
        endAskedAt = other.endAskedAt
        alarmedSince = other.alarmedSince
        alarmedOf = other.alarmedOf
        overcame = other.overcame
        overcameAt = other.overcameAt
        raisedToNobody = other.raisedToNobody
    }

    /// Remembers what is raised when there is nobody to tell of it.
    public mutating func isRaisedToNobody(_ told: ToldOccasion) {
        let others = (raisedToNobody ?? []).filter { $0.occasion.kind != told.occasion.kind }
        raisedToNobody = others + [told]
    }

    /// Whether Dynamics 365 has answered at the environment's address as it is configured now.
    public var isAddressProven: Bool { hasMetDynamics ?? (lastProofAt != nil) }

    /// Until when nobody is told anything about a credential that waits to be verified.
    public var unverifiedUntil: Instant? { unverifiedSince.map { $0 + Self.patienceWithVerification } }

    /// How long the answer to the first probe after a restore is waited for before people are told what is known.
    ///
    /// Where Microsoft cannot be asked for long, word that may be out of date is better than none.
    public static let patienceWithVerification = TimeSpan.days(1)

    /// The standing without what a clock that was ahead of its time has left in it, once the clock is right again.
    ///
    /// What began "in the future" is taken to begin now, and what was done then counts as not done; else a credential
    /// would be left alone, and its contacts in the dark, until that future has come.
    public func believed(at now: Instant) -> Standing {
        var standing = self
        let begun = { (instant: Instant?) in instant.map { $0.believed(at: now) ?? now } }
        standing.lastConclusiveAt = begun(lastConclusiveAt)
        standing.resultSince = begun(resultSince)
        standing.refusedSince = begun(refusedSince)
        standing.refusedAsLapsedAt = begun(refusedAsLapsedAt)
        standing.alarmedSince = begun(alarmedSince)
        standing.unverifiedSince = begun(unverifiedSince)
        if hasWorked { standing.firstProofAt = (firstProofAt ?? lastProofAt)?.believed(at: now) ?? now }
        standing.lastProofAt = lastProofAt?.believed(at: now)
        standing.lastAcceptedAt = lastAcceptedAt?.believed(at: now)
        standing.endAskedAt = endAskedAt?.believed(at: now)
        standing.riskToldAt = riskToldAt?.believed(at: now)
        if endTrial?.since.believed(at: now) == nil { standing.endTrial = nil }
        standing.lastWholeAt = lastWholeAt?.believed(at: now)
        standing.lastAttemptAt = lastAttemptAt?.believed(at: now)
        if let notBefore, notBefore > now + Self.longestRest { standing.notBefore = nil }
        standing.turnedDown = turnedDown.map { $0.filter { $0.believed(at: now) != nil } }
        return standing
    }

    /// The longest `Retry-After` that is obeyed.
    static let longestRest = TimeSpan.days(1)
}

extension Standing {
    /// The kinds of trouble that people may be about to be told of, and that a report shows to be over, or not to be.
    ///
    /// A question about the end is no alarm, and stays.
    package func overtaken(by report: ProbeReport) -> Set<NoticeKind> {
        guard alarmedSince != nil, report.result != .unknown else { return [] }
        guard report.result == .ok else { return [.unchecked] }
        var kinds: Set<NoticeKind> = report.extent == .whole ? [.unchecked, .refused] : [.unchecked]
        if case .lapsed = alarmedOf { kinds.insert(.lapsed) }
        return kinds
    }
}
