import Credentials
import Ports
import UpkeepState

@testable import Upkeep

/// The agenda beside what a look at each credential shows.
extension Engine {
    /// What is entered for each credential beside what a look at it shows now, but for those that the next
    /// pass looks at.
    func agendaBesideWalk() -> [CredentialName: (entered: Agenda.Entry, seen: Agenda.Entry)] {
        let moment = PassMoment(now: world.timekeeper.now(), uptime: world.timekeeper.uptime(), doubt: clockDoubt)
        guard !agenda.isOutdated(on: basis(doubt: moment.doubt)) else { return [:] }
        var entries: [CredentialName: (entered: Agenda.Entry, seen: Agenda.Entry)] = [:]
        for name in Set(inventory.names).union(records.keys) where !busy.contains(name) {
            if records.hasChanged(name) || busy.isFreed(name) { continue }
            if agenda.isDue(name, at: moment.now, isBusy: { rotations.isBusy($0) }) { continue }
            entries[name] = (agenda.entry(for: name), look(at: name, moment).entry)
        }
        return entries
    }

    /// Who would be looked at too late, if nothing but time changed, with what a look finds before.
    ///
    /// Each credential is looked at just before each moment of the agenda, and at it, for as long as the agenda would
    /// not look at it; what is under way or changed is left out.
    ///
    /// - Parameter horizon: how far ahead for those whom nothing is expected of.
    func lateLooks(within horizon: TimeSpan) -> [String] {
        let (now, uptime, doubt) = (world.timekeeper.now(), world.timekeeper.uptime(), clockDoubt)
        let entries = agendaBesideWalk().mapValues(\.entered)
        let moments = Set(entries.values.compactMap(\.next).flatMap { [$0 + .seconds(-1), $0] } + [now + horizon])
        var late: [String] = []
        for (name, entered) in entries {
            let until = entered.next ?? now + horizon + .seconds(1)
            for at in moments.sorted() where at > now && at < until {
                let moment = PassMoment(now: at, uptime: uptime + (at - now), doubt: doubt)
                let seen = look(at: name, moment).entry
                guard entered.lacks(seen) else { continue }
                late.append("\(name): the agenda has \(entered), a walk in \((at - now).inWords) finds \(seen)")
                break
            }
        }
        return late.sorted()
    }
}
