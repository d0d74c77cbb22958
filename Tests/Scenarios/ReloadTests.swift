import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: Site.isPossible, Site.needs), .timeLimit(.minutes(15)))
struct ReloadTests {
    @Test func `a hundred reloads are each announced and ended, and a broken one leaves everything as it was`()
        async throws
    {
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
                daemon.status.hasPrefix(
                    "2 connections; 1 without a secret; the configuration has faults; the old one is in use"))
            #expect(try await site.shownSecret(of: "fabrikam").output == secret)
            #expect(try await site.check().exit == .code(78))
        }
    }

    @Test
    func `connections that are gone are watched on, at a reload and at a start, until it is said that this is meant`()
        async throws
    {
        try await Site.run { site in
            let (daemon, _) = try await site.startAll()
            let secret = site.issueSecret(for: "contoso")
            try await site.until { try await site.store(secret, for: "contoso").exit == .code(0) }
            let connections = "\(site.directory.path)/config/connections"
            try FileManager.default.moveItem(atPath: connections, toPath: connections + ".away")
            #expect(try await site.done("status", "--json").json.health.configuration.reason.string == "FilesNewer")
            let refused = try await site.command("reload")
            #expect(
                refused.exit == .code(78)
                    && refused.complaint.contains("connections is gone, and 1 connection is known"))
            #expect(refused.complaint.contains("leadkeeper reload --allow-empty"))
            #expect(try await site.status(of: "contoso").name.string == "contoso")

            // Nobody may be left unwatched by a restart.
            daemon.process.send(SIGTERM)
            #expect(await daemon.process.exit(within: 10) == .code(0))
            let second = try site.beginDaemon()
            try await second.ready(times: 1)
            #expect(second.status.contains("no connections any more; those that it had are watched"))
            #expect(try await site.command("probe", "contoso").exit == .code(0))
            let notices = try await site.done("notices", "--json").json.notices.elements.compactMap(\.occasion.string)
            #expect(notices.contains { $0.hasPrefix("impaired/configuration-") })

            try FileManager.default.createDirectory(atPath: connections, withIntermediateDirectories: true)
            #expect(try await site.command("reload").complaint.contains("the configuration has no connections"))
            #expect(
                try await site.done("reload", "--allow-empty").output
                    == "the configuration was read again: 0 connections\n")
            #expect(try await site.command("status", "contoso").exit == .code(64))
            try FileManager.default.removeItem(atPath: connections)
            try FileManager.default.moveItem(atPath: connections + ".away", toPath: connections)
            #expect(try await site.done("reload").output.hasSuffix("1 connection\n"))
            #expect(try await site.shownSecret(of: "contoso").output == secret)
        }
    }

    @Test func `what an earlier version took does not stop the daemon, and is told`() async throws {
        try await Site.run { site in
            try FileManager.default.copyItem(
                atPath: "\(site.directory.path)/authorities.pem", toPath: "\(site.directory.path)/other.pem")
            try Data("no certificate\n".utf8).write(to: URL(filePath: "\(site.directory.path)/authorities.pem"))
            try site.override("[Notices]\nLanguage=fr\n[Rotation]\nOverlap=0d\n")
            let (daemon, _) = try await site.startAll()
            #expect(daemon.status.contains("the configuration has warnings"))
            try await daemon.logs("it holds no certificate in PEM form", times: 1)
            #expect(try await site.done("status").output.contains("configuration ok with warnings"))
            #expect(try await site.check().status == 78)
            let refused = try await site.command("reload")
            #expect(refused.exit == .code(78) && refused.complaint.contains("[Network] CAFile"))
            try site.override("[Network]\nCAFile=\(site.directory.path)/other.pem\n")
            #expect(try await site.command("reload").exit == .code(0))
            #expect(try await site.done("status").output.contains("configuration ok\n"))
        }
    }

    @Test func `what the environment asks of the libraries, the daemon does not let them do`() async throws {
        try await Site.run { site in
            try await site.startWorker()
            let keys = "\(site.directory.path)/tmp/keys"
            _ = try await site.startDaemon(environment: [
                "SSLKEYLOGFILE": keys, "https_proxy": "http://127.0.0.1:1", "ALL_PROXY": "socks5://127.0.0.1:1",
                "CURL_CA_BUNDLE": "/none",
                "SSL_CERT_FILE": "/none", "OPENSSL_CONF": "/none", "RES_OPTIONS": "attempts:0",
                "G_MESSAGES_DEBUG": "all",
            ])
            let secret = site.issueSecret(for: "contoso")
            try await site.until { try await site.store(secret, for: "contoso").exit == .code(0) }
            #expect(try await site.command("probe", "contoso").exit == .code(0))
            #expect(!FileManager.default.fileExists(atPath: keys))
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
