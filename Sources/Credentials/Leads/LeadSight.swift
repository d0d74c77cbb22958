/// What is known of the leads that the marketplace writes at a connection, from reading when they were written.
///
/// leadkeeper's own validation leads and the marketplace's test leads are set aside.
public struct LeadSight: Hashable, Sendable, Codable {
    /// How often they are read, how often while they are missed, and how soon again where not all could be read at
    /// once.
    public static let interval = (usual: TimeSpan.days(1), silent: TimeSpan.hours(6), partial: TimeSpan.minutes(5))
    /// How much of what was read before is read again, for clocks that differ.
    private static let overlap = TimeSpan.hours(1)

    /// When they were last asked for.
    public var triedAt: Instant
    /// Until when they are known; `nil` before they were read.
    public var readUntil: Instant?
    /// Why they could not be read the last time; `nil` where they could.
    public var obstacle: ReadingObstacle?
    /// Whether there are more that have not been read yet.
    public var isPartial: Bool
    /// In which hours they arrived.
    public var arrivals: LeadHours
    /// When the last one arrived; `nil` where none is known.
    public var lastAt: Instant?
    /// The longest pause that is usual; `nil` where too few have arrived to know.
    public private(set) var longestPause: TimeSpan?
    /// From when on it is unusual that none has arrived; `nil` where that is not known.
    public private(set) var unusualFrom: Instant?
    /// The silence that was found; `nil` where there is none.
    public var silence: LeadSilence?

    /// What a report adds to what was known.
    ///
    /// - Parameters:
    ///   - excusedUntil: until when leads could not arrive, as people were told; `nil` where they could.
    ///   - now: when it was asked for.
    public init(_ report: LeadReport, after known: LeadSight?, excusedUntil: Instant? = nil, at now: Instant) {
        triedAt = now
        obstacle = nil
        isPartial = !report.isWhole
        var arrivals = known?.arrivals ?? LeadHours()
        arrivals.take(report.arrivals, at: now)
        self.arrivals = arrivals
        let newest = report.arrivals.max()
        readUntil = report.isWhole ? now : max(newest ?? now, known?.readUntil ?? newest ?? now)
        lastAt = [known?.lastAt, newest].compactMap(\.self).max().map { min($0, now) }
        silence = known?.silence
        let pace = isPartial ? nil : LeadPace(of: arrivals)
        longestPause = isPartial ? known?.longestPause : pace?.longestPause
        if let lastAt, let pace {
            unusualFrom = pace.alarm(after: [lastAt, excusedUntil].compactMap(\.self).max() ?? lastAt)
        }
    }

    /// The same where the leads could not be read.
    public init(_ obstacle: ReadingObstacle, after known: LeadSight?, at now: Instant) {
        triedAt = now
        readUntil = known?.readUntil
        self.obstacle = obstacle
        isPartial = known?.isPartial ?? false
        arrivals = known?.arrivals ?? LeadHours()
        lastAt = known?.lastAt
        longestPause = known?.longestPause
        unusualFrom = known?.unusualFrom
        silence = known?.silence
    }

    /// From when on leads are to be read, after what is known: those of the last 400 days where nothing is.
    public static func begin(after known: LeadSight?, at now: Instant) -> Instant {
        let oldest = now - LeadHours.keptFor
        guard let known, let readUntil = known.readUntil?.believed(at: now) else { return oldest }
        // Where more are to be read, the next ones come after those that were.
        return max(oldest, known.isPartial ? readUntil : readUntil - overlap)
    }

    /// When they are to be read next.
    public var nextReading: Instant {
        if obstacle != nil { return triedAt + Self.interval.usual }
        if isPartial { return triedAt + Self.interval.partial }
        let usual = triedAt + (silence == nil ? Self.interval.usual : Self.interval.silent)
        // An unusual silence is told at once, and not before it was seen to last until then.
        guard silence == nil, let unusualFrom, unusualFrom > triedAt else { return usual }
        return min(usual, unusualFrom)
    }

    /// Whether the last lead is longer ago than is usual, as of the last reading.
    public var isUnusual: Bool {
        guard obstacle == nil, !isPartial, let readUntil, let unusualFrom else { return false }
        return unusualFrom <= readUntil
    }

    /// Whether a lead has arrived since the silence began that was found.
    public var hasResumed: Bool {
        guard let silence, let lastAt else { return false }
        return lastAt > silence.since
    }
}

/// When leads arrived, as the place where they are written has it.
public struct LeadReport: Hashable, Sendable {
    /// When those arrived that were asked for, in any order.
    public var arrivals: [Instant]
    /// Whether these are all; else they are the oldest ones.
    public var isWhole: Bool

    /// What was read.
    public init(_ arrivals: [Instant], isWhole: Bool = true) { (self.arrivals, self.isWhole) = (arrivals, isWhole) }
}

/// A silence that is unusual: no lead has arrived for longer than is usual at a connection.
public struct LeadSilence: Hashable, Sendable, Codable {
    /// What may be the cause, as the doctor has found it.
    public struct Cause: Hashable, Sendable, Codable {
        /// The id of the doctor's check.
        public var check: String
        /// Whether it is a fault; else it is a warning.
        public var isFault: Bool
        /// What it was seen by, in one sentence of fact.
        public var evidence: String

        /// A cause.
        public init(check: String, isFault: Bool, evidence: String) {
            (self.check, self.isFault, self.evidence) = (check, isFault, evidence)
        }
    }

    /// How many causes are told.
    public static let mostCauses = 5

    /// When the last lead arrived.
    public var since: Instant
    /// When it was found.
    public var foundAt: Instant
    /// The version of the secret that was in use then: a silence is told once, however often that is replaced.
    public var version: String
    /// What may be the cause, the likeliest first: what the doctor found amiss; empty where it found nothing.
    public var causes: [Cause]

    /// A silence.
    public init(since: Instant, foundAt: Instant, version: String, causes: [Cause]) {
        (self.since, self.foundAt, self.version) = (since, foundAt, version)
        self.causes = Array(causes.prefix(Self.mostCauses))
    }
}

extension Facts {
    /// The silence that was found, where the connection is watched for that; else `nil`.
    public func silence(of credential: Credential) -> LeadSilence? {
        credential.isWatchedForSilence ? leads?.silence : nil
    }
}
