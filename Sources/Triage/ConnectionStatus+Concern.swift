public import Control
public import Credentials

extension ConnectionStatus {
    /// How it stands at `now`, which may be later than the answer that this is from.
    public func concern(at now: Instant) -> Concern {
        switch attention {
        case .lapsed: .expired
        case .refused: .refused
        case .heldBack: .heldBack
        case .noSecret: .noSecret
        case .rotationStuck: .stuck
        case .handOff: isPast(handOffDeadline, now) ? .handOffOverdue : .handOff
        case .endInDoubt: .dateInDoubt
        case .oldSecretUsed: .oldSecretUsed
        case .renewalDue where acknowledgement != nil || trial != nil: .attended
        case .renewalDue: isPast(startBy?.instant, now) ? .overdue : .expiring
        case .leadsSilent: .silent
        case .endUnknown: .endUnknown
        case .unchecked: .unchecked
        case .leadkeeper, nil: unattended
        }
    }

    /// How it stands where nothing about itself asks for somebody.
    private var unattended: Concern {
        if trial != nil || rotation.step != nil { return .underWay }
        return switch probe.result {
        case .ok: .fine
        // Where nothing is written unasked, that is all that there is to be seen.
        case .unknown where probe.class == .notPosted: .fine
        case .failed, .unknown: .unclear
        case .never: isProbed ? .untried : .fine
        }
    }

    /// Whether leadkeeper probes it at all.
    public var isProbed: Bool {
        conditions.first { $0.type == .credentialValid }.map { $0.reason != Condition.notProbed } ?? (url != nil)
    }

    /// By when a person should have entered the new secret in Partner Center; `nil` where nobody is asked to.
    public var handOffDeadline: Instant? { (handOff.deadline ?? rotation.deadline)?.instant }

    /// The moment by which something has to happen for it: the end of its window, or what has to come before; `nil`
    /// where none is known.
    public var deadline: Instant? {
        [handOffDeadline, startBy?.instant, window.givenAt?.instant, window.expiresAt?.instant].compactMap(\.self).min()
    }

    private func isPast(_ moment: Instant?, _ now: Instant) -> Bool { moment.map { $0 <= now } ?? false }
}

extension Sequence<ConnectionStatus> {
    /// All of them, the most urgent first; among equals those whose deadline is nearest, then by name.
    public func triaged(at now: Instant) -> [ConnectionStatus] {
        map {
            (connection: $0, concern: $0.concern(at: now), deadline: $0.deadline ?? Instant(secondsSinceEpoch: .max))
        }
        .sorted { ($0.concern, $0.deadline, $0.connection.name) < ($1.concern, $1.deadline, $1.connection.name) }
        .map(\.connection)
    }
}

/// How many stand how.
public struct Tally: Hashable, Sendable {
    /// How many need somebody.
    public private(set) var somebody = 0
    /// How many need nobody yet, and are not known to work.
    public private(set) var unknown = 0
    /// How many need nobody.
    public private(set) var fine = 0

    /// None yet.
    public init() {}

    /// Those, counted.
    public init(_ concerns: some Sequence<Concern>) {
        for concern in concerns { count(concern) }
    }

    /// Counts one more.
    public mutating func count(_ concern: Concern) {
        switch concern.level {
        case .somebody: somebody += 1
        case .unknown: unknown += 1
        case .fine: fine += 1
        }
    }

    /// How many there are.
    public var all: Int { somebody + unknown + fine }
}
