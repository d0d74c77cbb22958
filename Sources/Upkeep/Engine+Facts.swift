internal import Bookkeeping
internal import Credentials
internal import Ports
internal import UpkeepState

extension Engine {
    /// What `decide` is told about a credential now.
    func facts(of name: CredentialName, doubt: ClockDoubt?) -> Facts {
        let record = records[name]
        var facts = Facts(
            current: record?.current, standing: record?.standing ?? Standing(), lapseToldOf: record?.lapseToldOf,
            interruption: record?.interruption, account: accountAttempts(of: name), clockDoubt: doubt)
        if let record {
            let end = inventory[name].flatMap { record.noticeEnd(of: $0, at: world.timekeeper.now()) }
            facts.noticed = Set(
                record.told.filter { !$0.occasion.kind.isOfWindow || $0.windowEnd == end }.map(\.occasion))
        }
        return facts
    }

    /// What others than the version in use have tried at a credential's account.
    private func accountAttempts(of name: CredentialName) -> AccountAttempts {
        var attempts = AccountAttempts()
        for other in inventory.sharers(ofAccountOf: name) {
            guard let record = records[other] else { continue }
            if let trial = record.trial, trial.refusals > 0, let last = trial.lastAttemptAt {
                attempts.turnedDown.append(last)
            }
            guard other != name else {
                attempts.ownTrial = record.onTrial
                continue
            }
            if let version = record.onTrial { attempts.otherTrials.append(version) }
            attempts.turnedDown += record.standing.turnedDown ?? []
            if let interruption = record.interruption { attempts.turnedDown.append(interruption.lastAt) }
            if record.standing.secretDoubts > 0, let last = record.standing.lastAttemptAt {
                attempts.turnedDown.append(last)
            }
        }
        return attempts
    }
}
