import Credentials
import Synchronization
import TestBasics

/// What goes wrong, at random moments and for random times.
extension MailYears {
    /// One thing that goes wrong, or right again, at its moment.
    struct Trouble {
        enum Kind {
            case absence, outage, serverIsBack, clockAhead, clockBehind, clockIsRight, newZone, newContact

            /// Whether it ends what was wrong.
            var isEnd: Bool {
                switch self {
                case .serverIsBack, .clockIsRight: true
                case .absence, .outage, .clockAhead, .clockBehind, .newZone, .newContact: false
                }
            }
        }

        var kind: Kind
        var at: Instant
    }

    /// Draws what lies ahead: each kind with its own mean time between.
    func drawTroubles(until end: Instant) {
        let kinds: [(kind: Trouble.Kind, days: Int64)] = [
            (.absence, 25), (.outage, 30), (.clockAhead, 150), (.clockBehind, 150), (.newZone, 40), (.newContact, 20),
        ]
        for (kind, days) in kinds {
            var at = now + .days(2)
            while at < end {
                at = at + .seconds(.random(in: 3_600...(2 * days * 86_400), using: &random))
                troubles.append(Trouble(kind: kind, at: at))
            }
        }
        troubles.sort { $0.at < $1.at }
    }

    /// Lets what is due at this moment go wrong, or right again.
    func happen(isQuiet: Bool) async throws {
        while let next = troubles.first, next.at <= now {
            troubles.removeFirst()
            guard !isQuiet || next.kind.isEnd else { continue }
            try await happen(next.kind)
        }
    }

    private func happen(_ kind: Trouble.Kind) async throws {
        switch kind {
        case .absence:
            guard clock.error == .seconds(0) else { return }
            coverage.absences += 1
            try await stayAway(for: .seconds(.random(in: 60...5 * 86_400, using: &random)))
        case .outage:
            guard server.state.withLock({ $0.isUp }) else { return }
            coverage.outages += 1
            server.state.withLock { $0.isUp = false }
            let length = TimeSpan.seconds(.random(in: 600...5 * 86_400, using: &random))
            // What waits is tried once an hour at least.
            judge.unavailable(from: now, until: now + length + .hours(1))
            follow(.serverIsBack, after: length)
        case .serverIsBack: server.state.withLock { $0.isUp = true }
        case .clockAhead, .clockBehind:
            guard clock.error == .seconds(0) else { return }
            coverage.clockSteps += 1
            let length = TimeSpan.seconds(.random(in: 60...20 * 3_600, using: &random))
            // What servers say is heard with the next probes, and mail waits until then.
            judge.unavailable(from: now, until: now + length + .hours(8))
            setClock(aheadBy: kind == .clockAhead ? .days(90) : .days(-300))
            follow(.clockIsRight, after: length)
        case .clockIsRight: setClock(aheadBy: .seconds(0))
        case .newZone:
            coverage.newZones += 1
            let zone = ["Europe/Stockholm", "America/Sao_Paulo", "Pacific/Auckland", "UTC"].randomElement(
                using: &random)
            try await reload(
                connections.map { connection in
                    var changed = connection
                    changed.notices.timeZone = zone ?? "UTC"
                    return changed
                })
        case .newContact: try await changeContact()
        }
    }

    /// One contact of one connection leaves, and another comes.
    private func changeContact() async throws {
        guard var changed = connections.randomElement(using: &random),
            let successor = EmailAddress("new\(coverage.newContacts)@contoso.example")
        else { return }
        coverage.newContacts += 1
        changed.contacts[1] = successor
        judge.joined(successor.description, changed.name, at: now)
        try await reload([changed])
    }

    private func follow(_ kind: Trouble.Kind, after span: TimeSpan) {
        troubles.append(Trouble(kind: kind, at: now + span))
        troubles.sort { $0.at < $1.at }
    }
}
