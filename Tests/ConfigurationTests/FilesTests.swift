import Configuration
import Credentials
import Foundation
import Testing

@Suite struct FilesTests {
    @Test func `a directory that is not there is a fault, and so is a file in its place`() throws {
        let directory = try ConfigurationDirectory(["file": ""])
        let missing = Settings.load(directory: directory.path + "/none", hostName: "a")
        #expect(missing.settings == nil)
        #expect(
            missing.faults.map(\.description) == [
                "\(directory.path)/none: found No such file or directory, expected: a directory with leadkeeper.conf in it"
            ])
        #expect(
            Settings.load(directory: directory.path + "/file", hostName: "a").faults.first?.found
                == .description("Not a directory"))
    }

    @Test func `a directory may be named with a slash at its end`() throws {
        let directory = try ConfigurationDirectory(["leadkeeper.conf": "[X]\n"])
        #expect(
            Settings.load(directory: directory.path + "/", hostName: "a").faults.first?.file
                == "\(directory.path)/leadkeeper.conf")
    }

    @Test func `drop-ins override in the order of their names' bytes, key by key`() throws {
        let result = try ConfigurationDirectory([
            "leadkeeper.conf": "[Network]\nTimeout=1s\nProxy=http://a:1\n[Notices]\nLanguage=fr\n",
            "leadkeeper.conf.d/9.conf": "[Network]\nTimeout=9s\n",
            "leadkeeper.conf.d/10.conf": "[Network]\nTimeout=10s\n",
            "leadkeeper.conf.d/B.conf": "[Network]\nProxy=\n", "leadkeeper.conf.d/a.conf": "[Network]\nTimeout=2s\n",
            "leadkeeper.conf.d/A.conf": "[Network]\nTimeout=3s\n", "leadkeeper.conf.d/z.conf.bak": "nonsense",
            "leadkeeper.conf.d/.hidden.conf": "nonsense",
        ]).load()
        #expect(result.settings?.network == NetworkSettings(timeout: .seconds(2)))
        let names = result.files.map { $0.split(separator: "/").last.map(String.init) }
        #expect(names == ["leadkeeper.conf", "10.conf", "9.conf", "A.conf", "B.conf", "a.conf"])
    }

    @Test func `a bad value is a fault also where a later file overrides it`() throws {
        let lines = try ConfigurationDirectory([
            "leadkeeper.conf": "[Network]\nTimeout=1\n", "leadkeeper.conf.d/a.conf": "[Network]\nTimeout=2s\n",
        ]).faultLines()
        #expect(lines.count == 1 && lines[0].hasPrefix("leadkeeper.conf:2: [Network] Timeout"), "\(lines)")
    }

    @Test func `files without .conf at their ends are passed over, and noted but for backups and hidden ones`() throws {
        let directory = try ConfigurationDirectory([
            "connections/.contoso.conf.swp": "x", "connections/contoso.conf~": "x",
            "connections/contoso.conf.dpkg-old": "x",
            "connections/a.conf.dpkg-new": "x", "connections/Contoso_EU.conf": azureAD, "connections/notes.txt": "x",
            "connections/@mail.conf": azureAD, "connections/-a.conf": azureAD,
            "connections/\(String(repeating: "a", count: 64)).conf": azureAD,
            "connections/.conf": "x", "connections/b": azureAD, "leadkeeper.conf.d/10-mail.conf.disabled": "[X]",
            "connection/a.conf": azureAD, "contoso.conf": azureAD, "ca.pem": "x",
        ])
        let lines = directory.faultLines()
        #expect(lines.count == 4, "\(lines)")
        #expect(
            lines.contains {
                $0.hasPrefix("connections/Contoso_EU.conf: ") && $0.hasSuffix("did you mean “contoso-eu.conf”?")
            })
        let notes = directory.load().notes.map { $0.description.replacing("\(directory.path)/", with: "") }
        #expect(
            notes.map { $0.prefix { $0 != ":" } }.sorted() == [
                "connection", "connections/b", "connections/notes.txt", "contoso.conf",
                "leadkeeper.conf.d/10-mail.conf.disabled",
            ], "\(notes)")
        #expect(notes.contains { $0.hasPrefix("connections/b: ") && $0.hasSuffix("did you mean “b.conf”?") })
        #expect(notes.contains { $0.hasPrefix("connection: ") && $0.hasSuffix("did you mean “connections”?") })
        #expect(lines.contains { $0.hasPrefix("connections/@mail.conf: ") && !$0.contains("did you mean") })
    }

    @Test func `a name of 63 characters is taken`() throws {
        let name = String(repeating: "a", count: 63)
        #expect(try settings(["connections/\(name).conf": azureAD]).inventory.map(\.name.description) == [name])
    }

    @Test func `a file of one MiB is read, and one byte more is a fault`() throws {
        let directory = try ConfigurationDirectory()
        let line = "[Network]\nTimeout=7s\n#"
        let padding = String(repeating: "x", count: 1_048_576 - line.utf8.count)
        try directory.write("leadkeeper.conf", Data((line + padding).utf8))
        #expect(directory.load().settings?.network.timeout == .seconds(7))
        try directory.write("leadkeeper.conf", Data((line + padding + "x").utf8))
        #expect(
            directory.faultLines() == [
                "leadkeeper.conf: found more than 1048576 bytes, expected: a file of at most 1048576 bytes that can be read"
            ])
    }

    @Test func `what is not a file is a fault, and a FIFO is not waited for`() throws {
        let directory = try ConfigurationDirectory(["connections/dir.conf/x": ""])
        #expect(mkfifo("\(directory.path)/connections/fifo.conf", 0o600) == 0)
        try FileManager.default.createSymbolicLink(
            atPath: "\(directory.path)/connections/gone.conf", withDestinationPath: "nowhere")
        let faults = directory.load().faults
        #expect(
            faults.map(\.found.description) == [
                "found something that is not a file", "found something that is not a file",
                "found No such file or directory",
            ])
    }

    @Test(.enabled(if: getuid() != 0, "root may read every file"))
    func `a file that may not be read is a fault with the system's reason`() throws {
        let directory = try ConfigurationDirectory(["leadkeeper.conf": "", "connections/a.conf": azureAD])
        try #require(
            chmod("\(directory.path)/leadkeeper.conf", 0) == 0 && chmod("\(directory.path)/connections", 0) == 0)
        defer { chmod("\(directory.path)/connections", 0o700) }
        #expect(directory.load().faults.map(\.found.description) == ["Permission denied", "Permission denied"])
    }

    @Test func `bytes that are no text are faults of their lines`() throws {
        let directory = try ConfigurationDirectory()
        try directory.write(
            "leadkeeper.conf",
            Data("[Mail]\nFrom=a\u{0}b\nUserName=".utf8) + Data([0xFF]) + Data("\n[Network]\nTimeout=1s\\tx\n".utf8))
        #expect(
            directory.faultLines() == [
                "leadkeeper.conf:2: [Mail] From: found a control character, expected: printable text",
                "leadkeeper.conf:3: [Mail] UserName: found bytes that are not UTF-8, expected: UTF-8",
                "leadkeeper.conf:5: [Network] Timeout: found a control character, expected: 1s to 10m, such as 30s",
            ])
    }
}
