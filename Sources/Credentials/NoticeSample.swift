/// What a notice can be about that is looked at before it is sent, in a person's words.
public enum NoticeSample: String, Hashable, Sendable, CaseIterable {
    case lapses, expired, refused, unchecked, worksAgain = "works-again", handOff = "hand-off", stuck, rotated,
        escalation, entryRemoved = "entry-removed", silent, test
}

extension NoticeSample {
    /// The occasion that stands for it now.
    ///
    /// - Parameters:
    ///   - policy: what decides about lead times.
    ///   - remaining: how long until the window ends; `nil` where that is not known.
    ///   - probeClass: what Microsoft refused it for last; `nil` where it did not.
    ///   - attention: why a rotation is stuck; `nil` where none is.
    ///   - rotation: the id of the rotation, or of the version, that it would be about.
    public func occasion(
        policy: NoticePolicy, remaining: TimeSpan?, probeClass: ProbeClass?, attention: Rotation.Attention.Reason?,
        rotation: String, now: Instant
    ) -> Occasion {
        switch self {
        case .lapses:
            let leadTimes = policy.mailedLeadTimes
            let next = remaining.flatMap { remaining in leadTimes.filter { $0 <= remaining }.max() }
            return .lapses(within: next ?? leadTimes.min() ?? .days(1))
        case .expired: return .lapsed(repetition: 0)
        case .refused: return .refused(probeClass ?? .secretWrong, since: now, repetition: 0)
        case .unchecked: return .unchecked(since: now - policy.uncheckedAfter, repetition: 0)
        case .worksAgain: return .worksAgain(since: now - .hours(1))
        case .handOff: return .handOff(rotation: rotation, dueAt: now)
        case .stuck: return .rotationStuck(rotation: rotation, reason: attention ?? .pendingEdits, repetition: 0)
        case .rotated: return .rotated(rotation: rotation)
        case .escalation: return .escalated(before: policy.escalation.max() ?? .days(0))
        case .entryRemoved: return .entryRemoved(at: now)
        case .silent: return .silent(since: now - .days(9))
        case .test: return .test(id: "preview")
        }
    }
}
