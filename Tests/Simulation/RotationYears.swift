import Bookkeeping
package import Credentials
import Ports
import Synchronization
package import TestBasics
import Upkeep
internal import UpkeepState

/// Connections for years, among a hostile Microsoft and forgetful people.
package final class RotationYears {
    /// How hostile Microsoft is, and how forgetful people are.
    package struct Habits: Sendable {
        /// How many of a thousand requests go wrong; with none, nobody makes mischief and the daemon is not killed.
        package var mishaps: Int
        /// How many of a hundred hand-offs people leave lying for weeks.
        package var forgetfulness: Int

        package init(mishaps: Int = 50, forgetfulness: Int = 25) {
            (self.mishaps, self.forgetfulness) = (mishaps, forgetfulness)
        }
    }

    /// What was met; each must have been.
    package struct Coverage {
        package var kills = 0
        package var handOffs = 0
        package var lateHandOffs = 0
        package var deletions = 0
        package var foreignKeys = 0
        package var breaks = 0
        package var breaksByForgetting = 0
        package var breaksByDeletion = 0
        package var fewestTold = Int.max
        package var oldestOrphan = TimeSpan.seconds(0)
        package var mostMintsAnHour = 0
        package var mostMintsADay = 0
        package var held: Set<String> = []
        package var retirementsOrdered: Set<String> = []
        package var seenBySignIn: Set<String> = []
    }

    package let seed: UInt64
    package var random: SeededGenerator
    package let site: RotationSite
    package let connections: [Credential]
    private let habits: Habits
    package var coverage = Coverage()
    package var violations: Set<String> = []
    /// When a person hands over, by rotation.
    private var handOffAt: [String: Instant] = [:]
    /// When somebody last deleted a key of a connection in the portal.
    private var deletedAt: [CredentialName: Instant] = [:]
    /// Since when Partner Center's copy of a connection is dead.
    private var brokenSince: [CredentialName: Instant] = [:]
    /// When somebody of ours next makes mischief, and the daemon is killed.
    private var nextMischief: Instant
    private var nextKill: Instant
    private var nextCheck: Instant
    /// What Partner Center has had at some time, and since when a key has been of use to nobody.
    private var wereCopies: Set<String> = []
    private var unneededSince: [String: Instant] = [:]
    /// Who signs in with which secret.
    package var signIns = SignIns(since: ManualClock.start)

    package init(seed: UInt64, connections count: Int, habits: Habits = Habits()) async throws {
        self.seed = seed
        self.habits = habits
        random = SeededGenerator(seed: seed)
        connections = try (0..<count).map { index in
            let mode: RotationPolicy.Mode = index.isMultiple(of: 2) ? .assisted : .automatic
            var credential = try Credential.rotating("c\(index)", mode, number: UInt64(index + 1))
            credential.probing = ProbePolicy(leadInterval: .days(4), signInInterval: .days(2))
            return credential
        }
        var administrator = try RotationSite.administratorCredential()
        administrator.rotation.mode = .automatic
        site = try await RotationSite(
            connections + [administrator], seed: seed, hasAdministrator: false, isMortal: habits.mishaps > 0)
        nextMischief = ManualClock.start + .days(5)
        nextKill = ManualClock.start + .days(3)
        nextCheck = ManualClock.start
        try await site.storeSecrets(lifetime: .days(60))
        for connection in connections where connection.rotation.mode == .automatic { site.addOffer(of: connection) }
        site.cloud.state.withLock {
            $0.mishaps = habits.mishaps
            $0.propagation = 90
        }
        giveRights()
    }

    package var now: Instant { site.clock.now() }
    private let checkInterval = TimeSpan.hours(6)
    /// One of how many checks goes by what is on the disk, the others by what the engine has in memory.
    private static let checksOfLedger = 20
    private var checks = 0

    /// Lives until then; in quiet times nobody makes mischief and everybody does what they are asked at once.
    package func live(until end: Instant, isQuiet: Bool = false) async throws {
        if isQuiet { site.cloud.state.withLock { $0.mishaps = 0 } }
        while now < end {
            let next = try await site.settle()
            try await handOver(isQuiet: isQuiet)
            try await signIn(isQuiet: isQuiet)
            if !isQuiet, habits.mishaps > 0 { try await makeMischief() }
            if now >= nextCheck {
                nextCheck = now + checkInterval
                try await check(isQuiet: isQuiet)
            }
            let wait = next.map { ($0 - now).seconds } ?? .max
            // What falls due within minutes of each other is done together, as after a busy minute of the machine; of
            // many connections something is due at any time.
            let pace = Int64(max(300, 12 * connections.count))
            site.clock.advance(to: now + .seconds(max(pace, min(wait, 6 * 3_600))))
        }
    }

    /// Looks at what must hold once nothing was in the way for weeks.
    package func judgeTheEnd() async throws {
        for connection in connections {
            if !site.cloud.hasWorkingCopy(connection) {
                violations.insert("\(connection.name) has no working copy at the end")
            }
            let record = try await site.record(connection)
            if let rotation = record.rotation, rotation.step == .handedOff || now - rotation.stepAt > .days(45) {
                violations.insert("\(connection.name) is stuck at the end: \(rotation.sentence(waitingFor: nil))")
            }
            if record.rotation?.attention != nil {
                violations.insert("\(connection.name) at the end: \(record.rotation?.sentence(waitingFor: nil) ?? "")")
            }
        }
        for missed in site.journal.events("agenda-missed") {
            violations.insert("something was not on the agenda of \(missed.credential?.description ?? "nobody")")
        }
        if !site.performer.unintended.isEmpty { violations.insert("without an intent: \(site.performer.unintended)") }
        if try await !site.ledger.versionsToRemove().isEmpty { violations.insert("versions are left to be removed") }
        if try await !site.ledger.unfinishedStores().isEmpty { violations.insert("stores are left unfinished") }
    }

    /// People do what they are asked, some of them after weeks.
    private func handOver(isQuiet: Bool) async throws {
        let known = await site.engine.known
        for connection in connections where connection.rotation.mode == .assisted {
            guard let rotation = known[connection.name]?.rotation, rotation.step == .proven else { continue }
            let isForgetful = Int.random(in: 0..<100, using: &random) < habits.forgetfulness
            let delay = TimeSpan.seconds(
                isForgetful
                    ? .random(in: 20 * 86_400...60 * 86_400, using: &random)
                    : .random(in: 3_600...6 * 86_400, using: &random))
            let at = handOffAt[rotation.id] ?? rotation.stepAt + delay
            handOffAt[rotation.id] = at
            guard at <= now || isQuiet else { continue }
            do {
                try await site.handOver(connection)
                coverage.handOffs += 1
                if now - rotation.stepAt > .days(20) { coverage.lateHandOffs += 1 }
            } catch let error as EngineError where error.code == .busy {
                continue
            }
        }
    }

    private func makeMischief() async throws {
        if now >= nextKill {
            nextKill = now + .seconds(.random(in: 86_400...40 * 86_400, using: &random))
            coverage.kills += 1
            let effect = RotationEffect.allCases.randomElement(using: &random) ?? .addKey
            site.performer.failOnce(effect, Bool.random(using: &random) ? .killAfter : .killBefore)
        }
        guard now >= nextMischief, let connection = connections.randomElement(using: &random),
            let application = connection.applicationID
        else { return }
        nextMischief =
            now + .seconds(.random(in: 3_600...Int64(4_000 * 86_400 / connections.count / 10), using: &random))
        switch Int.random(in: 0..<5, using: &random) {
        case 0:
            guard let key = site.cloud.keys(of: application).filter({ !$0.isForeign }).randomElement(using: &random)
            else {
                return
            }
            site.cloud.delete(key.value, from: application)
            coverage.deletions += 1
            deletedAt[connection.name] = now
        case 1, 2:
            coverage.foreignKeys += 1
            let lifetime = TimeSpan.days(.random(in: 2...200, using: &random))
            site.cloud.add("foreign", to: application, endsAt: now + lifetime, isForeign: true, name: nil)
        case 3: squat(connection)
        // One connection's: of many, somebody's next key would never work nearly always.
        default: site.cloud.state.withLock { _ = $0.doomedApplications.insert(application) }
        }
        site.cloud.state.withLock { state in
            state.publishing = .seconds(
                .random(
                    in: 600...(Int.random(in: 0..<4, using: &state.random) == 0 ? 3 : 1) * 86_400, using: &state.random)
            )
            // Nobody looks at what lapsed long ago.
            for (application, keys) in state.keys {
                state.keys[application] = keys.filter { $0.removedAt == nil || now - ($0.removedAt ?? now) < .days(2) }
            }
        }
    }

    private func check(isQuiet: Bool) async throws {
        checks += 1
        // To read everything from the ledger takes longer than all that happens in between.
        let isByLedger = checks.isMultiple(of: Self.checksOfLedger)
        let records = isByLedger ? try await site.ledger.snapshot() : await site.engine.known
        if isByLedger { violations.formUnion(await site.engine.differences(from: records)) }
        if site.cloud.state.withLock({ $0.removed.contains(where: \.isForeign) }) {
            violations.insert("a foreign key was removed")
        }
        let ours = Set(
            records.values.flatMap { record in
                record.versions.compactMap(\.keyID)
                    + [record.rotation?.new?.keyID, record.rotation?.old?.keyID].compactMap { $0?.description }
            })
        try await judgeRetirements(records)
        for connection in connections {
            checkCopy(of: connection, records[connection.name])
            let copy = site.cloud.state.withLock { $0.copies[connection.name] }
            if let copy { wereCopies.insert(copy) }
            for key in site.cloud.keys(of: connection.applicationID ?? RotationSite.administrator.id)
            where key.issued.displayName?.hasPrefix("leadkeeper/") == true && key.isAccepted(at: now) {
                guard key.value != copy, !ours.contains(key.issued.keyID.description) else {
                    unneededSince[key.value] = nil
                    continue
                }
                // What Partner Center has had, or may have, stays until a later rotation is completed: then its copy is
                // another one.
                let record = records[connection.name]
                guard
                    !wereCopies.contains(key.value)
                        || record?.rotation == nil && record?.lastRotation?.end == .completed
                else {
                    unneededSince[key.value] = nil
                    continue
                }
                let since = unneededSince[key.value] ?? now
                unneededSince[key.value] = since
                coverage.oldestOrphan = max(coverage.oldestOrphan, now - since)
                if now - since > .hours(32) {
                    violations.insert(
                        "\(connection.name): \(key.value) has been an orphan for \((now - since).inWords) at "
                            + now.utcDate
                    )
                }
            }
        }
        countMints()
    }

    /// The copy works, or somebody did not do what they were told at least six times, or has just destroyed it.
    private func checkCopy(of connection: Credential, _ record: CredentialRecord?) {
        let name = connection.name
        guard !site.cloud.hasWorkingCopy(connection) else {
            brokenSince[name] = nil
            return
        }
        let isNew = brokenSince[name] == nil
        let since = brokenSince[name] ?? now
        brokenSince[name] = since
        if isNew { coverage.breaks += 1 }
        let isByDeletion = deletedAt[name].map { since - $0 <= .days(240) } ?? false
        if let rotation = record?.rotation, rotation.step == .proven, rotation.handOff == .person {
            let told = site.mailer.letters.withLock { letters in
                letters.count { $0.text.hasPrefix("hand-off/\(rotation.id)") }
            }
            if isNew {
                if isByDeletion { coverage.breaksByDeletion += 1 } else { coverage.breaksByForgetting += 1 }
            }
            guard !isByDeletion else { return }
            coverage.fewestTold = min(coverage.fewestTold, told)
            if told < 6 {
                violations.insert("\(name): the copy is dead, and people were told \(told) times; \(now.utcDate)")
            }
            return
        }
        if isNew, isByDeletion { coverage.breaksByDeletion += 1 }
        // What was deleted in the portal, perhaps more than once, is found by the next probe, minted anew, and
        // published.
        if isByDeletion, now - max(since, deletedAt[name] ?? since) < .days(15) { return }
        violations.insert(
            "\(name): the copy is dead since \(since.utcDate): "
                + "\(record?.rotation?.sentence(waitingFor: nil) ?? "no rotation"), "
                + "deleted \(deletedAt[name]?.utcDate ?? "never")"
        )
    }

    private func countMints() {
        let mints = site.cloud.state.withLock { state in
            state.keys.values.flatMap { $0 }.filter { $0.issued.displayName?.hasPrefix("leadkeeper/") == true }
                .compactMap(
                    \.issued.startsAt
                )
                .sorted()
        }
        for (index, mint) in mints.enumerated() where now - mint < checkInterval + .hours(2) {
            coverage.mostMintsAnHour = max(coverage.mostMintsAnHour, mints[...index].count { mint - $0 < .hours(1) })
        }
        if coverage.mostMintsAnHour > 20 {
            violations.insert("\(coverage.mostMintsAnHour) keys were minted within an hour")
        }
    }
}

extension Instant {
    fileprivate var utcDate: String { "day \((self - ManualClock.start).seconds / 86_400)" }
}
