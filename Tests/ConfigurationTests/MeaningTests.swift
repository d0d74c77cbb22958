import Configuration
import Credentials
import Foundation
import TestSupport
import Testing

/// What was meant by what stands in a file.
@Suite struct MeaningTests {
    @Test(arguments: [
        ("DirectoryID=", "TenantID=", "did you mean “DirectoryID”?"),
        ("DirectoryID=", "tenant=", "did you mean “DirectoryID”?"),
        ("ApplicationID=", "ClientID=", "did you mean “ApplicationID”?"),
        ("ApplicationID=", "AppId=", "did you mean “ApplicationID”?"),
        ("ApplicationID=", "Aplication-ID=", "did you mean “ApplicationID”?"),
        ("Contacts=", "Recipients=", "did you mean “Contacts”?"),
        ("URL=", "InstanceUrl=", "did you mean “URL”?"), ("Method=", "Authentication=", "did you mean “Method”?"),
        ("[AzureAD]", "[AzurAD]", "did you mean “[AzureAD]”?"),
        ("[Connection]", "[connection]", "did you mean “[Connection]”?"),
    ])
    func `a key or group under another name is one fault, which says what was meant`(
        ours: String, theirs: String, words: String
    ) throws {
        let lines = try faults(connection: azureAD.replacing(ours, with: theirs))
        #expect(lines.count == 1 && lines[0].contains(words), "\(lines)")
    }

    @Test func `a key in the wrong group is one fault, and what is really missing is another`() throws {
        let moved =
            azureAD.replacing("URL=https://contoso.crm4.dynamics.com\n", with: "")
            + "URL=https://contoso.crm4.dynamics.com\n"
        let lines = try faults(connection: moved)
        #expect(lines.count == 1 && lines[0].contains("it belongs in [Connection]"), "\(lines)")
        let group = azureAD.replacing("[AzureAD]", with: "[Azure AD]").replacing(
            "ApplicationID", with: "# ApplicationID")
        let both = try faults(connection: group)
        #expect(both.count == 2 && both.contains { $0.contains("ApplicationID: missing") }, "\(both)")
        let user = office365.replacing("ClientID=", with: "ApplicationID=").replacing("UserName=", with: "UPN=")
        #expect(try faults(connection: user).map { $0.contains("did you mean") } == [true, true])
    }

    @Test(arguments: [
        administrator.replacing("DirectoryID", with: "TenantID"),
        administrator.replacing("[Administrator]", with: "[Admininistrator]"),
        administrator.replacing("ApplicationID", with: "ClientID"),
    ])
    func `an administrator under another name is one fault, whatever asks for it`(settings: String) throws {
        let lines = try faults(connection: azureAD + "[Rotation]\nMode=assisted\n", settings: settings)
        #expect(lines.count == 1 && lines[0].hasPrefix("leadkeeper.conf:"), "\(lines)")
        let offer = azureAD + "[Rotation]\nMode=automatic\n[PartnerCenter]\nOfferID=a\n"
        let own = try faults(connection: offer, settings: administrator)
        #expect(own.count == 1 && own[0].contains("did you mean “Offer”?"), "\(own)")
    }

    @Test(arguments: [
        (
            "URL=https://contoso.crm4.dynamics.com", "URL=\"https://contoso.crm4.dynamics.com\"",
            "“https://contoso.crm4.dynamics.com”"
        ),
        ("Method=azure-ad", "Method='azure-ad'", "“azure-ad”"),
        (
            "ApplicationID=23456052-aaaa-bbbb-8662-1234df56788f",
            "ApplicationID=“23456052-aaaa-bbbb-8662-1234df56788f”",
            "“23456052-"
        ),
        (
            "Contacts=ops@contoso.com;sales@contoso.com", "Contacts=\"ops@contoso.com;sales@contoso.com\"",
            "“ops@contoso.com;sales@"
        ),
        (
            "Contacts=ops@contoso.com;sales@contoso.com", "Contacts=\"ops@contoso.com\";\"sales@contoso.com\"",
            "“ops@contoso.com;sales@"
        ),
    ])
    func `quotation marks around a value are named`(ours: String, theirs: String, meant: String) throws {
        let lines = try faults(connection: azureAD.replacing(ours, with: theirs))
        #expect(lines.count == 1 && lines[0].contains("values stand without quotation marks"), "\(lines)")
        #expect(lines.first?.contains("did you mean \(meant)") == true, "\(lines)")
    }

    @Test func `a secret in quotation marks is not quoted`() throws {
        let lines = try faults(
            connection: azureAD.replacing(
                "ApplicationID=23456052-aaaa-bbbb-8662-1234df56788f", with: "ApplicationID=\"abc~secret\""))
        #expect(lines.count == 1 && !lines[0].contains("secret\""), "\(lines)")
        #expect(lines.first?.contains("abc") == false)
    }

