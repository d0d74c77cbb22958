import Foundation
import Simulators
import TestSupport
import Testing

@Suite(
    .enabled(if: Site.isPossible, Site.needs),
    .enabled(if: PrivateKeyring.canMount, "needs root and the right to mount, for a small disk"),
    .timeLimit(.minutes(15)))
struct LedgerFaultTests {
    @Test func `a full disk stops what cannot be recorded, and everything goes on when there is room`() async throws {
        try await Site.run(Site.Plan(stateDiskBytes: 80 << 20)) { site in
            let (daemon, _) = try await site.startAll()
            var secret = site.issueSecret(for: "contoso")
            // Tried beside it, and put to use as soon as that can be written down.
            var onTrial: [String] = []
            try await site.until { try await site.store(secret, for: "contoso").exit == .code(0) }
            try await site.until { try await site.command("probe", "contoso").exit == .code(0) }
            let filler = "\(site.directory.path)/state/filler"
            fillDisk(filler)
            // What is held in reserve may do for one more; then nothing new is begun.
            var refused: Answer?
            try await site.until {
                let next = site.issueSecret(for: "contoso")
                let answer = try await site.store(next, for: "contoso")
                if answer.exit == .code(0) { (secret, onTrial) = (next, []) }
                if answer.json.outcome.string == "on-trial" { onTrial = [next] }
                // A probe of the last one may be under way, and is no refusal.
                if ![.code(0), .code(75)].contains(answer.exit) { refused = answer }
                fillDisk("\(filler)-\(next.hashValue)")
                return refused != nil
            }
            #expect(refused?.exit == .code(73))
            #expect(refused?.complaint.contains("hint: check the free space on the ledger's disk") == true)
            // That a secret is shown is recorded before, or not shown.
            let shown = try await site.shownSecret(of: "contoso")
            #expect(shown.exit == .code(73) && shown.output.isEmpty || shown.exit == .code(0) && shown.output == secret)
            try await daemon.notify.messages { Self.tellsOfTrouble($0) }
            #expect(daemon.process.isRunning)
            for name in try FileManager.default.contentsOfDirectory(atPath: "\(site.directory.path)/state")
            where name.hasPrefix("filler") {
                freeDisk("\(site.directory.path)/state/\(name)")
            }
            try await site.until { try await ([secret] + onTrial).contains(site.shownSecret(of: "contoso").output) }
            let next = site.issueSecret(for: "contoso")
            try await site.until { try await site.store(next, for: "contoso").exit == .code(0) }
            #expect(try await site.shownSecret(of: "contoso").output == next)
            try await daemon.notify.messages { !Self.tellsOfTrouble($0) }
            #expect(site.cloud.history().allSatisfy { $0.secretWasRight != false })
        }
    }

    /// Whether `systemctl status` says that the disk is full.
    private static func tellsOfTrouble(_ messages: [String]) -> Bool {
        let status = DaemonProcess.status(in: messages)
        return status.contains("the disk is full") || status.contains("the ledger cannot be written")
    }

    @Test func `on a disk that cannot be written it does not start, and says why`() async throws {
        try await Site.run(Site.Plan(stateDiskBytes: 8 << 20)) { site in
            try site.setStateReadOnly(true)
            let daemon = try site.beginDaemon()
            #expect(await daemon.process.exit() == .code(73))
            #expect(daemon.process.standardError.contains("failed to start: "))
            #expect(daemon.process.standardError.contains("ledger.sqlite"))
            #expect(!daemon.notify.messages.contains { $0.hasPrefix("READY") })
            try site.setStateReadOnly(false)
            _ = try await site.startDaemon()
        }
    }
}
