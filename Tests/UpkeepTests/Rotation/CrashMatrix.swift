import Bookkeeping
import Credentials
import Ports
import Simulation
import Synchronization
import TestSupport
import Testing
import Upkeep

/// One way through a rotation, in which one effect fails once.
enum RotationScenario: String, CaseIterable {
    /// A client secret that a person hands over.
    case person
    /// A client secret through Partner Center.
    case partnerCenter
    /// The administrator's own client secret.
    case administrator
    /// The administrator's own certificate.
    case certificate
    /// A client secret whose use by the marketplace nothing but Microsoft's reports tells: the role may not read leads,
    /// and nobody vouches.
    case signIns
    /// A client secret of which one that never works has to be removed first.
    case stray
    /// A password.
    case password
    /// A password of which nobody saw whether it was changed, and which was not.
    case passwordUnchanged

    private var mode: RotationPolicy.Mode { self == .partnerCenter ? .automatic : .assisted }
    private var isAdministrators: Bool { self == .administrator || self == .certificate }
    private var isPassword: Bool { self == .password || self == .passwordUnchanged }

    /// Runs it to its end, with the fault, and tells what is wrong then.
    func run(_ effect: RotationEffect, _ fault: FaultyRotationPerformer.Fault?, seed: UInt64) async throws -> Outcome {
        let connection = try Credential.rotating("contoso", mode, office365: isPassword, overlap: .days(1))
        var administrator = try RotationSite.administratorCredential()
        if isAdministrators {
            administrator.rotation = RotationPolicy(mode: .assisted, before: .days(30), overlap: .days(1))
        }
        let all = isAdministrators ? [administrator] : [connection, administrator]
        let rotated = isAdministrators ? administrator : connection
        let site = try await RotationSite(all, seed: seed, hasAdministrator: false)
        try await site.storeSecrets(lifetime: .days(40))
        if self == .partnerCenter {
            site.addOffer(of: connection)
            site.cloud.state.withLock { $0.publishing = .minutes(20) }
        }
        if self == .signIns || self == .partnerCenter, let application = rotated.applicationID {
            site.cloud.state.withLock {
                $0.reports[application] = self == .signIns ? .all : .last
                $0.signInDelay = 2 * 3_600
                if self == .signIns { $0.blind = [rotated.name] }
            }
        }
        if self == .stray { site.cloud.state.withLock { $0.deadMints = 1 } }
        if let application = rotated.applicationID {
            site.cloud.add("foreign", to: application, endsAt: site.clock.now() + .days(9), isForeign: true)
        }
        try await site.run(for: .minutes(5), tick: .minutes(5))
        if self == .certificate {
            try await site.useCertificate(of: rotated, validFor: .days(100))
            site.clock.advance(to: site.clock.now() + .days(100 - 31))
        }
        if self == .administrator { site.clock.advance(to: site.clock.now() + .days(720 - 31)) }
        let refusal = if let fault { try await site.failOnce(effect, fault) } else { LedgerRefusal?.none }
        if self == .passwordUnchanged {
            site.cloud.state.withLock { $0.script["changePassword"] = [SimulatedCloud.lost] }
        }
        if isPassword { _ = try await site.engine.beginRotation(of: rotated.name) }
        var violations = Set(try await checkWhileRunning(site, rotated))
        let end = site.clock.now() + .days(14)
        var handedOver = false
        while site.clock.now() < end {
            // Before the proof things happen by the minute, and after it by the hour.
            let isYoung = try await site.record(rotated).rotation.map { $0.step < .proven } ?? false
            try await site.run(for: isYoung ? .minutes(5) : .hours(2), tick: .hours(2))
            violations.formUnion(try await checkWhileRunning(site, rotated))
            let record = try await site.record(rotated)
            site.cloud.marketplaceSignsIn(for: rotated)
            if record.rotation?.step == .proven, record.rotation?.handOff == .person, !handedOver {
                try await site.handOver(rotated, isVouchedFor: self != .signIns)
                handedOver = true
            }
            if record.rotation == nil, record.lastRotation != nil { break }
        }
        try await site.run(for: .hours(26), tick: .hours(13))
        violations.formUnion(try await checkAtTheEnd(site, rotated))
        return Outcome(
            violations: violations.sorted(), hasFailed: site.performer.hasFailed || refusal?.hasRefused == true,
            performed: Set(site.performer.performed.keys), mints: site.cloud.state.withLock { $0.minted },
            restarts: site.restarts)
    }

    struct Outcome {
        var violations: [String]
        var hasFailed: Bool
        var performed: Set<RotationEffect>
        var mints: Int
        var restarts: Int
    }

    /// I1, I2, I3 and I7: what holds at every moment.
    private func checkWhileRunning(_ site: RotationSite, _ rotated: Credential) async throws -> [String] {
        var violations: [String] = []
        let record = try await site.record(rotated)
        let values = site.keyring.state.withLock { state in
            record.versions.compactMap { state.items["\(rotated.name)/\($0.id)"]?.secret.text }
        }
        let isReadable = values.contains { value in
            if let application = rotated.applicationID { return site.cloud.accepts(value, of: application) }
            return site.cloud.state.withLock { $0.passwords[rotated.identity.account] == value }
        }
        if !isReadable { violations.append("I1: no secret that is accepted can be read") }
        if site.cloud.state.withLock({ $0.removed.contains(where: \.isForeign) }) {
            violations.append("I2: a foreign key was removed")
        }
        if !isPassword, !isAdministrators, !site.cloud.hasWorkingCopy(rotated) {
            violations.append("I3: Partner Center's copy is dead")
        }
        if !site.performer.unintended.isEmpty {
            violations.append("I7: \(site.performer.unintended) without an intent")
        }
        return violations
    }

    /// I4, I6 and I9: what holds once nothing is in the way.
    private func checkAtTheEnd(_ site: RotationSite, _ rotated: Credential) async throws -> [String] {
        var violations: [String] = []
        let record = try await site.record(rotated)
        if record.rotation != nil || record.lastRotation?.end != .completed {
            violations.append(
                "I9: \(record.rotation?.step.rawValue ?? "-") \(record.rotation?.attention.map { "\($0)" } ?? "") \(record.lastRotation?.end?.rawValue ?? "-")"
            )
        }
        if let application = rotated.applicationID {
            let keys = site.cloud.keys(of: application)
            if keys.count(where: { !$0.isForeign }) != 1 {
                violations.append("I4: \(keys.map(\.value)) are on the application")
            }
            if keys.count(where: \.isForeign) != 1 { violations.append("I2: the foreign key is gone") }
        }
        if !isAdministrators, !site.cloud.hasWorkingCopy(rotated) { violations.append("I1: leads do not arrive") }
        if record.versions.map(\.stage) != [.current] { violations.append("I9: \(record.versions.map(\.stage))") }
        let unsettled = try await site.ledger.versionsToRemove().count + site.ledger.unfinishedStores().count
        if unsettled > 0 { violations.append("I9: \(unsettled) versions are not settled") }
        let kept = site.keyring.state.withLock { $0.items.keys.filter { $0.hasPrefix("\(rotated.name)/") }.count }
        if kept != 1 { violations.append("I4: \(kept) items are in the keyring") }
        let secrets = site.keyring.state.withLock { $0.items.values.map(\.secret.text) }
        let told =
            site.journal.entries.withLock { $0.map(\.message) }
            + (try await site.ledger.events(limit: 1_000).flatMap { [$0.event.message] + $0.event.details.values })
        if told.contains(where: { line in secrets.contains { line.contains($0) } }) {
            violations.append("I6: a secret was told")
        }
        return violations
    }
}
