/// What people are told of a rotation, or of a hand-off without one, at a moment, and when next.
public struct RotationNews: Hashable, Sendable {
    /// How long it may be stuck before people are told.
    static let patience = TimeSpan.hours(1)
    /// How long after its end a rotation is still news.
    static let newsFor = TimeSpan.days(2)

    /// What is to be told now.
    public var due: [Occasion]
    /// When the next thing is to be told; `nil` where nothing is before something changes.
    public var next: Instant?

    /// What is to be told of the rotation under way, or of the last one.
    ///
    /// It reads no clock, file or random number; the same question has the same answer.
    /// - Parameters:
    ///   - isPassword: whether the secret is a password, of which there is one at a time.
    ///   - publishingTime: how long publishing takes.
    ///   - contacts: whose reminders may wait.
    public init(
        of rotation: Rotation?, last: Rotation?, _ facts: Facts, isPassword: Bool = false,
        publishingTime: TimeSpan, contacts: [EmailAddress] = [], now: Instant
    ) {
        due = []
        guard facts.clockDoubt == nil, facts.standing.unverifiedSince == nil else { return }
        if let last, last.end == .completed, let endedAt = last.endedAt, now - endedAt < Self.newsFor,
            last.new?.version == facts.current?.id
        {
            due.append(.rotated(rotation: last.id))
        }
        var ahead: [Instant] = []
        if let rotation, rotation.isUnderWay {
            if let attention = rotation.attention {
                let toldFrom = attention.since + Self.patience
                if let repetition = Repetition.due(after: now - toldFrom) {
                    due.append(.rotationStuck(rotation: rotation.id, reason: attention.reason, repetition: repetition))
                    ahead.append(toldFrom + Repetition.elapsed(at: repetition + 1))
                } else {
                    ahead.append(toldFrom)
                }
            }
            let reminders = rotation.handOffReminders(at: now, publishingTime: publishingTime)
            if let dueAt = reminders.due { due.append(.handOff(rotation: rotation.id, dueAt: dueAt)) }
            if let next = reminders.next { ahead.append(next) }
        } else if let current = facts.current, facts.standing.accepts(current) {
            let reminders = current.handOff.reminders(
                at: now, isPassword: isPassword, publishingTime: publishingTime)
            if let dueAt = reminders.due { due.append(.handOff(rotation: current.id, dueAt: dueAt)) }
            if let next = reminders.next { ahead.append(next) }
        }
        due.removeAll { facts.noticed.contains($0) }
        let deadline =
            rotation?.handOffDeadline(publishingTime: publishingTime)
            ?? facts.current?.handOff.deadline(isPassword: isPassword, publishingTime: publishingTime)
        due.removeAll { occasion in
            let startBy = occasion.kind == .handOff ? deadline : nil
            let wait = facts.answers.wait(of: occasion.kind, to: contacts, startBy: startBy, at: now)
            if let wait { ahead.append(wait.until) }
            return wait != nil
        }
        next = ahead.min()
    }
}

extension Rotation {
    /// Where it stands and what it waits for, in a sentence.
    ///
    /// - Parameter wait: what it waits for by `move`; `nil` while it works.
    public func sentence(waitingFor wait: RotationWait?) -> String {
        let waits = wait.map { "; it waits for \($0.words(isStuck: attention != nil))" } ?? ""
        if undoing != nil { return "the new \(noun) is given up; what is left of it is being removed" + waits }
        return (attention?.message ?? standing) + waits
    }

    /// What is replaced, in a word.
    var noun: String { method == .certificate ? method.words : "secret" }

    /// Where it stands, in a clause.
    private var standing: String {
        switch step {
        case .begun: "a new \(method) is being made"
        case .minted:
            method == .password ? "the new password is being put in force" : "the new \(method) is being made known"
        case .staged: "the new \(noun) is being tried"
        case .proven: "the new \(noun) works"
        case .handedOff: "Partner Center is said to have the new secret"
        case .confirmed: handOff == .nobody ? "the new \(noun) is in use" : "the marketplace has the new secret"
        case .retired: "the old \(noun) is gone"
        }
    }
}
