import Configuration
import Credentials
import Testing

/// What connections take of `[Defaults]` in `leadkeeper.conf`.
@Suite struct ConnectionDefaultsTests {
    private static let shared = """
        [Defaults]
        Contacts=fr:ops@contoso.com;sales@contoso.com
        DirectoryID=12345678-8AF1-4a5f-1234-12234d01db47

        """
    private static let directory = "12345678-8af1-4a5f-1234-12234d01db47"
    private static let own = "99999999-8af1-4a5f-1234-12234d01db47"

    /// The text without the lines of those keys.
    private func text(_ text: String, without keys: String...) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { line in !keys.contains { line.hasPrefix("\($0)=") } }.joined(separator: "\n")
    }

    private func connection(_ text: String, settings texts: [String: String]) throws -> Credential {
        let files = texts.merging(["connections/contoso.conf": text]) { _, new in new }
        return try #require(try settings(files)[CredentialName("contoso") ?? .mail])
    }

    @Test func `a connection without contacts and directory of its own takes those of all`() throws {
        let bare = text(azureAD, without: "Contacts", "DirectoryID")
        let credential = try connection(bare, settings: ["leadkeeper.conf": Self.shared])
        #expect(credential.contacts.map(\.description) == ["ops@contoso.com", "sales@contoso.com"])
        #expect(credential.notices.languages == [credential.contacts[0]: .fr])
        guard case .azureAD(let directory, _) = credential.identity else { throw Mismatch() }
        #expect(directory.description == Self.directory)
    }

    @Test func `what a connection says itself counts alone`() throws {
        let said = text(azureAD, without: "Contacts", "DirectoryID")
            .replacing("[AzureAD]", with: "Contacts=own@contoso.com\n[AzureAD]\nDirectoryID=\(Self.own)")
        let credential = try connection(said, settings: ["leadkeeper.conf": Self.shared])
        #expect(credential.contacts.map(\.description) == ["own@contoso.com"])
        #expect(credential.notices.languages.isEmpty)
        guard case .azureAD(let directory, _) = credential.identity else { throw Mismatch() }
        #expect(directory.description == Self.own)
    }

    @Test func `a value with nothing behind it is none, here and there`() throws {
        let empty = azureAD.replacing("ops@contoso.com;sales@contoso.com", with: "")
        let credential = try connection(empty, settings: ["leadkeeper.conf": Self.shared])
        #expect(credential.contacts.count == 2)
        let lines = try faults(connection: empty, settings: "[Defaults]\nContacts=\n")
        #expect(lines.count == 1 && lines[0].contains("[Connection] Contacts: missing"), "\(lines)")
    }

    @Test func `a later file overrides an earlier one, key by key`() throws {
        let bare = text(azureAD, without: "Contacts", "DirectoryID")
        let credential = try connection(
            bare,
            settings: [
                "leadkeeper.conf": Self.shared, "leadkeeper.conf.d/10.conf": "[Defaults]\nContacts=all@contoso.com\n",
            ])
        #expect(credential.contacts.map(\.description) == ["all@contoso.com"])
        guard case .azureAD(let directory, _) = credential.identity else { throw Mismatch() }
        #expect(directory.description == Self.directory)
    }

    @Test(arguments: [("", false, "contoso.onmicrosoft.com"), (shared, false, directory), (shared, true, own)])
    func `an Office 365 user is of the directory that is said of it, else of all, else of its domain`(
        settings: String, isOwn: Bool, directory: String
    ) throws {
        let text = office365 + (isOwn ? "DirectoryID=\(Self.own)\n" : "")
        let credential = try connection(text, settings: ["leadkeeper.conf": settings])
        guard case .office365(_, _, let found) = credential.identity else { throw Mismatch() }
        #expect(found == directory)
    }

    @Test func `what is missing is told with where it may stand for all`() throws {
        let lines = try faults(connection: text(azureAD, without: "Contacts", "DirectoryID"))
        #expect(lines.count == 2, "\(lines)")
        for (line, key) in zip(lines, ["[Connection] Contacts", "[AzureAD] DirectoryID"]) {
            #expect(line.contains("\(key): missing"), "\(line)")
            let shared = "[Defaults] \(key.split(separator: " ")[1])= of leadkeeper.conf gives it for all connections"
            #expect(line.hasSuffix(shared), "\(line)")
        }
    }

    @Test func `what is wrong for all is told once, where it stands`() throws {
        let lines = try faults(
            connection: text(azureAD, without: "Contacts", "DirectoryID"),
            settings: "[Defaults]\nContacts=nobody\nDirectoryID=contoso\n")
        #expect(lines.count == 2, "\(lines)")
        #expect(lines.allSatisfy { $0.hasPrefix("leadkeeper.conf:") && $0.contains("[Defaults]") }, "\(lines)")
    }

    @Test(arguments: ["Recipients", "E-Mail", "TenantID"]) func `the usual other words for the keys are recognised`(
        word: String
    ) throws {
        let lines = try faults("[Defaults]\n\(word)=ops@contoso.com\n")
        #expect(lines.count == 1 && lines[0].contains("did you mean “"), "\(lines)")
    }

    @Test func `the group belongs in leadkeeper.conf`() throws {
        let lines = try faults(connection: azureAD + "[Defaults]\nContacts=ops@contoso.com\n")
        #expect(lines.count == 1 && lines[0].contains("a group that belongs in leadkeeper.conf"), "\(lines)")
    }

    private struct Mismatch: Error {}
}
