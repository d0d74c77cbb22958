import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: Site.isPossible, Site.needs), .timeLimit(.minutes(5)))
struct ReloadTests {
    @Test func `a hundred reloads are each announced and ended, and a broken one leaves everything as it was`() async throws {
        try await Site.run { site in
            let (daemon, _) = try await site.startAll()
            for round in 1...100 {
                let isGood = round.isMultiple(of: 2)
                try site.override(
                    isGood ? "[Probe]\nLeadInterval=\(round)h" : "[Probe]\nLeadIntervall=1d\n[Mail]\nServer=nonsense")
                daemon.process.send(SIGHUP)
                try await daemon.ready(times: round + 1)
                let trouble = "the configuration has faults; the old one is in use"
                #expect(daemon.status.contains(trouble) != isGood, "\(daemon.status)")
                #expect(daemon.status.hasPrefix("1 connection; 1 without a secret"))
            }
            var isReloading = false
            var moments: [UInt64] = []
            for message in daemon.notify.messages.drop(while: { !$0.hasPrefix("READY=1") }).dropFirst() {
                if message.hasPrefix("RELOADING=1\nMONOTONIC_USEC=") {
                    #expect(!isReloading)
                    isReloading = true
                    moments.append(try #require(UInt64(message.split(separator: "=").last ?? "")))
                } else if message.hasPrefix("READY=1") {
                    #expect(isReloading)
                    isReloading = false
                }
            }
            #expect(moments.count == 100)
            #expect(moments == moments.sorted())
            let failure = "failed to reload, the old configuration stays in use: the configuration has 2 faults"
            try await daemon.logs(failure, times: 50)
            try await daemon.logs("LeadIntervall", times: 50)
            try await daemon.logs("the configuration was read again", times: 50)
        }
    }

    @Test func `a reload takes a new connection in, and a broken one does not take it away`() async throws {
        try await Site.run(Site.Plan(connections: ["contoso", "fabrikam"])) { site in
            let file = "\(site.directory.path)/config/connections/fabrikam.conf"
            let content = try String(contentsOfFile: file, encoding: .utf8)
            try FileManager.default.removeItem(atPath: file)
            let (daemon, _) = try await site.startAll()
            #expect(daemon.status == "1 connection; 1 without a secret")
            #expect(try await site.command("status", "fabrikam").exit == .code(64))
            try content.write(toFile: file, atomically: true, encoding: .utf8)
            daemon.process.send(SIGHUP)
            try await daemon.ready(times: 2)
            let secret = site.issueSecret(for: "fabrikam")
            try await site.until { try await site.store(secret, for: "fabrikam").exit == .code(0) }
            try "nonsense".write(toFile: file, atomically: true, encoding: .utf8)
            daemon.process.send(SIGHUP)
            try await daemon.ready(times: 3)
            #expect(
                daemon.status.hasPrefix("2 connections; 1 without a secret; the configuration has faults; the old one is in use"))
            #expect(try await site.shownSecret(of: "fabrikam").output == secret)
            #expect(try await site.check().exit == .code(78))
        }
    }

    @Test func `a second daemon on the same ledger or socket is refused, and the first does not notice`() async throws {
        try await Site.run { site in
            let (first, _) = try await site.startAll()
            let second = try site.beginDaemon()
            #expect(await second.process.exit() == .code(75))
            #expect(second.process.standardError.contains("failed to start: "))
            #expect(second.process.standardError.contains("ledger.sqlite"))
            #expect(!second.notify.messages.contains { $0.hasPrefix("READY") })
            let state = try TemporaryDirectory()
            let third = try site.beginDaemon(state: state.path)
            #expect(await third.process.exit() == .code(73))
            #expect(third.process.standardError.contains("control.sock"))
            #expect(first.process.isRunning)
            #expect(try await site.status(of: "contoso").name.string == "contoso")
        }
    }
}
