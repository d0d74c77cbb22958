package import Credentials
package import Ports

/// What a notice has to tell, once its occasion has been compared with what is known.
package enum NoticeNews: Hashable, Sendable {
    /// The window ends at that moment; `nil` where its end is not known.
    case lapses(Instant?)
    /// What works on is to be replaced by that moment, since it is as old then as it may get.
    case due(Instant)
    /// The window has ended.
    case lapsed(Instant, isReminder: Bool)
    /// By its date it has ended, yet Microsoft accepted the secret after that; the date may be Microsoft's own.
    case lapsedYetWorks(Instant, isByGraph: Bool)
    /// By its date it has ended, and nothing was proven since.
    case lapsedUnproven(Instant)
    /// People were told at that moment that it had ended, and it had not; or that is in doubt, since its date has
    /// passed.
    case falseAlarm(Instant, isInDoubt: Bool)
    /// Microsoft refuses it, or its set-up.
    case refused(ProbeClass, since: Instant, isReminder: Bool)
    /// The keyring does not have the secret; Microsoft was not asked.
    case secretMissing(since: Instant, isReminder: Bool)
    /// Nothing could be told about it.
    case unchecked(since: Instant)
    /// It works for the first time; people were told at that moment that it did not.
    case worksNow(troubleSince: Instant)
    /// The trouble that began at that moment is over.
    case worksAgain(troubleSince: Instant)
    /// Partner Center is to have the new secret before its copy of the old one lapses, at that moment; `nil` where it
    /// is not known.
    case handOff(before: Instant?)
    /// Partner Center is to have the new secret, and since that moment the old one is of no use any more.
    case handOffOverdue(since: Instant)
    /// A rotation does not get on since that moment.
    case stuck(Rotation.Attention.Reason, since: Instant, isReminder: Bool)
    /// A rotation was completed at that moment.
    case rotated(Instant)
    /// Nothing is left to do of what stands in the recipient's calendar by that moment.
    case nothingLeft(by: Instant?)
    /// No lead has come from the marketplace since that moment.
    case silent(since: Instant)
    /// A person asked for a test.
    case test

    /// Compares the occasion with the window and the last proof, so that the notice is true at the moment when it is
    /// written.
    package init(_ request: NoticeRequest) {
        switch request.occasion {
        case .lapses, .escalated, .lapsed:
            let end = request.end
            if let end, request.window?.isDueDate == true {
                self = .due(end)
            } else if let end, end <= request.now {
                if let version = request.version, request.standing.isAccepted(beyond: end, version),
                    request.standing.lastProbe?.result != .failed
                {
                    self = .lapsedYetWorks(end, isByGraph: request.window?.origin == .graph)
                } else if request.credential.isWrittenUnasked, request.window?.origin != .refusal,
                    request.standing.lastProbe?.result != .failed, request.standing.refusals == 0
                {
                    self = .lapsedUnproven(end)
                } else if case .lapsed(let repetition) = request.occasion, repetition > 0 {
                    self = .lapsed(end, isReminder: true)
                } else {
                    self = .lapsed(end, isReminder: false)
                }
            } else {
                self = .lapses(end)
            }
        case .refused(.secretMissing, let since, let repetition):
            self = .secretMissing(since: since, isReminder: repetition > 0)
        case .refused(let probeClass, let since, let repetition):
            self = .refused(probeClass, since: since, isReminder: repetition > 0)
        case .unchecked(let since, _): self = .unchecked(since: since)
        case .worksAgain(let since): self = Self.over(since, request)
        case .handOff: self = Self.handOff(request)
        case .rotationStuck(_, let reason, let repetition):
            self = .stuck(reason, since: request.rotation?.attention?.since ?? request.now, isReminder: repetition > 0)
        case .rotated: self = .rotated(request.rotation?.endedAt ?? request.now)
        case .entryRemoved: self = .nothingLeft(by: request.calendar.first { $0.isCancelled }?.dates.end)
        case .silent(let since): self = .silent(since: since)
        case .test: self = .test
        }
    }

    /// What is said of trouble that is over: that an alarm of an end was none, if the very secret works that it was
    /// about.
    private static func over(_ since: Instant, _ request: NoticeRequest) -> NoticeNews {
        if case .lapsed = request.trouble, let version = request.version, version.storedAt <= since {
            let end = request.windowEnd ?? request.window?.endInstant
            return .falseAlarm(since, isInDoubt: end.map { $0 <= request.now } ?? false)
        }
        // Of one second, the proof was first: nobody is told of trouble and mends it within a second.
        if let first = request.standing.firstProofAt, first > since { return .worksNow(troubleSince: since) }
        return .worksAgain(troubleSince: since)
    }

    /// Whether the old secret still serves the marketplace: of passwords there is but one at a time.
    private static func handOff(_ request: NoticeRequest) -> NoticeNews {
        let since = request.rotation?.stepAt ?? request.storedHandOff?.dueSince ?? request.now
        if request.credential.identity.isPassword { return .handOffOverdue(since: since) }
        let copyEndsAt = request.copyEndsAt
        guard let copyEndsAt, copyEndsAt <= request.now else { return .handOff(before: copyEndsAt) }
        return .handOffOverdue(since: copyEndsAt)
    }

    /// The moment that it is about.
    var moment: Instant? {
        switch self {
        case .lapses(let end), .handOff(let end), .nothingLeft(let end): end
        case .due(let instant), .lapsed(let instant, _), .lapsedYetWorks(let instant, _), .lapsedUnproven(let instant),
            .falseAlarm(let instant, _),
            .worksNow(let instant), .refused(_, let instant, _),
            .secretMissing(let instant, _), .unchecked(let instant), .worksAgain(let instant),
            .handOffOverdue(let instant),
            .stuck(_, let instant, _), .rotated(let instant), .silent(let instant):
            instant
        case .test: nil
        }
    }

    /// Whether the secret in use is still accepted as far as is known, so that it must be kept until the new one is
    /// live.
    var isOldValid: Bool {
        switch self {
        case .lapses, .due, .lapsedYetWorks, .lapsedUnproven, .falseAlarm, .worksNow, .secretMissing, .unchecked,
            .worksAgain, .handOff,
            .stuck, .rotated, .nothingLeft, .silent, .test:
            true
        case .lapsed, .handOffOverdue: false
        case .refused(let probeClass, _, _): !probeClass.callsForReplacement
        }
    }
}

extension NoticeRequest {
    /// What is known of the version's way to Partner Center, where no rotation brought the secret; else `nil`.
    var storedHandOff: SecretVersion.HandOff? { rotation == nil ? version?.handOff : nil }

    /// When the secret that Partner Center has ends, or has ended, while another is to take its place; `nil` where that
    /// is not known.
    var copyEndsAt: Instant? { rotation?.copyEndsAt ?? storedHandOff?.copyEndsAt }
}
