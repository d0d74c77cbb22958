import Configuration
import Credentials
import Foundation
import Testing

/// Values that people give on a terminal or in a table.
@Suite struct ConnectionValueTests {
    private static let id = "23456052-aaaa-bbbb-8662-1234df56788f"
    private static let other = "12345678-8af1-4a5f-1234-12234d01db47"

    private func read(_ value: ConnectionValue, _ text: String) -> String {
        switch value.read(text) {
        case .success(let text): text
        case .failure(let fault): "refused: \(fault.cause)"
        }
    }

    @Test(arguments: [
        id, id.uppercased(), "{\(id)}", "  \(id)\t", "(\(id))", "\"\(id)\"", "23456052aaaabbbb86621234df56788f",
        "Application (client) ID: \(id)", "Application (client) ID\t\(id)", "Application (client) ID \(id) Copy",
        "Application ID=\(id.uppercased())", "client id: {\(id)}", "ID d'application (client) : \(id)",
        "Program-ID (klient)\t\(id)", "Toepassings-id (client): \(id)", "\(id)\n\(id)",
        "Display name\nContoso leads\nApplication (client) ID\n\(id)\nObject ID\n\(other)\nDirectory (tenant) ID\n\(other)",
    ])
    func `an application's id is recognised as portals show it`(text: String) {
        #expect(read(.application, text) == Self.id)
    }

    @Test(arguments: [
        "Directory (tenant) ID: \(other)", "Tenant ID\t\(other)", "ID de l'annuaire (locataire): \(other)",
        "Katalog-ID (klientorganisation) \(other)", "Map-id (tenant) {\(other)}",
        "Application (client) ID: \(id)\nDirectory (tenant) ID: \(other)",
    ])
    func `a directory's id is recognised as portals show it`(text: String) {
        #expect(read(.directory, text) == Self.other)
    }

    @Test(arguments: [
        ("Object ID: \(id)", "found the Object ID"),
        ("Directory (tenant) ID: \(id)", "found the Directory (tenant) ID"),
        ("Secret ID \(id)", "found the Secret ID"), ("\(id) \(other)", "found several ids"),
        ("", "missing"), ("contoso", "found 7 characters that are no GUID"),
    ])
    func `what is another id, or none, is told and not taken`(text: String, said: String) {
        let answer = read(.application, text)
        #expect(answer.hasPrefix("refused: \(said)"), "\(answer)")
        #expect(answer.contains("expected: a GUID"))
    }

    @Test func `what may be a secret is not repeated`() {
        for text in ["aBc8Q~-secret.value_of_an_app", "Value: aBc8Q~-secret.value_of_an_app"] {
            #expect(!read(.application, text).contains("secret.value"))
            #expect(!read(.directory, text).contains("secret.value"))
        }
    }

    @Test(arguments: [
        "https://contoso.crm4.dynamics.com", " https://contoso.crm4.dynamics.com/ ",
        "https://CONTOSO.crm4.dynamics.com:443",
    ])
    func `an environment's address comes out as one`(text: String) {
        #expect(read(.url, text) == "https://contoso.crm4.dynamics.com")
    }

    @Test(arguments: [
        "contoso.crm4.dynamics.com", "http://contoso.crm4.dynamics.com",
        "https://contoso.crm4.dynamics.com/main.aspx?appid=1&pagetype=dashboard",
    ])
    func `an address that is nearly right comes back with what it should be`(text: String) {
        guard case .failure(let fault) = ConnectionValue.url.read(text) else {
            Issue.record("\(text) was taken")
            return
        }
        #expect(fault.suggestion == "https://contoso.crm4.dynamics.com")
    }

    @Test(arguments: ["https://make.powerapps.com", "https://partner.microsoft.com/dashboard"])
    func `a portal is no environment`(text: String) {
        #expect(read(.url, text).contains("this is a portal, not an environment"))
    }

    @Test func `values with what key files escape, or cannot hold, stay whole or are refused`() throws {
        #expect(read(.contacts, "fr:ops@contoso.com;sales@contoso.com") == "fr:ops@contoso.com;sales@contoso.com")
        #expect(read(.contacts, "ops@contoso.com, sales@contoso.com").contains("did you mean “ops@contoso.com;sales@"))
        #expect(read(.contacts, "ops@contoso.com\n[Mail]\nServer=smtp://evil").hasPrefix("refused: "))
        #expect(read(.userName, "o\\ps@contoso.com").hasPrefix("refused: "))
        #expect(read(.method, "azure-ad") == "azure-ad")
        #expect(read(.method, "office 365").contains("did you mean “office365”?"))
    }

    @Test func `a draft is a file that the reader takes, and the credential that was meant`() throws {
        var draft = ConnectionDraft(try #require(CredentialName("contoso")))
        draft[.application] = Self.id
        draft[.directory] = Self.other
        draft[.contacts] = "ops@contoso.com;sales@contoso.com"
        draft[.method] = "azure-ad"
        draft[.url] = "https://contoso.crm4.dynamics.com"
        draft[.language] = "fr"
        #expect(
            draft.text.split(separator: "\n").dropFirst().joined(separator: " ") == """
                [Connection] URL=https://contoso.crm4.dynamics.com Method=azure-ad \
                Contacts=ops@contoso.com;sales@contoso.com [AzureAD] DirectoryID=\(Self.other) ApplicationID=\(Self.id) \
                [Notices] Language=fr
                """)
        let directory = try ConfigurationDirectory()
        let result = Settings.load(directory: directory.path, hostName: "a", proposing: [draft.file])
        let credential = try #require(result.settings?[draft.name], "\(result.faults)")
        #expect(credential.identity.account == Self.id)
        #expect(credential.contacts.count == 2)
        #expect(credential.notices.language == .fr)
        // Written, it says the same.
        try directory.write("connections/\(draft.fileName)", Data(draft.text.utf8))
        #expect(directory.load().settings?[draft.name] == credential)
    }

    @Test func `proposed connections are read beside those that are there, or in their place`() throws {
        let directory = try ConfigurationDirectory(["connections/contoso.conf": azureAD, "connections/b.conf": azureAD])
        let names = { (files: [ProposedFile]) in
            Settings.load(directory: directory.path, hostName: "a", proposing: files).settings?.inventory
                .map(\.name.description)
        }
        #expect(names([]) == ["b", "contoso"])
        #expect(names([ProposedFile("a.conf", among: .connections, azureAD)]) == ["a", "b", "contoso"])
        #expect(names([ProposedFile("b.conf", among: .connections, nil)]) == ["contoso"])
        let broken = Settings.load(
            directory: directory.path, hostName: "a",
            proposing: [ProposedFile("b.conf", among: .connections, "[Connection]\n")])
        #expect(broken.settings == nil && broken.faults.allSatisfy { $0.file.hasSuffix("connections/b.conf") })
    }
}
