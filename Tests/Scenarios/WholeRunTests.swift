import Foundation
import Simulators
import TestSupport
import Testing

/// All that leadkeeper does with private keys and with secret URLs in one run of the built programs, and the hunt for
/// them over everything that this has left behind.
@Suite(.enabled(if: Site.isPossible, Site.needs), .timeLimit(.minutes(15)))
struct WholeRunTests {
    /// What only the URLs have, in no form that an encoding changes.
    private static func rare() -> String {
        String((0..<32).compactMap { _ in "abcdefghkmnpqrstuvwxyz23456789".randomElement() })
    }

    private func upload(_ pem: String?, to application: String, _ site: Site) throws {
        let text = try #require(pem)
        let certificate = try #require(World.Certificate(pem: text))
        site.cloud.change { world in
            guard let index = world.apps.firstIndex(where: { $0.id == application }) else { return }
            world.apps[index].certificates.append(certificate)
        }
    }

    /// The private key of a version, as the keyring has it.
    private func key(_ name: String, _ version: String, _ site: Site) async throws -> KeyHunt {
        let item = try await ChildProcess.run(
            "/usr/bin/secret-tool", ["lookup", "connection", name, "version", version],
            environment: site.keyring.environment)
        let der = try #require(Data(base64Encoded: item.output.trimmingCharacters(in: .whitespacesAndNewlines)))
        return try #require(KeyHunt(der: der))
    }

    @Test func `no private key and no secret URL is anywhere but in the keyring after all that is done with them`()
        async throws
    {
        let (channelToken, heartbeatToken) = (Self.rare(), Self.rare())
        let settings = """
            [Administrator]
            DirectoryID=\(Site.tenant)
            ApplicationID=\(Site.administrator)
            [Rotation]
            Mode=assisted
            Overlap=1d
            [Channel ops]
            Kind=webhook
            Tell=both
            AllowPrivate=yes
            [Heartbeat]
            Kind=plain
            Every=1m
            AllowPrivate=yes
            """
        let plan = Site.Plan(mail: .byToken, hasAdministrator: true, settings: settings)
        try await Site.run(plan) { site in
            let (daemon, worker) = try await site.startAll()
            var said: [String] = []
            func keep(_ answer: Answer) { said.append(answer.output + answer.complaint) }

            // The URLs: of hosts that answer something else, so that every kind of failure is told.
            let channel = "https://login.localhost:\(site.cloud.port)/hooks/\(channelToken)?code=\(channelToken)"
            let heartbeat = "https://graph.localhost:\(site.cloud.port)/beat/\(heartbeatToken)"
            keep(try await site.done("secret", "set", "@channel-ops", input: channel))
            keep(try await site.done("secret", "set", "@heartbeat", input: heartbeat))

            // Both of leadkeeper's own applications get certificates.
            var first: [String: String] = [:]
            for (name, application) in [
                ("@mail", Site.mailApplication), ("@administrator", Site.administrator),
            ] {
                keep(try await site.command("certificate", "show", name))
                let file = "\(site.directory.path)/\(application).pem"
                let made = try await site.done("certificate", "make", name, "--out", file, "--json")
                keep(made)
                keep(try await site.command("certificate", "make", name))
                keep(try await site.command("probe", name))
                try upload(made.json.pem.string, to: application, site)
                keep(try await site.done("probe", name))
                let status = try await site.status(of: name)
                #expect(status.secret.kind.string == "certificate", "\(name)")
                #expect(status.secret.version.string == made.json.version.string)
                first[name] = made.json.version.string
                // Into a pipe nothing is shown unasked, and a key not even when it is asked for.
                keep(try await site.command("secret", "show", name))
                let shown = try await site.shownSecret(of: name)
                #expect(shown.exit == .code(1) && shown.complaint.contains("never leaves the keyring"))
                keep(shown)
            }
            // Mail leaves by the certificate, and so does the canary of a test.
            keep(try await site.command("notices", "test", "contoso"))
            let server = try #require(site.mailServer)
            let mails = try await server.transactions(atLeast: 2)
            #expect(mails.allSatisfy { $0.tls && $0.user == Site.mailbox })
            let tokens = site.cloud.history().filter { $0.step == "token" && $0.outcome == "ok" }
            #expect(tokens.contains { $0.form?["client_assertion_type"] != nil && $0.identity == Site.mailApplication })

            // The next certificate comes by itself, through Graph, on the proof of the present one.
            keep(try await site.done("rotate", "@administrator", "--dry-run"))
            keep(try await site.done("rotate", "@administrator"))
            keep(try await site.done("rotate", "@mail"))
            for name in ["@administrator", "@mail"] {
                try await site.until {
                    try await site.status(of: name).rotation.step.string == "confirmed"
                }
            }
            var keys: [KeyHunt] = []
            for (name, application) in [
                ("@mail", Site.mailApplication), ("@administrator", Site.administrator),
            ] {
                let list = try await site.done("certificate", "show", name, "--json")
                keep(list)
                keep(try await site.done("certificate", "show", name))
                let versions = list.json.certificates.elements.compactMap(\.version.string)
                #expect(versions.count == 2 && versions.contains(first[name] ?? ""), "\(name): \(versions)")
                for version in versions { keys.append(try await key(name, version, site)) }
                #expect(site.cloud.world.apps.first { $0.id == application }?.certificates.count == 2)
                #expect(try await site.status(of: name).secret.version.string != first[name])
                keep(try await site.done("probe", name))
            }
            let steps = site.cloud.history().filter { $0.step == "add-certificate" }
            #expect(steps.count { $0.outcome == "ok" } == 2 && steps.allSatisfy { $0.identity == Site.administrator })

            // What else is asked, shown and written.
            for arguments in [
                ["status"], ["status", "@mail"], ["status", "@administrator", "--json"], ["history"], ["notices"],
                ["notices", "--json"], ["handoff", "contoso", "show"], ["reload"],
            ] {
                keep(try await site.begin(arguments, input: "").answer())
            }
            try await daemon.logs("channel ops")
            let status = try await site.command("status", "--json")
            keep(status)

            let urls = SecretHunt(for: [channelToken, heartbeatToken])
            for hunt in [urls] + keys.map(\.hunt) {
                let processes = [daemon.process, worker, site.keyring.keyring, site.keyring.bus].compactMap(\.self)
                #expect(processes.flatMap { hunt.findings(ofProcess: $0.pid) } == [])
            }
            _ = await daemon.stop()
            let history = try JSONEncoder().encode(
                site.cloud.history().filter { !$0.path.contains(channelToken) && !$0.path.contains(heartbeatToken) })
            for hunt in [urls] + keys.map(\.hunt) {
                let findings =
                    hunt.findings(under: site.directory.path) + hunt.findings(under: site.keyring.directory.path)
                    + hunt.findings(under: server.directory.path)
                    + hunt.findings(in: Data(site.everythingSaid.utf8), at: "the journal")
                    + hunt.findings(in: Data(said.joined(separator: "\n").utf8), at: "what the commands said")
                    + hunt.findings(in: Data(daemon.notify.messages.joined(separator: "\n").utf8), at: "systemd")
                    + hunt.findings(in: history, at: "what Microsoft was sent")
                #expect(findings == [])
            }
        }
    }
}
