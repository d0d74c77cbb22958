internal import Bookkeeping
internal import Credentials
internal import Ports
internal import UpkeepState

extension Engine {
    /// What `decide` is told about a credential at that moment.
    func facts(of name: CredentialName, doubt: ClockDoubt?, at now: Instant) -> Facts {
        var facts: Facts
        if let record = records[name] {
            facts = record.facts
            facts.interruption = record.interruption
            facts.noticed = noticed(record, of: name, at: now)
            facts.answers = record.answers
            facts.signIns = record.signIns
            facts.leads = record.leads
            facts.isBeingReplaced = record.onTrial != nil || record.rotation.map { $0.attention == nil } ?? false
        } else {
            facts = Facts(current: nil, standing: Standing())
        }
        facts.account = records.accounts.attempts(of: name)
        facts.answers.hold = hold
        facts.clockDoubt = doubt
        return facts
    }

    /// What people were told, of the window only what counts for the end that is in force.
    private func noticed(_ record: CredentialRecord, of name: CredentialName, at now: Instant) -> Set<Occasion> {
        guard !record.told.isEmpty else { return [] }
        let end = inventory[name].flatMap { record.noticeEnd(of: $0, at: now) }
        return Set(record.told.filter { !$0.occasion.kind.isOfWindow || $0.windowEnd == end }.map(\.occasion))
    }
}
