import Foundation
import Glibc
import Simulators
import TestSupport
import Testing

/// `leadkeeper setup`, typed by a person on a terminal, and by programs; with a real daemon, keyring and mail server.
@Suite(.enabled(if: Site.isPossible, Site.needs), .timeLimit(.minutes(15)))
struct SetupTests {
    /// A site with an environment that no connection's file is for yet.
    private func site(_ body: (Site) async throws -> Void) async throws {
        try await Site.run(Site.Plan(connections: ["contoso"])) { site in
            try FileManager.default.removeItem(atPath: file(site))
            // As Microsoft's pages have it, and with what a doctor may look at.
            site.cloud.change { world in
                for index in world.environments.indices {
                    world.environments[index].members = world.environments[index].members.map { member in
                        World.Member(
                            identity: member.identity, roles: [World.Role.leadWriter.name, World.Role.onlooker.name])
                    }
                    world.environments[index].roles.append(.onlooker)
                }
            }
            try await body(site)
        }
    }

    private func file(_ site: Site, _ name: String = "contoso") -> String {
        "\(site.directory.path)/config/connections/\(name).conf"
    }

    private func arguments(_ site: Site, _ more: [String] = []) -> [String] {
        ["setup"] + more + ["--config", "\(site.directory.path)/config"]
    }

    private func url(_ site: Site) -> String { site.cloud.url("contoso.localhost") }

    /// The options that describe contoso.
    private func options(_ site: Site) -> [String] {
        [
            "--url", url(site), "--method", "azure-ad", "--directory-id", Site.tenant, "--application-id",
            site.applications["contoso"] ?? "", "--contacts", "ops@contoso.example",
        ]
    }

    private func terminal(_ site: Site, _ more: [String] = []) throws -> TmuxTerminal {
        try TmuxTerminal(
            [PrivateKeyring.leadkeeper] + arguments(site, more) + ["--runtime", "\(site.directory.path)/run"],
            environment: site.environment.merging(["TERM": "xterm"]) { _, new in new }, in: site.directory.path)
    }

    private func expect(_ terminal: TmuxTerminal, _ text: String, times: Int = 1) async throws {
        try #require(await terminal.shows(text, times: times), "no “\(text)” in\n\(terminal.shown)")
    }

