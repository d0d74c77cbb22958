import Control
import Credentials
import Foundation
import JSON
import Launch
import TestSupport
import Testing

@testable import ControlTestSupport
@testable import leadkeeper

/// `leadkeeper reload`, and what the service sees of the machine.
@Suite struct ReloadTests {
    @Test func `a reload with faults prints them and exits 78, and one without says what is watched`() async throws {
        let served = try ServedSocket()
        let refused = try await Program.run(["reload", "--runtime", served.directory.path])
        #expect(refused.status == 78 && refused.output.isEmpty)
        let lines = refused.errors.split(separator: "\n").map(String.init)
        #expect(
            lines == [
                "leadkeeper: /etc/leadkeeper/leadkeeper.conf:2: [Mail] Server: “x” is not valid, expected: smtp://host:port",
                "leadkeeper: warning: /etc/leadkeeper/leadkeeper.conf:9: [Notices] Language: “fr” is not valid, expected: en",
                "leadkeeper: failed to reload, the old configuration stays in use: the configuration has 1 fault",
                "leadkeeper: hint: `leadkeeper check` lists all",
            ], "\(lines)")
        let done = try await Program.run(["reload", "--allow-empty", "--runtime", served.directory.path])
        #expect(done.status == 0 && done.errors.isEmpty)
        #expect(done.output == "the configuration was read again: 0 connections\n")
        let json = try await Program.run(["reload", "--json", "--runtime", served.directory.path])
        #expect(json.status == 78)
        #expect(try JSONCoder.decode(ReloadStatus.self, from: Array(json.output.utf8)).faults.count == 1)
        #expect(
            await served.service.calls == [
                "reload by \(getuid())", "reload allowing none by \(getuid())", "reload by \(getuid())",
            ])
    }

    @Test func `a reload without a daemon exits 69, and one with a name is not understood`() async throws {
        let directory = try TemporaryDirectory()
        #expect(try await Program.run(["reload", "--runtime", directory.path]).status == 69)
        #expect(try await Program.run(["reload", "contoso"]).status == 64)
        #expect(try await Program.run(["status", "--allow-empty"]).status == 64)
    }

    @Test func `check prints warnings and notes, and exits 0 with them`() async throws {
        let directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(
            atPath: "\(directory.path)/connections", withIntermediateDirectories: true)
        for (name, text) in [("leadkeeper.conf", "[Rotation]\nOverlap=0d\n"), ("connections/contoso", "x")] {
            try Data(text.utf8).write(to: URL(filePath: "\(directory.path)/\(name)"))
        }
        let program = try await Program.run(["check", "--config", directory.path])
        #expect(program.status == 0 && program.output == "0 connections, configuration is valid\n")
        let lines = program.errors.split(separator: "\n")
        #expect(
            lines.count == 2 && lines[0].hasPrefix("leadkeeper: warning: ") && lines[1].hasPrefix("leadkeeper: note: "),
            "\(lines)")
    }

    @Test(arguments: [#"a\q;b\"#, #"\q;\z;\"#])
    func `broken escapes are one fault, and no library says anything`(value: String) async throws {
        let directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(
            atPath: "\(directory.path)/connections", withIntermediateDirectories: true)
        try Data("[Mail]\nOperators=\(value)\nFrom=\(value)\n".utf8).write(
            to: URL(filePath: "\(directory.path)/leadkeeper.conf"))
        let program = try await Program.run(["check", "--config", directory.path])
        #expect(program.status == 78)
        #expect(program.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("leadkeeper: ") }, "\(program.errors)")
    }

    private static func unit(_ name: String) throws -> String {
        try String(contentsOf: Repository.root.appending(path: "systemd/\(name).service"), encoding: .utf8)
    }

    @Test func `check looks as the unit's user, and no farther than the unit sees`() throws {
        let unit = try Self.unit("leadkeeper")
        #expect(unit.contains("\nUser=\(ServiceView.user)\n"))
        #expect(Set(ServiceView.bindings(of: unit)) == Set(ServiceView.roots))
        #expect(ServiceView.writable == [Places.standardState, Places.standardRuntime, Places.standardCache])
        for directory in ["StateDirectory", "RuntimeDirectory", "CacheDirectory"] {
            #expect(unit.contains("\n\(directory)=leadkeeper"), "\(directory)")
        }
        #expect(ServiceView.bindings(of: "BindPaths=/srv/a\nBindReadOnlyPaths=/srv/b", by: ["BindPaths"]) == ["/srv/a"])
        #expect(
            ServiceView.bindings(
                of: "[Service]\nBindPaths=-/srv/ca /a:/b \\\n\t/c:/c:rbind\nBindReadOnlyPaths=\n#BindPaths=/d\n")
                == ["/srv/ca", "/c"])
    }

    @Test func `the units take away what acts before the program can, and nothing that it needs`() throws {
        for name in [
            "leadkeeper", "leadkeeper-keyring", "leadkeeper-bus", "leadkeeper-secrets", "leadkeeper-hook@",
            "leadkeeper-alert@",
        ] {
            let line = try Self.unit(name).replacing("\\\n", with: " ").split(separator: "\n").first {
                $0.hasPrefix("UnsetEnvironment=")
            }
            let names = Set(
                try #require(line).dropFirst("UnsetEnvironment=".count).split(whereSeparator: \.isWhitespace).map(
                    String.init))
            for harmful in [
                "SSLKEYLOGFILE", "OPENSSL_CONF", "OPENSSL_MODULES", "OPENSSL_ENGINES", "GCONV_PATH", "LOCPATH",
                "G_MESSAGES_DEBUG", "G_DEBUG",
                "LD_PRELOAD", "LD_LIBRARY_PATH", "LD_AUDIT", "GLIBC_TUNABLES", "MALLOC_TRACE", "GIO_EXTRA_MODULES",
            ] {
                #expect(names.contains(harmful), "\(name): \(harmful)")
            }
            #expect(names.isDisjoint(with: Launch.variables), "\(name)")
        }
    }

    @Test func `the manual lists the variables that remain readable, and no other`() throws {
        let page = try String(
            contentsOf: Repository.root.appending(path: "systemd/man/leadkeeper.1.scd"), encoding: .utf8)
        let section = try #require(
            page.components(separatedBy: "\n# ENVIRONMENT\n").last?.components(separatedBy: "\n# ").first)
        let headings = section.split(separator: "\n").filter {
            $0.hasPrefix("*") && !$0.contains(" is ") && !$0.contains("(")
        }
        let names = headings.flatMap { $0.matches(of: /\*([A-Z_]+)\*/).map { String($0.1) } }
        #expect(Set(names) == Launch.variables, "\(Set(names).symmetricDifference(Launch.variables))")
    }

    @Test func `what the environment asks of libraries is not done`() async throws {
        let directory = try TemporaryDirectory()
        let configuration =
            "openssl_conf = a\n[a]\nproviders = b\n[b]\nc = d\n[d]\nmodule = \(directory.path)/none.so\nactivate = 1\n"
        try Data(configuration.utf8).write(to: URL(filePath: "\(directory.path)/openssl.cnf"))
        let served = try ServedSocket()
        let environment = [
            "OPENSSL_CONF": "\(directory.path)/openssl.cnf", "SSLKEYLOGFILE": "\(directory.path)/keys",
            "http_proxy": "http://127.0.0.1:1",
            "ALL_PROXY": "socks5://127.0.0.1:1", "G_MESSAGES_DEBUG": "all", "CURL_CA_BUNDLE": "/none",
            "LOCPATH": "/none",
        ]
        let program = try await Program.run(["status", "--runtime", served.directory.path], environment: environment)
        #expect(program.status == 0 && program.errors.isEmpty, "\(program.errors)")
        #expect(!FileManager.default.fileExists(atPath: "\(directory.path)/keys"))
    }
}
