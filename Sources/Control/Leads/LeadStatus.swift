public import Credentials

/// When the marketplace's leads arrived at a connection, and whether the silence since is usual.
public struct LeadStatus: Codable, Hashable, Sendable {
    /// Why it cannot be told whether a silence is usual.
    public enum Reason: String, Codable, Hashable, Sendable, CaseIterable {
        /// `Silence=no` of the connection, or of all.
        case off
        /// Nobody has read anything yet, or not everything.
        case notRead = "not-read"
        /// They could not be read: `obstacle` says why.
        case notReadable = "not-readable"
        /// Too few have arrived.
        case tooFew = "too-few"
    }

    /// When the last one arrived, as far as that was read; `null` where none is known.
    @Nullable public var lastAt: Timestamp?
    /// When they were last read; `null` before.
    @Nullable public var readAt: Timestamp?
    /// The longest pause between two of them that is usual, in seconds; `null` where that is not known.
    @Nullable public var usualLongestGapSeconds: Int64?
    /// From when on it is unusual that none has arrived since; `null` where that is not known.
    @Nullable public var unusualFrom: Timestamp?
    /// Whether none has arrived for longer than is usual.
    public var silent: Bool
    /// When that was found; `null` where it is not so.
    @Nullable public var silentSince: Timestamp?
    /// Why it cannot be told whether a silence is usual; `null` where it can.
    @Nullable public var reason: Reason?
    /// Why they could not be read the last time, in a sentence; `null` where they could.
    @Nullable public var obstacle: String?
    /// Microsoft's code for that; `null` where there is none.
    @Nullable public var obstacleCode: String?

    /// What is known of the leads of a connection; `nil` for a destination where they cannot be read at all.
    public init?(_ sight: LeadSight?, of credential: Credential) {
        guard credential.destination?.kind.showsLeads == true else { return nil }
        lastAt = sight?.lastAt.map(Timestamp.init)
        readAt = sight?.readUntil.map(Timestamp.init)
        usualLongestGapSeconds = sight?.longestPause?.seconds
        let silence = credential.isWatchedForSilence ? sight?.silence : nil
        silent = silence != nil
        silentSince = silence.map { Timestamp($0.foundAt) }
        obstacle = sight?.obstacle?.message
        obstacleCode = sight?.obstacle?.code
        let isKnown = sight?.readUntil != nil && sight?.isPartial == false
        reason =
            if !credential.isWatchedForSilence {
                .off
            } else if sight?.obstacle != nil {
                .notReadable
            } else if !isKnown {
                .notRead
            } else if sight?.longestPause == nil {
                .tooFew
            } else {
                nil
            }
        unusualFrom = reason == nil ? sight?.unusualFrom.map(Timestamp.init) : nil
    }
}

extension LeadStatus: Described {
    /// What the OpenAPI document says of it.
    public static let schema: Schema = .object(
        "When the marketplace's leads arrived, and whether the silence since is usual. Validation leads of leadkeeper's "
            + "and test leads of the marketplace's do not count.",
        [
            "lastAt": .nullable(.time("When the last one arrived; null where none is known.")),
            "readAt": .nullable(.time("When they were last read; null before.")),
            "usualLongestGapSeconds": .nullable(
                .integer(
                    "The longest pause between two of them that is usual; null where that is not known.",
                    example: 259_200)),
            "unusualFrom": .nullable(
                .time("From when on it is unusual that none has arrived since; null where that is not known.")),
            "silent": .boolean("Whether none has arrived for longer than is usual."),
            "silentSince": .nullable(.time("When that was found; null where it is not so.")),
            "reason": .nullable(
                .choice("Why it cannot be told whether a silence is usual; null where it can.", Reason.allCases)),
            "obstacle": .nullable(.string("Why they could not be read the last time; null where they could.")),
            "obstacleCode": .nullable(.string("Microsoft's code for that; null where there is none.")),
        ])
}