    @Test(.enabled(if: TmuxTerminal.isAvailable, "tmux is not installed"))
    func `a newcomer answers questions, each checked at once, and ends with a proven connection`() async throws {
        try await site { site in
            _ = try await site.startAll()
            let secret = site.issueSecret(for: "contoso")
            let application = try #require(site.applications["contoso"])
            let terminal = try terminal(site)
            try await expect(terminal, "Leads go to Dynamics 365")
            try await terminal.type("")
            try await expect(terminal, "Environment URL")
            #expect(
                terminal.shown.contains("Before you start") && terminal.shown.contains("Ask a System Administrator"))
            try await terminal.type("https://nobody.localhost:1")
            try await expect(terminal, "This could not be checked now")
            try await expect(terminal, "Name of the connection [nobody]")
            try await terminal.press("C-c")
            try await expect(terminal, "ended with 130")
            await terminal.end()
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: "\(site.directory.path)/config/connections") == [])

            let again = try self.terminal(site)
            try await expect(again, "Leads go to Dynamics 365")
            try await again.type("oauth")
            try await expect(again, "is not valid, expected: azure-ad")
            try await again.type("")
            try await expect(again, "Environment URL")
            try await again.type("\(url(site))/main.aspx?appid=1")
            try await expect(again, "did you mean")
            try await again.type("")
            try await expect(again, "Microsoft hosts it, in the directory")
            try await expect(again, "Name of the connection [contoso]")
            try await again.type("Contoso!")
            try await expect(again, "lower-case letters")
            try await again.type("")
            // The directory is known: it is not asked for.
            try await expect(again, "Application (client) ID: ")
            try await again.type("Directory (tenant) ID: \(Site.tenant)")
            try await expect(again, "found the Directory (tenant) ID")
            try await again.paste("Application (client) ID\n{\(application.uppercased())}\nObject ID\n\(Site.tenant)\n")
            try await expect(again, "Contacts, who")
            try await again.type("ops@contoso.example,sales@contoso.example")
            try await expect(again, "did you mean")
            try await again.type("")
            try await expect(again, "Write this to ")
            #expect(again.shown.contains("Contacts=ops@contoso.example;sales@contoso.example"))
            try await again.type("y")
            try await expect(again, "is written and in use")
            try await expect(again, "Client secret (Value) of contoso")
            try await again.type(application)
            try await expect(again, "the Secret ID of a client secret and not its Value")
            try await expect(again, "Client secret (Value) of contoso", times: 2)
            try await again.type(secret)
            try await expect(again, "When does it expire")
            try await again.type("2001-01-01")
            try await expect(again, "before today")
            try await again.type("2099-05-20")
            try await expect(again, "What remains to be done:")
            try await expect(again, "leadkeeper handoff contoso confirm")
            try await expect(again, "ended with 0")
            #expect(again.shown.contains("0 faults"), "\(again.shown)")
            #expect(!again.shown.contains(secret))
            await again.end()

            let status = try await site.status(of: "contoso")
            #expect(status.probe.result.string == "ok" && status.probe.extent.string == "whole")
            var information = stat()
            #expect(stat(file(site), &information) == 0 && information.st_mode & 0o777 == 0o644)
            #expect(try await site.shownSecret(of: "contoso").output == secret)

            // Run again, it says how things stand, and asks nothing.
            let done = try await site.begin(arguments(site, ["contoso", "--yes"]), input: "").answer()
            #expect(
                done.exit == .code(0) && done.output.contains("is saved already"), "\(done.output)\(done.complaint)")
        }
    }

    @Test(.enabled(if: TmuxTerminal.isAvailable, "tmux is not installed"))
    func `whoever leaves at the secret, or gives a wrong one, goes on by running it again`() async throws {
        try await site { site in
            _ = try await site.startAll()
            let secret = site.issueSecret(for: "contoso")
            let first = try terminal(site, ["contoso"] + options(site))
            try await expect(first, "Write this to ")
            try await first.type("y")
            try await expect(first, "Client secret (Value) of contoso")
            try await first.press("C-c")
            try await expect(first, "ended with ")
            await first.end()
            #expect(FileManager.default.fileExists(atPath: file(site)))

            let second = try terminal(site, ["contoso"])
            try await expect(second, "Client secret (Value) of contoso")
            #expect(!second.shown.contains("Before you start"))
            try await second.type("not-the-secret-of-that-app")
            try await expect(second, "When does it expire")
            try await second.type("")
            try await expect(second, "Enter another secret?")
            try await second.type("y")
            try await expect(second, "Client secret (Value) of contoso", times: 2)
            try await second.type(secret)
            try await expect(second, "When does it expire", times: 2)
            try await second.type("never")
            try await expect(second, "ended with 0")
            await second.end()
            #expect(try await site.status(of: "contoso").probe.result.string == "ok")
        }
    }

    @Test func `a program gives all answers as options and the secret on standard input, once or again`() async throws {
        try await site { site in
            _ = try await site.startAll()
            let secret = site.issueSecret(for: "contoso")
            let all = arguments(site, ["contoso", "--yes", "--json", "--expires", "2099-05-20"] + options(site))
            let done = try await site.begin(all, input: secret + "\n").answer()
            #expect(done.exit == .code(0), "\(done.complaint)")
            #expect(done.json.probe.result.string == "ok" && done.json.name.string == "contoso")
            #expect(!done.json.doctor.connections[0].findings.elements.isEmpty)
            let text = try String(contentsOfFile: file(site), encoding: .utf8)
            // The same again changes nothing, and neither does it with another secret's form.
            #expect(try await site.begin(all, input: "").answer().exit == .code(0))
            #expect(try String(contentsOfFile: file(site), encoding: .utf8) == text)

            // Something else under that name is refused, and the file stays.
            let other = try await site.begin(
                arguments(site, ["contoso", "--yes"] + options(site).dropLast() + ["else@contoso.example"]), input: ""
            ).answer()
            #expect(other.exit == .code(73) && other.complaint.contains("says something else"), "\(other.complaint)")
            #expect(try String(contentsOfFile: file(site), encoding: .utf8) == text)

            // A directory that is not the environment's, an address that is none, a missing answer: nothing is written.
            for (change, said) in [
                (["--directory-id", site.applications["contoso"] ?? ""], "belongs to the directory"),
                (["--url", site.cloud.url("login.localhost")], "--url:"), (["--contacts", ""], "--contacts:"),
            ] {
                var options = options(site)
                let index = try #require(options.firstIndex(of: change[0]))
                options[index + 1] = change[1]
                let refused = try await site.begin(arguments(site, ["fabrikam", "--yes"] + options), input: "").answer()
                #expect(refused.exit == .code(64) && refused.complaint.contains(said), "\(refused.complaint)")
            }
            #expect(!FileManager.default.fileExists(atPath: file(site, "fabrikam")))
        }
    }

    @Test func `without the daemon the file is written, and the next run goes on with the secret`() async throws {
        try await site { site in
            let secret = site.issueSecret(for: "contoso")
            let all = arguments(site, ["contoso", "--yes"] + options(site))
            let early = try await site.begin(all, input: secret).answer()
            #expect(early.exit == .code(69) && early.complaint.contains("systemctl enable --now leadkeeper"))
            #expect(FileManager.default.fileExists(atPath: file(site)))
            _ = try await site.startAll()
            let done = try await site.begin(arguments(site, ["contoso", "--yes"]), input: secret).answer()
            #expect(done.exit == .code(0), "\(done.output)\(done.complaint)")
        }
    }

    @Test func `a table of a thousand is in use within a minute, by one reload, with the secrets that came along`()
        async throws
    {
        try await site { site in
            let (daemon, _) = try await site.startAll()
            let secret = site.issueSecret(for: "contoso")
            let application = site.applications["contoso"] ?? ""
            var table = "\u{FEFF}Name;Environment URL;Tenant ID;Application (client) ID;Contacts;Expires\r\n"
            for number in 1...1_000 {
                table += "c\(number);\(url(site));\(Site.tenant);{\(application.uppercased())};"
                table += "\"ops@contoso.example;sales@contoso.example\";2099-05-20\r\n"
            }
            let path = "\(site.directory.path)/table.csv"
            try table.write(toFile: path, atomically: true, encoding: .utf8)
            let clock = ContinuousClock()
            let began = clock.now
            let done = try await site.begin(
                arguments(site, ["--from", path, "--yes", "--json"]), input: "c1\t\(secret)\nc1000\t\(secret)\r\n"
            ).answer()
            #expect(clock.now - began < .seconds(60))
            #expect(done.exit == .code(0), "\(done.complaint)")
            #expect(done.json.connections.elements.count == 1_000)
            #expect(
                done.json.connections.elements.filter { $0.secret.string == "saved" }.map(\.name.string) == [
                    "c1", "c1000",
                ])
            #expect(daemon.process.output.components(separatedBy: "the configuration was read again").count == 2)
            #expect(try await site.status(of: "c1000").secret.stored.bool == true)

            // The same again finds all of them there; one that differs is told, and nothing is written.
            let again = try await site.begin(arguments(site, ["--from", path, "--yes", "--json"]), input: "").answer()
            #expect(again.exit == .code(0) && again.json.connections.elements.allSatisfy { $0.isNew.bool == false })
            try table.replacingOccurrences(of: "c7;", with: "d7;").replacingOccurrences(
                of: "2099-05-20\r\nc9;", with: "2099-05-20\r\nC9;"
            )
            .write(toFile: path, atomically: true, encoding: .utf8)
            let refused = try await site.begin(arguments(site, ["--from", path, "--yes"]), input: "").answer()
            #expect(
                refused.exit == .code(64) && refused.complaint.contains("table.csv:10: name: use"),
                "\(refused.complaint)")
            #expect(!FileManager.default.fileExists(atPath: file(site, "d7")))
        }
    }

    @Test func `killed while it writes a table, it leaves whole files alone, and goes on when it is run again`()
        async throws
    {
        try await site { site in
            _ = try await site.startAll()
            var table = "name,url,directory,application,contacts\n"
            for number in 1...300 {
                table +=
                    "c\(number),\(url(site)),\(Site.tenant),\(site.applications["contoso"] ?? ""),ops@contoso.example\n"
            }
            let path = "\(site.directory.path)/table.csv"
            try table.write(toFile: path, atomically: true, encoding: .utf8)
            let connections = "\(site.directory.path)/config/connections"
            let process = try site.begin(arguments(site, ["--from", path, "--yes"]), input: "")
            while try FileManager.default.contentsOfDirectory(atPath: connections).count < 5, process.isRunning {
                await Task.yield()
            }
            process.send(SIGKILL)
            _ = await process.exit()
            let names = try FileManager.default.contentsOfDirectory(atPath: connections).filter { !$0.hasPrefix(".") }
            #expect(names.allSatisfy { $0.hasSuffix(".conf") })
            #expect(try await site.check().status == 0)
            let done = try await site.begin(arguments(site, ["--from", path, "--yes", "--json"]), input: "").answer()
            #expect(done.exit == .code(0) && done.json.connections.elements.count == 300, "\(done.complaint)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: connections).count == 300)
        }
    }
}
