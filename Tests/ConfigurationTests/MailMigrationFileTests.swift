import Credentials
import Foundation
import Testing

@testable import Configuration

/// The file by which mail moves from a password to tokens.
@Suite struct MailMigrationFileTests {
    private static let id = "12345678-8af1-4a5f-1234-12234d01db47"
    private let before = """
        [Mail]
        Server=smtp://smtp.office365.com:587
        Security=starttls
        UserName=relay@contoso.com
        From=Leads <leads@contoso.com>
        """

    private func way(_ server: String = MailWay.graph) throws -> MailWay {
        let id = try #require(GUID(Self.id))
        return MailWay(
            server: server, mailbox: try #require(EmailAddress("alerts@contoso.com")),
            application: EntraApplication(directory: id, id: id))
    }

    private func house() throws -> (directory: ConfigurationDirectory, settings: Settings) {
        let directory = try ConfigurationDirectory()
        try directory.write("leadkeeper.conf", Data(before.utf8))
        return (directory, try #require(directory.load().settings))
    }

    @Test(arguments: [MailWay.graph, "smtp://smtp.office365.com:587"])
    func `what is prepared changes nothing, and what it becomes is exactly what was shown before`(server: String) throws
    {
        let (directory, settings) = try house()
        let way = try way(server)
        let file = MailMigrationFile(to: way, from: settings.mail)
        for stage in MailMigrationFile.Stage.allCases {
            let text = file.at(stage).text
            let proposed = Settings.load(
                directory: directory.path, hostName: "a", proposing: [ProposedFile(MailMigrationFile.name, text)])
            #expect(proposed.faults.isEmpty, "\(proposed.faults)")
            try directory.write("leadkeeper.conf.d/\(MailMigrationFile.name)", Data(text.utf8))
            let written = directory.load()
            #expect(written.settings == proposed.settings && written.files == proposed.files)
            let mail = try #require(written.settings?.mail)
            guard stage != .prepared else {
                #expect(written.settings == settings)
                continue
            }
            #expect(mail.signIn == .oauth && mail.application == way.application)
            #expect(mail.mailbox == "alerts@contoso.com" && (mail.service == .graph) == way.isGraph)
            #expect(mail.from.description == (way.isGraph ? "alerts@contoso.com" : "leads@contoso.com"))
        }
    }

    @Test func `it is read back as it was written, at each stage`() throws {
        let (_, settings) = try house()
        for server in [MailWay.graph, "smtps://mail.contoso.com"] {
            let way = try way(server)
            for stage in MailMigrationFile.Stage.allCases {
                let file = MailMigrationFile(to: way, from: settings.mail).at(stage)
                let read = try #require(MailMigrationFile(Array(file.text.utf8)))
                #expect(read.text == file.text && read.stage == stage && read.way(from: settings.mail.from) == way)
            }
        }
    }

    @Test func `a file with one byte of anybody else's is not its own`() throws {
        let (_, settings) = try house()
        let text = MailMigrationFile(to: try way(), from: settings.mail).at(.switched).text
        let foreign = [
            "", "[Mail]\nServer=graph:\n", text + "\n", text + "# mine\n", text.replacing("graph:", with: "graph: "),
            text.replacing("# Stage: switched", with: "# Stage: done"), String(text.dropLast()),
            text.replacing("\n[Mail]", with: "\n\n[Mail]"), text.replacing("SignIn=oauth\n", with: "SignIn=oauth\r\n"),
        ]
        for other in foreign { #expect(MailMigrationFile(Array(other.utf8)) == nil, "\(other)") }
        #expect(MailMigrationFile([0xff, 0xfe]) == nil)
    }

    @Test func `what is there is told apart: nothing, its own, and what nobody may write over`() throws {
        let (directory, settings) = try house()
        #expect(MailMigrationFile.find(in: directory.path) == .nothing)
        let file = MailMigrationFile(to: try way(), from: settings.mail)
        try directory.write("leadkeeper.conf.d/\(MailMigrationFile.name)", Data(file.text.utf8))
        #expect(MailMigrationFile.find(in: directory.path) == .own(file))
        try directory.write("leadkeeper.conf.d/\(MailMigrationFile.name)", Data("[Mail]\nFrom=a@b.c\n".utf8))
        #expect(MailMigrationFile.find(in: directory.path) == .foreign)
    }
}
