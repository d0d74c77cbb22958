import Credentials
import Ports
import Simulation
import Synchronization
import Upkeep

/// What goes wrong, at random moments and for random times.
extension Soak {
    /// How many seconds until something begins or ends to go wrong.
    var nextDisturbance: Int64 {
        max(1, (disturbances.map(\.at).min().map { $0 - clock.truth } ?? .hours(1)).seconds)
    }

    /// Draws what lies ahead: each kind with its own mean time between.
    func drawDisturbances() {
        let kinds: [(Disturbance.Kind, days: Int64)] = [
            (.kill, 6), (.mailDown, 12), (.keyringDown, 25), (.networkDown, 25), (.clockAhead, 60),
            (.clockBehind, 60),
            (.suspend, 60), (.brokenConnection, 10),
        ]
        for (kind, days) in kinds {
            var at = Simulation.start
            while at < Simulation.start + .days(384) {
                at = at + .seconds(.random(in: 3_600...(2 * days * 86_400), using: &random))
                disturbances.append(Disturbance(kind: kind, at: at))
            }
        }
        disturbances.sort { $0.at < $1.at }
    }

    /// Lets what is due at this moment go wrong, or right again.
    func disturb(isQuiet: Bool) async throws {
        while let next = disturbances.first, next.at <= clock.truth {
            disturbances.removeFirst()
            guard !isQuiet || next.kind.isEnd else { continue }
            try await happen(next.kind)
        }
        let isWrong =
            !microsoft.state.withLock { $0.isReachable } || keyring.state.withLock { $0.outage != nil }
            || clock.error != .seconds(0)
        if isWrong { calmSince = clock.truth }
    }

    private func happen(_ kind: Disturbance.Kind) async throws {
        switch kind {
        case .kill:
            let hurried = Int.random(in: 0..<4, using: &random) == 0 ? 4 : 1
            for _ in 0..<hurried { try await kill() }
        case .mailDown:
            guard mail.state.withLock({ $0.isUp }) else { return }
            coverage.mailOutages += 1
            mail.state.withLock { $0.isUp = false }
            // For days, but up for somewhat more than an hour of each.
            let days = Int64.random(in: 1...4, using: &random)
            for day in 0..<days {
                follow(.mailUp, after: .days(day) + .minutes(22 * 60 + 40))
                if day + 1 < days { follow(.mailDownAgain, after: .days(day + 1)) }
            }
        case .mailDownAgain: mail.state.withLock { $0.isUp = false }
        case .mailUp: mail.state.withLock { $0.isUp = true }
        case .keyringDown:
            coverage.keyringOutages += 1
            let obstacle: KeyringObstacle = Bool.random(using: &random) ? .locked : .unreachable
            keyring.state.withLock { state in
                state.outage = .obstructed(obstacle)
                state.storeOutage = .obstructed(.locked)
            }
            follow(.keyringUp, after: .seconds(.random(in: 60...20 * 3_600, using: &random)))
        case .keyringUp:
            keyring.state.withLock { state in
                state.outage = nil
                state.storeOutage = nil
            }
        case .networkDown:
            coverage.networkOutages += 1
            microsoft.state.withLock { $0.isReachable = false }
            follow(.networkUp, after: .seconds(.random(in: 60...20 * 3_600, using: &random)))
        case .networkUp: microsoft.state.withLock { $0.isReachable = true }
        case .clockAhead, .clockBehind:
            guard clock.error == .seconds(0), microsoft.state.withLock({ $0.isReachable }),
                keyring.state.withLock({ $0.outage == nil })
            else { return }
            coverage.clockSteps += 1
            clock.error = kind == .clockAhead ? .days(90) : .days(-365)
            steppedAt = clock.truth
            let length = TimeSpan.seconds(.random(in: 60...30 * 3_600, using: &random))
            // What servers say is heard with the next probes, and mail waits until then.
            blind.append((clock.truth, clock.truth + length + .hours(8)))
            disturbances.removeAll {
                ![.mailUp, .mailDownAgain, .keyringUp, .networkUp].contains($0.kind)
                    && $0.at < clock.truth + length
            }
            follow(.clockRight, after: length)
        case .clockRight:
            clock.error = .seconds(0)
            steppedAt = clock.truth
        case .suspend:
            coverage.suspensions += 1
            blind.append((clock.truth, clock.truth + .days(3) + .hours(2)))
            clock.advance(by: .days(3))
            calmSince = clock.truth
        case .brokenConnection:
            coverage.brokenConnections += 1
            guard let credential = credentials.randomElement(using: &random) else { return }
            let classes: [ProbeClass] =
                credential.identity.isPassword
                ? [.passwordWrong, .mfaRequired, .noRole] : [.secretWrong, .noRole]
            let length = TimeSpan.seconds(.random(in: 600...2 * 86_400, using: &random))
            let problem = classes.randomElement(using: &random) ?? .noRole
            microsoft.state.withLock { $0.faults[credential.name] = (problem, clock.truth + length) }
            // A password that was changed elsewhere works again once somebody brings the new one.
            if problem == .passwordWrong { renewals[credential.name] = clock.truth + length }
        }
    }

    private func follow(_ kind: Disturbance.Kind, after span: TimeSpan) {
        disturbances.append(Disturbance(kind: kind, at: clock.truth + span))
        disturbances.sort { $0.at < $1.at }
    }
}

/// One thing that goes wrong, or right again, at its moment.
struct Disturbance {
    enum Kind {
        case kill, mailDown, mailDownAgain, mailUp, keyringDown, keyringUp, networkDown, networkUp
        case clockAhead, clockBehind, clockRight, suspend, brokenConnection

        /// Whether it ends what was wrong.
        var isEnd: Bool { [.mailUp, .keyringUp, .networkUp, .clockRight].contains(self) }
    }

    var kind: Kind
    var at: Instant
}
