import Configuration
import Credentials
import Testing

@Suite struct MailSignInTests {
    private static let directory = "12345678-8af1-4a5f-1234-12234d01db47"
    private static let application = "23456052-aaaa-bbbb-8662-1234df56788f"
    private static let ids = "DirectoryID=\(directory)\nApplicationID=\(application)\n"

    @Test(arguments: [
        ("", MailSettings.SignIn.none), ("UserName=relay\n", .password),
        ("UserName=relay\nSignIn=password\n", .password),
        ("SignIn=none\n", .none), ("SignIn=oauth\nFrom=a@contoso.com\n\(ids)", .oauth),
        ("Server=graph:\nFrom=a@contoso.com\n\(ids)", .oauth),
        ("Server=graph:\nSignIn=oauth\nFrom=a@contoso.com\n\(ids)", .oauth),
    ])
    func `the way to sign in follows the user name and the server unless it is given`(
        text: String, way: MailSettings.SignIn
    ) throws {
        #expect(try settings(["leadkeeper.conf": "[Mail]\n\(text)"]).mail.signIn == way)
    }

    @Test(arguments: [
        ("UserName=alerts@contoso.com\nFrom=leads@contoso.com\n", "alerts@contoso.com"),
        ("From=Leads <leads@contoso.com>\n", "leads@contoso.com"),
    ])
    func `a token opens the mailbox of the user name, else the sender's, and @mail is an Entra secret`(
        text: String, mailbox: String
    ) throws {
        let settings = try settings([
            "leadkeeper.conf": "[Mail]\nServer=smtp://smtp.office365.com:587\nSignIn=oauth\n\(text)\(Self.ids)"
        ])
        #expect(settings.mail.mailbox == mailbox)
        #expect(settings.mail.service == .smtp && settings.mail.security == .starttls)
        let mail = try #require(settings[.mail])
        let directory = try #require(GUID(Self.directory))
        let application = try #require(GUID(Self.application))
        #expect(mail.identity == .azureAD(directory: directory, application: application))
        #expect(mail.destination == nil && mail.contacts == settings.operators)
    }

    @Test func `graph: sends as the mailbox of From, over HTTPS to the cloud's host`() throws {
        let mail = try settings([
            "leadkeeper.conf": "[Mail]\nServer=graph:\nFrom=leads@contoso.com\n\(Self.ids)[Entra]\nCloud=usgov\n"
        ]).mail
        #expect(mail.service == .graph && mail.host == "graph.microsoft.us" && mail.port == 443)
        #expect(mail.security == .tls && mail.mailbox == "leads@contoso.com" && mail.userName == nil)
    }

    @Test(arguments: [
        (EntraSettings.Cloud.public, "https://outlook.office365.com"), (.usgov, "https://outlook.office365.us"),
        (.usgovDoD, "https://outlook-dod.office365.us"), (.china, "https://partner.outlook.cn"),
    ])
    func `tokens for mail servers are for the cloud's Exchange`(cloud: EntraSettings.Cloud, origin: String) {
        #expect(EntraSettings(cloud: cloud).exchangeOrigin.description == origin)
    }

    @Test(arguments: [
        ("SignIn=oauth\nUserName=a@contoso.com\n", ["DirectoryID: missing", "ApplicationID: missing"]),
        ("SignIn=oauth\nUserName=a@contoso.com\nDirectoryID=\(directory)\n", ["ApplicationID: missing"]),
        ("SignIn=oauth\n\(ids)", ["From: missing"]), ("Server=graph:\n\(ids)", ["From: missing"]),
        ("Server=graph:\nFrom=a@contoso.com\n", ["DirectoryID: missing", "ApplicationID: missing"]),
        ("SignIn=password\n", ["UserName: missing"]),
        ("Server=graph:\nSignIn=password\nFrom=a@contoso.com\n\(ids)", ["SignIn: “password” is not valid"]),
        ("Server=graph:\nSignIn=none\nFrom=a@contoso.com\n\(ids)", ["SignIn: “none” is not valid"]),
        (
            "Server=graph:\nUserName=a@contoso.com\nFrom=a@contoso.com\n\(ids)",
            ["UserName: “a@contoso.com” is not valid"]
        ),
        (
            "Server=graph:\nSecurity=starttls\nFrom=a@contoso.com\n\(ids)",
            ["Security: “starttls” is not valid"]
        ),
        ("SignIn=oauth2\n", ["SignIn: “oauth2” is not valid"]),
    ])
    func `what does not go together is told, each at its key`(text: String, told: [String]) throws {
        let lines = try faults("[Mail]\n\(text)")
        #expect(lines.count == told.count, "\(lines)")
        for words in told { #expect(lines.contains { $0.contains("[Mail] \(words)") }, "\(lines)") }
    }

    @Test(arguments: ["SignIn=none\nUserName=relay\n", ids, "UserName=relay\n\(ids)"])
    func `what is given and used by nothing is a warning`(text: String) throws {
        _ = try settings(["leadkeeper.conf": "[Mail]\n\(text)"])
    }
}
