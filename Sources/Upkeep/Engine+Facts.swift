internal import Bookkeeping
internal import Credentials
internal import Ports
internal import UpkeepState

extension Engine {
    /// A credential as everything is decided about it.
    func subject(_ name: CredentialName) -> Subject { Subject(name, inventory[name], records[name]) }

    /// What `decide` is told about a credential at that moment.
    func facts(of name: CredentialName, doubt: ClockDoubt?, at now: Instant) -> Facts {
        facts(of: subject(name), doubt: doubt, at: now)
    }

    /// The same, of one that was read already.
    func facts(of subject: Subject, doubt: ClockDoubt?, at now: Instant) -> Facts {
        var facts: Facts
        if let record = subject.record {
            facts = record.facts
            facts.interruption = record.interruption
            facts.noticed = noticed(record, of: subject.credential, facts, at: now)
            facts.answers = record.answers
            facts.isBeingReplaced = record.onTrial != nil || record.rotation.map { $0.attention == nil } ?? false
        } else {
            facts = Facts(current: nil, standing: Standing())
        }
        if subject.credential?.identity.isPassword == true {
            facts.account = records.accounts.attempts(of: subject.name)
        }
        facts.answers.hold = hold
        facts.clockDoubt = doubt
        return facts
    }

    /// What people were told, of the window only what counts for the end that is in force.
    private func noticed(
        _ record: CredentialRecord, of credential: Credential?, _ facts: Facts, at now: Instant
    ) -> Set<Occasion> {
        let raised = record.raised(of: credential)
        guard !raised.isEmpty else { return [] }
        let end = credential.flatMap { record.window(of: $0) }.flatMap { facts.noticeEnd($0, at: now) }
        return Set(raised.filter { !$0.occasion.kind.isOfWindow || $0.windowEnd == end }.map(\.occasion))
    }
}
