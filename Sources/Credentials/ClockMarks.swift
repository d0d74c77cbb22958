/// What a clock that was not trusted has written into a standing.
///
/// It outlives the daemon: whoever reads it later knows which moments are not to be believed, though they look like any
/// others.
public struct ClockMarks: Hashable, Sendable, Codable {
    /// A moment that a standing or its version holds.
    public enum Mark: String, Hashable, Sendable, Codable, CaseIterable {
        case firstProof = "first-proof"
        case lastProof = "last-proof"
        case lastAccepted = "last-accepted"
        case lastConclusive = "last-conclusive"
        case lastWhole = "last-whole"
        case lastAttempt = "last-attempt"
        case resultSince = "result-since"
        case refusedSince = "refused-since"
        case refusedAsLapsed = "refused-as-lapsed"
        case notBefore = "not-before"
        case alarmedSince = "alarmed-since"
        case unverifiedSince = "unverified-since"
        case endAsked = "end-asked"
        /// When the version in use was stored.
        case stored
    }

    /// Which moments.
    public var marks: Set<Mark>
    /// When the machine was booted, by the clock that wrote them; `nil` where it was set in between.
    public var bootedAt: Instant?
}

extension Standing {
    /// The standing with a note of the moments that differ from those of `before`, if the clock that wrote them is not
    /// trusted, and without one if it is.
    ///
    /// - Parameters:
    ///   - bootedAt: when the machine was booted by a clock that is in doubt; `nil` where it is trusted.
    ///   - isStored: whether the version in use was stored by that clock as well.
    public func noting(changesSince before: Standing, inDoubt bootedAt: Instant?, isStored: Bool = false) -> Standing {
        var changed = Set(
            ClockMarks.Mark.allCases.filter { mark in
                mark.path.map { self[keyPath: $0] != before[keyPath: $0] } ?? false
            })
        if isStored { changed.insert(.stored) }
        // A moment that is gone can mislead nobody.
        let kept = (before.clockMarks?.marks ?? []).subtracting(changed).filter { mark in
            mark.path.map { self[keyPath: $0] != nil } ?? true
        }
        var noted = self
        guard let bootedAt else {
            noted.clockMarks = kept.isEmpty ? nil : ClockMarks(marks: kept, bootedAt: before.clockMarks?.bootedAt)
            return noted
        }
        let marks = kept.union(changed)
        let isSameClock =
            kept.isEmpty
            || before.clockMarks?.bootedAt.map { abs(($0 - bootedAt).seconds) <= Self.clockTolerance.seconds } == true
        noted.clockMarks = marks.isEmpty ? nil : ClockMarks(marks: marks, bootedAt: isSameClock ? bootedAt : nil)
        return noted
    }

    /// The standing once the clock is trusted again: without the moments that it wrote while it was not, unless it was
    /// not set since.
    ///
    /// What began at such a moment is taken to begin now, and what was done then counts as not done; but a password
    /// that was refused is not sent again sooner for that.
    /// - Parameter bootedAt: when the machine was booted, by the clock as it is now.
    public func trusted(at now: Instant, bootedAt: Instant) -> Standing {
        guard let doubted = clockMarks else { return self }
        var standing = self
        standing.clockMarks = nil
        if let other = doubted.bootedAt, abs((other - bootedAt).seconds) <= Self.clockTolerance.seconds {
            return standing
        }
        for mark in doubted.marks {
            guard let path = mark.path else { continue }
            switch mark {
            case .firstProof, .lastConclusive, .resultSince, .refusedSince, .refusedAsLapsed, .alarmedSince,
                .unverifiedSince:
                standing[keyPath: path] = now
            case .lastAttempt:
                standing.lastAttemptAt = refusals > 0 && refusedAs?.countsTowardsLockout == true ? now : nil
            case .lastProof, .lastAccepted, .lastWhole, .notBefore, .endAsked:
                standing[keyPath: path] = nil
            case .stored: break
            }
        }
        if standing.lastProofAt == nil, hasWorked { standing.firstProofAt = standing.firstProofAt ?? now }
        standing.endTrial = nil
        return standing
    }

    /// By how much a clock may be corrected without having been wrong.
    static let clockTolerance = TimeSpan.minutes(5)
}

extension ClockMarks.Mark {
    /// Where a standing holds it; `nil` where the version does.
    fileprivate var path: WritableKeyPath<Standing, Instant?>? {
        switch self {
        case .firstProof: \.firstProofAt
        case .lastProof: \.lastProofAt
        case .lastAccepted: \.lastAcceptedAt
        case .lastConclusive: \.lastConclusiveAt
        case .lastWhole: \.lastWholeAt
        case .lastAttempt: \.lastAttemptAt
        case .resultSince: \.resultSince
        case .refusedSince: \.refusedSince
        case .refusedAsLapsed: \.refusedAsLapsedAt
        case .notBefore: \.notBefore
        case .alarmedSince: \.alarmedSince
        case .unverifiedSince: \.unverifiedSince
        case .endAsked: \.endAskedAt
        case .stored: nil
        }
    }
}
