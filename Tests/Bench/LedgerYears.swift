import Bookkeeping
import Credentials
import Foundation
import Notices
import Ports
import Queues
import SecureMemory
import Simulation
import TestSupport
import Upkeep
import UpkeepState

/// What a ledger holds after years: connections that are probed as often as by default, whose two contacts renew each
/// secret once a year, a week before its end and after the real mails about it, and who say two days later that
/// Partner Center has it.
struct LedgerYears {
    private static let connections = 20
    private static let years: Int64 = 5

    /// How many megabytes 1,000 connections have after five years.
    static func megabytesOfThousand() async throws -> Double {
        let directory = try TemporaryDirectory()
        let empty = try await size(of: try await lived(connections: 0, days: 1), in: directory.path)
        let full = try await size(
            of: try await lived(connections: connections, days: 365 * years), in: directory.path)
        return (empty + (full - empty) * 1_000 / Double(connections)) / 1e6
    }

    /// The bytes of a copy, which has no free pages.
    private static func size(of ledger: Ledger, in directory: String) async throws -> Double {
        let path = "\(directory)/\(UUID().uuidString).sqlite"
        try await ledger.backUp(to: path)
        await ledger.close()
        return Double(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0)
    }

    private static func lived(connections: Int, days: Int64) async throws -> Ledger {
        let (queue, clock) = (OneQueue(), BenchClock(now: Instant(secondsSinceEpoch: 1_795_000_000)))
        return try await queue.run {
            let ledger = try await Ledger.open(path: ":memory:", on: queue.ledger)
            guard let sender = EmailAddress("leadkeeper@gate.contoso.example") else { throw CocoaError(.formatting) }
            var world = Unreachable().world(
                at: clock, keyring: InstantKeyring(), prober: InstantProber(),
                writer: NoticeMail(sender: sender, host: "gate.contoso.example", portals: .publicCloud))
            world.mailer = WillingMailer()
            let engine = Engine(ledger: ledger, world: world, executor: queue.tasks)
            let credentials = try (0..<connections).map(credential)
            try await engine.load(credentials, operators: [])
            var renewals: [(at: Instant, name: CredentialName)] = credentials.enumerated().map { number, credential in
                (clock.now() + .days(Int64(number * 365 / max(1, connections))), credential.name)
            }
            var handOffs: [(at: Instant, name: CredentialName)] = []
            let end = clock.now() + .days(days)
            while clock.now() < end {
                for index in renewals.indices where renewals[index].at <= clock.now() {
                    let expiry = SecretVersion.Expiry.at(clock.now() + .days(365), origin: .operator)
                    // Another secret each time: the same would take nobody's place.
                    let secret = SharedSecret(SecretBytes(copying: Array("kV8~\(clock.now().secondsSinceEpoch)".utf8)))
                    _ = try await engine.setSecret(
                        secret, for: renewals[index].name, SecretSaying(expiry: expiry), isUnproven: true)
                    renewals[index].at = clock.now() + .days(358)
                    handOffs.append((clock.now() + .days(2), renewals[index].name))
                }
                for handOff in handOffs where handOff.at <= clock.now() {
                    _ = try await engine.confirmHandOff(of: handOff.name, by: "ops")
                }
                handOffs.removeAll { $0.at <= clock.now() }
                let next = try await settle(engine, clock)
                let wait = next.map { ($0 - clock.now()).seconds } ?? .max
                clock.advance(by: .seconds(min(max(60, wait), 3_600)))
            }
            return ledger
        }
    }

    /// Passes until nothing is due; answers what is next.
    private static func settle(_ engine: Engine, _ clock: BenchClock) async throws -> Instant? {
        for _ in 0..<20_000 {
            let begun = await engine.actionsBegun
            let next = await engine.pass()
            await engine.quiesce()
            if await engine.actionsBegun == begun, next.map({ $0 > clock.now() }) ?? true { return next }
        }
        throw ChildProcess.Failure(description: "the engine does not come to rest")
    }

    private static func credential(_ number: Int) throws -> Credential {
        let host = "contoso\(number).crm4.dynamics.com"
        guard var credential = Credential.canned(number, host: host, port: 443) else {
            throw ChildProcess.Failure(description: "contoso-\(number) is no name")
        }
        credential.contacts = ["ops", "sales"].compactMap { EmailAddress("\($0)\(number)@contoso.example") }
        return credential
    }
}

/// A mail server that takes every mail.
private struct WillingMailer: Mailer {
    var setting: String { "smtp://localhost:25" }

    func deliver(_ message: [UInt8], to recipient: String, secret: MailSecret?) async -> Delivery {
        .accepted(code: 250, text: "2.0.0 Ok: queued as 4XyZ")
    }

    func signIn(with secret: MailSecret) async -> MailSignIn { .unknown(code: nil, text: "") }
    func prove(to recipient: String, secret: MailSecret?) async -> WayProof { .works("it took a recipient") }
}
