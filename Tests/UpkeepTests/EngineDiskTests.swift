import Credentials
import Foundation
import Ports
import Simulation
import TestSupport
import Testing
import UpkeepState

@testable import Bookkeeping
@testable import Upkeep

@Suite(.enabled(if: PrivateKeyring.canMount, "needs root and the right to mount, for a small disk"))
struct EngineDiskTests {
    @Test func `trouble begins once and ends once, however often small changes fit in`() async throws {
        let directory = try TemporaryDirectory()
        try #require(PrivateKeyring.mountSmallDisk(at: directory.path, bytes: 80 << 20))
        defer { umount2(directory.path, Int32(MNT_DETACH)) }
        let names = ["contoso", "fabrikam", "northwind"]
        let credentials = try names.map { try Credential.sample($0) }
        let simulation = try await Simulation(
            credentials, operators: [try #require(EmailAddress("root@contoso.example"))],
            path: "\(directory.path)/ledger.sqlite")
        let end = Simulation.start + .days(400)
        for credential in credentials {
            _ = try await simulation.engine.storeSecret(
                secret("s3cret"), for: credential.name, issuedAt: nil, expiry: .at(end, origin: .operator), keyID: nil)
        }
        await simulation.run(until: Simulation.start + .hours(1))
        let filler = "\(directory.path)/filler"
        fillDisk(filler)
        var refusals = 0
        for day in 1...6 {
            for credential in credentials {
                do {
                    _ = try await simulation.engine.storeSecret(
                        secret("s3cret \(day)"), for: credential.name, issuedAt: nil,
                        expiry: .at(end, origin: .operator),
                        keyID: nil)
                } catch {
                    #expect(error.code == .ledgerUnavailable)
                    refusals += 1
                }
                // Whatever the reserve has given is taken by somebody else at once.
                fillDisk("\(filler)-\(day)-\(credential.name)")
            }
            await simulation.run(until: Simulation.start + .days(Int64(day)), tick: .minutes(10))
        }
        #expect(refusals > 0)
        #expect(simulation.journal.events("disk-full").count == 1)
        #expect(
            simulation.journal.events("disk-full").first?.message.contains(
                "64 MiB have to be free for \(directory.path)") == true
        )
        #expect(simulation.journal.events("disk-has-room").isEmpty && simulation.journal.events("ledger-works").isEmpty)
        #expect(simulation.journal.events("ledger-failed").count <= 1)
        let disk = try #require(await simulation.engine.health()[.disk])
        #expect(disk.status == .false && disk.needsAttention && disk.message.contains("64 MiB have to be free"))

        for name in try FileManager.default.contentsOfDirectory(atPath: directory.path) where name.hasPrefix("filler") {
            freeDisk("\(directory.path)/\(name)")
        }
        _ = try await simulation.engine.storeSecret(
            secret("another"), for: credentials[0].name, issuedAt: nil, expiry: .at(end, origin: .operator), keyID: nil)
        await simulation.run(until: simulation.clock.now() + .hours(1), tick: .minutes(1))
        #expect(simulation.journal.events("disk-has-room").count == 1)
        #expect(simulation.journal.events("ledger-works").count == simulation.journal.events("ledger-failed").count)
        #expect(await simulation.engine.health()[.disk]?.status == .true)
        #expect(await simulation.engine.health()[.ledger]?.status == .true)
    }
}
