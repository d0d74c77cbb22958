import Credentials
import Testing

@testable import Configuration

@Suite struct PublishSettingsTests {
    private func load(_ lines: String, within reach: Reach = .everything) throws -> LoadResult {
        let directory = try ConfigurationDirectory(["leadkeeper.conf": lines])
        return Settings.load(directory: directory.path, hostName: "gate.contoso.com", within: reach)
    }

    @Test func `without the group the service manager's directory is used, without details, in English`() throws {
        #expect(try load("").settings?.publish == PublishSettings())
        #expect(PublishSettings() == PublishSettings(directory: nil, details: false, language: .en))
    }

    @Test func `directory and details are as given, and the language is that of the notices`() throws {
        let lines = "[Publish]\nDirectory=/srv/www/leads\nDetails=yes\n[Notices]\nLanguage=nl\n"
        #expect(
            try load(lines).settings?.publish
                == PublishSettings(directory: "/srv/www/leads", details: true, language: .nl))
    }

    @Test(arguments: ["Directory=www", "Directory=~/www", "Details=maybe", "Details=1"])
    func `what means nothing is a fault`(line: String) throws {
        let result = try load("[Publish]\n\(line)\n")
        #expect(result.settings == nil && result.faults.count == 1)
        #expect(result.faults.first?.group == "Publish")
    }

    @Test(arguments: [
        ("/var/cache/leadkeeper", true), ("/var/cache/leadkeeper/www", true), ("/srv/www", true),
        ("/var/cache/leadkeepers", false), ("/srv", false), ("/etc/leadkeeper", false),
    ])
    func `a directory that the unit does not let the service write is a warning that says what lets it`(
        path: String, isWritable: Bool
    ) throws {
        let directory = try ConfigurationDirectory(["leadkeeper.conf": "[Publish]\nDirectory=\(path)\n"])
        let reach = Reach(onlyUnder: [directory.path, "/etc"], writable: ["/var/cache/leadkeeper", "/srv/www"])
        let result = Settings.load(directory: directory.path, hostName: "gate.contoso.com", within: reach)
        #expect(result.settings?.publish.directory == path)
        let warnings = result.warnings.filter { $0.key == "Directory" }
        #expect(warnings.isEmpty == isWritable)
        #expect(warnings.allSatisfy { $0.description.contains("BindPaths=\(path)") })
    }
}
