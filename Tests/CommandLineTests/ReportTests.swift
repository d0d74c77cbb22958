import Control
import Credentials
import Foundation
import JSON
import TestSupport
import Testing

@testable import Configuration
@testable import ControlTestSupport
@testable import leadkeeper

/// What comes into a report, and what does not: secrets never, and names only where they may be known.
@Suite struct ReportTests: ProgramSuite {
    let served: ServedSocket
    let directory: TemporaryDirectory

    init() throws {
        served = try ServedSocket()
        directory = try TemporaryDirectory()
        let connections = directory.url.appending(path: "c/connections")
        try FileManager.default.createDirectory(at: connections, withIntermediateDirectories: true)
    }

    private func write(_ text: String, to name: String) throws {
        try text.write(to: directory.url.appending(path: "c/\(name)"), atomically: false, encoding: .utf8)
    }

    @Test func `a report is a new file of its owner's alone, and nothing is ever written over`() async throws {
        let path = "\(directory.path)/report.json"
        let made = try await run("report", path, "--config", "\(directory.path)/c")
        #expect(made.status == 0 && made.output.contains("Read it before you send it"), "\(made)")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        for part in [
            #""name" : "contoso""#, #""host" : "contoso.crm4.dynamics.com""#, #""ops@contoso.com""#,
            #""number" : 17"#, #""class" : "secret-expired""#, #""leadkeeper" : ""#,
            #""keyringProvider" : "gnome-keyring""#,
        ] {
            #expect(text.contains(part), "\(part)")
        }
        for free in ["the probe failed", "it has expired", "2.0.0 Ok", "contoso lapses", "userID"] {
            #expect(!text.contains(free), "\(free)")
        }
        let again = try await run("report", path, "--config", "\(directory.path)/c", "--anonymous")
        #expect(again.status == 73 && again.errors.contains("it exists already"), "\(again)")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
        let link = "\(directory.path)/link"
        symlink("\(directory.path)/elsewhere", link)
        #expect(try await run("report", link).status == 73)
        #expect(!FileManager.default.fileExists(atPath: "\(directory.path)/elsewhere"))
        #expect(try await run("report").status == 64)
        #expect(try await run("report", "\(directory.path)/none/report").status == 73)
    }

    @Test func `a report needs no environment`() async throws {
        let path = "\(directory.path)/report.json"
        let made = try await ChildProcess.run(
            Program.path, ["report", path, "--config", "\(directory.path)/c", "--runtime", directory.path],
            environment: [:])
        #expect(made.status == 0, "\(made)")
    }

    @Test func `without a daemon there is a report, which says so`() async throws {
        let path = "\(directory.path)/report.json"
        let made = try await Program.run(
            ["report", path, "--config", "\(directory.path)/c", "--runtime", directory.path, "--json"])
        #expect(made.status == 0 && made.output.contains(#""bytes""#), "\(made)")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains("the daemon does not answer") && !text.contains(#""daemon" : {"#))
    }

    @Test func `names are replaced by numbers, the same for the same name, and those of everybody stay`() throws {
        let names = ReportNames(isAnonymous: true)
        let encoded = { (name: ReportName?) in String(decoding: try JSONCoder.encode([name]), as: UTF8.self) }
        #expect(try encoded(names.connection("contoso")) == #"["connection-1"]"#)
        #expect(try encoded(names.connection("fabrikam")) == #"["connection-2"]"#)
        #expect(try encoded(names.connection("contoso")) == #"["connection-1"]"#)
        #expect(try encoded(names.host("https://contoso.crm4.dynamics.com/x?y")) == #"["host-1"]"#)
        #expect(try encoded(names.host(named: "contoso.crm4.dynamics.com")) == #"["host-1"]"#)
        #expect(try encoded(names.recipient("ops@contoso.com")) == #"["address-1"]"#)
        #expect(try encoded(names.connection("@mail")) == #"["@mail"]"#)
        #expect(try encoded(names.way("mail")) == #"["mail"]"#)
        #expect(try encoded(names.connection("@channel-ops")) == #"["channel-1"]"#)
        #expect(try encoded(names.way("ops")) == #"["channel-1"]"#)
        for text in ["", "Contoso", "a b", "abc8Q~secret"] { #expect(names.connection(text) == nil) }
        for url in ["ftp://a", "contoso.com", "https://user:pass@contoso.com/", "https://", "https://a b"] {
            #expect(names.host(url) == nil, "\(url)")
        }
    }

    @Test(arguments: [
        ("NotAsked", true), ("AlertPathWorks", true), ("notAsked", false), ("", false), ("Not asked", false),
        ("AbcQZdef", false), ("N0tAsked", false), (String(repeating: "Ab", count: 25), false),
    ])
    func `a reason is words in camel case and nothing else`(text: String, isTerm: Bool) {
        #expect((ReportTerm(reason: text) != nil) == isTerm)
    }

    @Test(arguments: [
        ("AADSTS7000215", true), ("0x80040220", true), ("550", true), ("AADSTS", false), ("AADSTS12345678", false),
        ("0x8004022g", false), ("12345678", false), ("abc", false), ("5.7.1", false),
    ])
    func `a code is one of Microsoft's forms and nothing else`(text: String, isTerm: Bool) {
        #expect((ReportTerm(code: text) != nil) == isTerm)
    }

    @Test(arguments: [false, true])
    func `of a thousand canaries none is in a report, in no encoding`(isAnonymous: Bool) throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("canary seed: \(seed)")
        var canaries = Canaries(seed: seed)
        var list = ConnectionList(connections: [], health: Samples.health())
        for number in 0..<12 {
            var connection = try canaries.planted(in: Samples.connection("contoso"))
            // Names, which may be known where the report is not anonymous.
            connection.name = canaries.name("connection-of-\(number)")
            connection.url = "https://\(canaries.name("host")).crm4.dynamics.com"
            connection.contacts = ["\(canaries.name("person"))@\(canaries.name("company")).example"]
            list.connections.append(connection)
        }
        list.health = try canaries.planted(in: Samples.health())
        let events = EventList(events: try (0..<100).map { _ in try canaries.planted(in: Samples.event()) })
        let notices = NoticeList(notices: try (0..<40).map { _ in try canaries.planted(in: Samples.notice()) })
        let settings = try configuration(&canaries)
        let names = ReportNames(isAnonymous: isAnonymous)
        let report = Report(
            about: [.what], isAnonymous: isAnonymous, at: Timestamp(Samples.now),
            versions: Report.Versions(of: list.health?.keyring), daemon: Report.Daemon(list, events, notices, names),
            configuration: Report.Files(settings, names), units: Report.Unit.read(canaries.units()),
            journal: Report.JournalEntry.read(canaries.journal(), names), missing: [])
        let bytes = try JSONCoder.encode(report, pretty: true)
        let text = String(decoding: bytes, as: UTF8.self)
        // It is no empty one.
        #expect(report.daemon?.connections.count == 12 && report.daemon?.events.count == 100)
        #expect(report.configuration.settings != nil && report.configuration.warnings.count > 3, "\(settings.faults)")
        #expect(report.journal.count == 50 && report.units.count == 8, "\(text)")
        #expect(text.contains("secret-expired"))

        #expect(canaries.secrets.count >= 1_000, "\(canaries.secrets.count)")
        #expect(canaries.secrets.found(in: bytes) == [])
        #expect(canaries.names.found(in: bytes).isEmpty == isAnonymous)
    }

    /// Files with canaries wherever somebody may have written one, of which settings can still be made.
    private func configuration(_ canaries: inout Canaries) throws -> LoadResult {
        try write(
            """
            # \(canaries.secret())
            [Mail]
            Server=smtp://\(canaries.name("mail")).example
            Security=starttls
            UserName=\(canaries.name("user"))@contoso.example
            From=\(canaries.name("sender"))@contoso.example
            Operators=\(canaries.name("operator"))@contoso.example
            [Channel \(canaries.name("channel"))]
            Kind=command
            Tell=both
            """, to: "leadkeeper.conf")
        try write(
            """
            [Connection]
            URL=https://\(canaries.name("host")).crm4.dynamics.com
            Method=azure-ad
            Contacts=\(canaries.name("contact"))@contoso.example
            # \(canaries.secret())
            [AzureAD]
            DirectoryID=12345678-8af1-4a5f-1234-12234d01db47
            ApplicationID=23456052-aaaa-bbbb-8662-1234df56788f
            """, to: "connections/\(canaries.name("connection")).conf")
        let good = Settings.load(directory: "\(directory.path)/c")
        let settings = try #require(good.settingsAtStart ?? good.settings, "\(good.faults)")
        // What stands where something else is accepted, in words that people are shown.
        let faults = (0..<20).map { number in
            Fault(
                file: canaries.secret(), line: number, group: number.isMultiple(of: 2) ? "Mail" : canaries.secret(),
                key: number.isMultiple(of: 3) ? "Server" : canaries.secret(), found: .value(canaries.secret()),
                accepted: canaries.secret(), suggestion: canaries.secret(), hint: canaries.secret(), severity: .warning)
        }
        return LoadResult(
            directory: canaries.secret(), files: [canaries.secret()], findings: faults, settings: settings,
            lacksConnections: false)
    }
}