    @Test(arguments: [
        ("ops@contoso.com;ops@Contoso.com", ["ops@contoso.com"]),
        ("ops@CONTOSO.com;ops@contoso.COM;", ["ops@CONTOSO.com"]),
        ("Ops@contoso.com;ops@contoso.com", ["Ops@contoso.com", "ops@contoso.com"]),
        ("a@x.example;b@x.example;a@X.example", ["a@x.example", "b@x.example"]),
    ])
    func `addresses that differ in the case of the domain alone are one`(text: String, addresses: [String]) throws {
        let list = "ops@contoso.com;sales@contoso.com"
        let credential = try settings(["connections/a.conf": azureAD.replacing(list, with: text)]).inventory.first
        #expect(credential?.contacts.map(\.description) == addresses)
        #expect(
            try settings(["leadkeeper.conf": "[Mail]\nOperators=\(text)\n"]).operators.map(\.description)
                == addresses)
    }

    @Test func `each person is written to in the language before the address, else in that of the connection`() throws {
        let connection =
            azureAD.replacing("ops@contoso.com;sales@contoso.com", with: "ops@contoso.com;fr:ventes@contoso.com")
            + "[Notices]\nLanguage=nl\n"
        let settings = try settings([
            "leadkeeper.conf": "[Mail]\nOperators=sv:drift@contoso.com;en:ventes@contoso.com\nUserName=relay\n",
            "connections/a.conf": connection,
        ])
        #expect(settings.operators.map(\.description) == ["drift@contoso.com", "ventes@contoso.com"])
        let credential = try #require(settings.inventory.first { $0.name.description == "a" })
        #expect(credential.contacts.map(\.description) == ["ops@contoso.com", "ventes@contoso.com"])
        let language = { (text: String) in EmailAddress(text).map { credential.notices.language(for: $0) } }
        #expect(language("ops@contoso.com") == .nl)
        #expect(language("ventes@contoso.com") == .fr)
        #expect(language("drift@contoso.com") == .sv)
        let mailbox = try #require(settings.inventory.first { $0.name == .mail })
        #expect(mailbox.contacts.map { mailbox.notices.language(for: $0) } == [.sv, .en])
    }

    @Test func `an address behind what is no language is one fault, which says what may stand there`() throws {
        let lines = try faults(connection: azureAD.replacing("ops@contoso.com;", with: "de:ops@contoso.com;"))
        #expect(lines.count == 1 && lines[0].contains("en, fr, sv or nl may stand before the colon"), "\(lines)")
        #expect(
            lines.first?.contains("each perhaps with its language before it, such as fr:ventes@contoso.com") == true)
    }

    @Test(arguments: [
        "[\(String(repeating: "g", count: 1_000_000))]\n", "[Mail]\n\(String(repeating: "k", count: 1_000_000))=x\n",
        "[Mail]\nServer=\(String(repeating: "v", count: 1_000_000))\n",
        // One character of a million scalars.
        "[Mail]\nServer=e\(String(repeating: "\u{301}", count: 400_000))\n",
        "[Mail]\nOperators=\(Array(repeating: "a@b.example", count: 50_000).joined(separator: ","))\n",
        "[Notices]\nTimeZone=\(String(repeating: "Z\u{202e}", count: 100_000))\n",
        "\(String(repeating: "k", count: 1_000_000))=x\n",
    ])
    func `whatever a file holds, a fault is short and printable`(text: String) throws {
        let result = try ConfigurationDirectory(["leadkeeper.conf": text, "connections/a.conf": azureAD]).load()
        #expect(result.faults.count == 1)
        let line = try #require(result.faults.first?.description)
        #expect(line.unicodeScalars.count < 2_000 && !line.contains("\u{202e}"), "\(line.unicodeScalars.count)")
        #expect(try JSONEncoder().encode(CheckReport(result)).count < 12_000)
    }

    @Test(arguments: [#"a\q;b\"#, #"\q\z"#, #"\;\"#, #"x\"#, #"\\\q\"#])
    func `a list with broken escapes is one fault, and GLib says nothing`(value: String) async throws {
        let directory = try ConfigurationDirectory([
            "leadkeeper.conf": "[Mail]\nOperators=\(value)\n", "connections/a.conf": azureAD,
        ])
        #expect(directory.faultLines().count == 1)
    }

    @Test func `what leads out of a root is a fault that names the place`() throws {
        let outside = try ConfigurationDirectory(["contoso.conf": azureAD, "ca.pem": ""])
        let inside = try ConfigurationDirectory(["connections/sound.conf": azureAD])
        let link = { (name: String, target: String) in
            try FileManager.default.createSymbolicLink(atPath: "\(inside.path)/\(name)", withDestinationPath: target)
        }
        try link("connections/out.conf", "\(outside.path)/contoso.conf")
        try link("connections/within.conf", "sound.conf")
        try link("connections/loop.conf", "loop.conf")
        try inside.write("leadkeeper.conf", Data("[Network]\nCAFile=\(outside.path)/ca.pem\n".utf8))
        let real = try #require(realpath(inside.path, nil).map { String(cString: $0) })
        let result = Settings.load(directory: real, hostName: "a", within: Reach(onlyUnder: [real, "/usr"]))
        let lines = result.faults.map { $0.description.replacing("\(real)/", with: "") }
        #expect(lines.count == 3, "\(lines)")
        #expect(
            lines.contains { $0.hasPrefix("leadkeeper.conf:2: [Network] CAFile") && $0.contains("cannot see") },
            "\(lines)")
        #expect(
            lines.contains {
                $0.hasPrefix("connections/out.conf: found a link to /") && $0.contains("put a copy there")
            },
            "\(lines)")
        #expect(lines.contains { $0.hasPrefix("connections/loop.conf: found Too many levels") }, "\(lines)")
        try link("linked", outside.path)
        #expect(!Settings.load(directory: "\(real)/linked", within: Reach(onlyUnder: [real])).faults.isEmpty)
    }
}
