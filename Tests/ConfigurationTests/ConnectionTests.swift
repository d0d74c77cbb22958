import Configuration
import Credentials
import Testing

@Suite struct ConnectionTests {
    @Test func `a connection by client secret is read`() throws {
        let settings = try settings(["connections/contoso.conf": azureAD + "[PartnerCenter]\nOffer=my-offer\n"])
        let credential = try #require(settings.inventory.first)
        #expect(settings.inventory.count == 1)
        #expect(credential.name.description == "contoso")
        #expect(credential.destination == .dynamics(environment: "https://contoso.crm4.dynamics.com"))
        #expect(credential.contacts.map(\.description) == ["ops@contoso.com", "sales@contoso.com"])
        #expect(credential.identity.method == .azureAD)
        #expect(credential.identity.account == "23456052-aaaa-bbbb-8662-1234df56788f")
        #expect(credential.offer == "my-offer")
    }

    @Test func `a connection by password is read, in the directory of its user's domain or in another`() throws {
        let client = try #require(GUID("23456052-aaaa-bbbb-8662-1234df56788f"))
        let user = "Leads@Contoso.onmicrosoft.com"
        let byDomain = try settings(["connections/contoso.conf": office365])
        #expect(
            byDomain.inventory.first?.identity
                == .office365(userName: user, client: client, directory: "contoso.onmicrosoft.com")
        )
        let given = try settings([
            "connections/contoso.conf": office365 + "DirectoryID=12345678-8AF1-4a5f-1234-12234d01db47\n"
        ])
        #expect(
            given.inventory.first?.identity
                == .office365(userName: user, client: client, directory: "12345678-8af1-4a5f-1234-12234d01db47"))
    }

    @Test func `every key that is missing is named`() throws {
        #expect(try missing("") == ["[Connection] Contacts", "[Connection] Method", "[Connection] URL"])
        #expect(
            try Set(missing("[Connection]\nMethod=azure-ad\n")).isSuperset(of: [
                "[AzureAD] ApplicationID", "[AzureAD] DirectoryID",
            ]))
        #expect(
            try Set(missing("[Connection]\nMethod=office365\n")).isSuperset(of: [
                "[Office365] ClientID", "[Office365] UserName",
            ]))
        #expect(try missing(azureAD.replacing("URL=https", with: "URL=\n#")) == ["[Connection] URL"])
    }

    private func missing(_ text: String) throws -> [String] {
        try ConfigurationDirectory(["connections/contoso.conf": text]).load().faults.filter { $0.found == .nothing }
            .map { "[\($0.group ?? "")] \($0.key ?? "")" }
    }

    @Test func `a missing client id says that Microsoft names none`() throws {
        let lines = try faults(connection: office365.replacing("ClientID", with: "#ClientID"))
        #expect(
            lines.count == 1 && lines[0].contains("[Office365] ClientID: missing")
                && lines[0].contains("Microsoft names none"), "\(lines)")
    }

    @Test func `the group of the other method has no place`() throws {
        let other = "[Office365]\nUserName=leads@contoso.com\n"
        #expect(
            try faults(connection: azureAD + other) == [
                "connections/contoso.conf:9: [Office365]: found a group for Method=office365, expected: [AzureAD], since Method is azure-ad"
            ])
        let lines = try faults(connection: azureAD.replacing("azure-ad", with: "office365"))
        #expect(lines.contains { $0.contains(":6: [AzureAD]: found a group for Method=azure-ad") }, "\(lines)")
        #expect(lines.contains { $0.contains("[Office365] UserName: missing") }, "\(lines)")
    }

    @Test func `a client secret has no lifetime but its expiry date`() throws {
        for text in ["90d", "never"] {
            let lines = try faults(connection: azureAD + "[Window]\nLifetime=\(text)\n")
            #expect(lines.count == 1 && lines[0].contains("a client secret has an expiry date of its own"), "\(lines)")
        }
        #expect(try faults(connection: azureAD + "[Window]\nLifetime=\n") == [])
    }

    @Test func `a password is not rotated automatically, wherever that is asked for`() throws {
        let own = try faults(connection: office365 + "[Rotation]\nMode=automatic\n", settings: administrator)
        #expect(
            own.count == 1
                && own[0].hasPrefix("connections/contoso.conf:10: [Rotation] Mode: “automatic” is not valid"),
            "\(own)")
        let inherited = try faults(connection: office365, settings: administrator + "[Rotation]\nMode=automatic\n")
        #expect(
            inherited.count == 1
                && inherited[0].hasPrefix("connections/contoso.conf: [Rotation] Mode: “automatic” is not valid"),
            "\(inherited)")
        #expect(inherited.first?.contains("only one password") == true)
        #expect(
            try faults(
                connection: office365 + "[Rotation]\nMode=remind\n",
                settings: administrator + "[Rotation]\nMode=automatic\n")
                == [])
        #expect(try faults(connection: office365 + "[Rotation]\nMode=assisted\n", settings: administrator) == [])
    }

    @Test func `what nobody is needed for names the offer that it is handed over to`() throws {
        let automatic = azureAD + "[Rotation]\nMode=automatic\n"
        let lines = try faults(connection: automatic, settings: administrator)
        #expect(lines.count == 1 && lines[0].contains("since [PartnerCenter] Offer is not given"), "\(lines)")
        #expect(try faults(connection: automatic + "[PartnerCenter]\nOffer=my-offer\n", settings: administrator) == [])
        #expect(try faults(connection: azureAD + "[Rotation]\nMode=assisted\n", settings: administrator) == [])
    }

    @Test func `nothing but reminding works without an administrator`() throws {
        for mode in ["assisted", "automatic"] {
            let lines = try faults(connection: azureAD + "[Rotation]\nMode=\(mode)\n")
            #expect(
                lines.count == 1 && lines[0].contains("expected: remind, since leadkeeper.conf has no [Administrator]"),
                "\(lines)")
        }
        // Where the administrator is at fault that alone is said.
        let lines = try faults(
            connection: azureAD + "[Rotation]\nMode=assisted\n", settings: "[Administrator]\nDirectoryID=x\n")
        #expect(lines.allSatisfy { $0.contains("[Administrator]") && $0.hasPrefix("leadkeeper.conf") }, "\(lines)")
    }

    @Test func `a rotation begins and overlaps for less than a lifetime`() throws {
        #expect(try faults("[Rotation]\nLifetime=31d\n") == [])
        #expect(
            try faults("[Rotation]\nLifetime=30d\n").first?.contains(
                "[Rotation] Before: “30d” is not valid, expected: less than Lifetime") == true)
        #expect(
            try faults("[Rotation]\nLifetime=7d\nBefore=1d\n").first?.contains("[Rotation] Overlap: “7d” is not valid")
                == true
        )
        #expect(
            try faults(connection: azureAD + "[Rotation]\nBefore=180d\n").first?.hasPrefix(
                "connections/contoso.conf:10: [Rotation] Before") == true)
    }

    @Test func `what a connection's file says takes the place of the settings, key by key`() throws {
        let general =
            "[Probe]\nLeadInterval=2d\nCleanup=keep\n[Notices]\nLanguage=sv\nTimeZone=Europe/Stockholm\n[Rotation]\nOverlap=3d\n"
        let own = azureAD + "[Probe]\nLeadInterval=4h\n[Notices]\nLanguage=nl\nTimeZone=\n[Rotation]\nBefore=20d\n"
        let credential = try #require(
            try settings(["leadkeeper.conf": general, "connections/contoso.conf": own]).inventory.first)
        #expect(credential.probing == ProbePolicy(leadInterval: .hours(4), cleanup: .keep))
        #expect(credential.notices == NoticePolicy(language: .nl, timeZone: "Europe/Stockholm"))
        #expect(credential.rotation == RotationPolicy(before: .days(20), overlap: .days(3)))
    }

    @Test func `reserved credentials are told to the operators, and people replace the one for mail`() throws {
        let general =
            administrator
            + "[Mail]\nUserName=relay\nOperators=root@contoso.com\n[Rotation]\nMode=automatic\n[Notices]\nLanguage=fr\n"
        let connection = azureAD + "[PartnerCenter]\nOffer=my-offer\n"
        let settings = try settings([
            "leadkeeper.conf": general, "connections/0.conf": connection, "connections/z.conf": connection,
        ])
        #expect(settings.inventory.map(\.name.description) == ["0", "@administrator", "@mail", "z"])
        let mail = try #require(settings[.mail])
        #expect(mail.identity == .mailbox(userName: "relay"))
        #expect(settings[.administrator]?.identity.account == "99999999-aaaa-bbbb-8662-1234df56788f")
        for credential in [mail, try #require(settings[.administrator])] {
            #expect(credential.contacts.map(\.description) == ["root@contoso.com"])
            #expect(credential.destination == nil)
            #expect(credential.notices.language == .fr)
        }
        #expect(mail.rotation.mode == .remind)
        #expect(settings[.administrator]?.rotation.mode == .automatic)
        #expect(settings[try #require(CredentialName("z"))]?.rotation.mode == .automatic)
    }
}
