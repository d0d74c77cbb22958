import Configuration
import Credentials
import Testing

@Suite struct MailTests {
    @Test(arguments: [
        ("smtp://localhost", "", "smtp://localhost:25", MailSettings.Security.none),
        ("smtp://localhost", "starttls", "smtp://localhost:25", .starttls),
        ("smtp://127.0.0.1:2525", "none", "smtp://127.0.0.1:2525", .none),
        ("smtp://[::1]", "", "smtp://[::1]:25", .none),
        ("smtp://mail.example.com", "", "smtp://mail.example.com:25", .starttls),
        ("smtp://mail.example.com:587", "starttls", "smtp://mail.example.com:587", .starttls),
        ("smtp://mail.example.com", "tls", "smtps://mail.example.com:465", .tls),
        ("smtps://mail.example.com", "", "smtps://mail.example.com:465", .tls),
        ("smtps://mail.example.com:8465/", "tls", "smtps://mail.example.com:8465", .tls),
        ("smtps://localhost", "", "smtps://localhost:465", .tls),
        ("SMTP://Mail.Example.com", "", "smtp://mail.example.com:25", .starttls),
    ])
    func `security follows the server unless it is given`(
        server: String, given: String, url: String, security: MailSettings.Security
    ) throws {
        let mail = try settings(["leadkeeper.conf": "[Mail]\nServer=\(server)\nSecurity=\(given)\n"]).mail
        #expect(mail.url == url)
        #expect(mail.security == security)
    }

    @Test func `plain text is refused beyond loopback`() throws {
        for server in ["mail.example.com", "10.0.0.1", "[::2]", "128.0.0.1"] {
            let lines = try faults("[Mail]\nServer=smtp://\(server)\nSecurity=none\n")
            #expect(
                lines.count == 1 && lines[0].hasPrefix("leadkeeper.conf:3: [Mail] Security: “none” is not valid"),
                "\(lines)")
        }
    }

    @Test func `smtps contradicts every security but tls`() throws {
        for security in ["none", "starttls"] {
            let lines = try faults("[Mail]\nServer=smtps://localhost\nSecurity=\(security)\n")
            #expect(lines.count == 1 && lines[0].contains("expected: tls, since Server is smtps://"), "\(lines)")
        }
    }

    @Test(arguments: [
        "mail.example.com", "http://mail.example.com", "smpt://mail.example.com", "graph:443", "graph", "smtp://",
        "smtp://a/b",
        "smtp://a:0",
    ])
    func `anything else is not a mail server`(server: String) throws {
        let lines = try faults("[Mail]\nServer=\(server)\n")
        #expect(
            lines.count == 1 && lines[0].contains("expected: smtp://host:port, smtps://host:port or graph:"), "\(lines)"
        )
    }

    @Test func `a sender and operators are taken as given`() throws {
        let settings = try settings([
            "leadkeeper.conf":
                "[Mail]\nFrom=leads@contoso.com\nOperators=a@contoso.com;b@contoso.com;\nUserName=relay\n"
        ])
        let mail = settings.mail
        #expect(mail.from.description == "leads@contoso.com")
        #expect(settings.operators.map(\.description) == ["a@contoso.com", "b@contoso.com"])
        #expect(mail.userName == "relay")
    }

    @Test(
        arguments: [
            ("leads@contoso.com", nil), ("Contoso leads <leads@contoso.com>", "Contoso leads"),
            ("<leads@contoso.com>", nil),
            ("  Contoso   leads   <leads@contoso.com>", "Contoso leads"),
            (#""Contoso, leads" <leads@contoso.com>"#, "Contoso, leads"),
            ("\"\" <leads@contoso.com>", nil),
            ("Räksmörgås AB (Förnyelse) <leads@contoso.com>", "Räksmörgås AB (Förnyelse)"),
            ("株式会社 <leads@contoso.com>", "株式会社"),
            ("O'Neil & Söhne; leads <leads@contoso.com>", "O'Neil & Söhne; leads"),
            ("ceo@bank.example <leads@contoso.com>", "ceo@bank.example"), ("Leads<leads@contoso.com>", "Leads"),
            (String(repeating: "a", count: 100) + " <leads@contoso.com>", String(repeating: "a", count: 100)),
        ] as [(String, String?)])
    func `a sender may have a name before its address`(text: String, name: String?) throws {
        let mail = try settings(["leadkeeper.conf": "[Mail]\nFrom=\(text)\n"]).mail
        #expect(mail.from.description == "leads@contoso.com")
        #expect(mail.fromName == name)
    }

    @Test(arguments: [
        "Leads <leads@contoso.com", "Leads leads@contoso.com>", "Leads <>", "Leads <leads>",
        "Leads <leads@contoso.com> x",
        "<a@contoso.com> <leads@contoso.com>", #"Leads\r\nBcc: <eve@example.com>"#,
        #"Leads\nBcc: eve@example.com <leads@contoso.com>"#,
        "=?utf-8?q?Leads=0D=0ABcc:_eve?= <leads@contoso.com>", "Leads\u{202E}sdael <leads@contoso.com>",
        "Le\u{200B}ads <leads@contoso.com>", "Leads\u{A0}x <leads@contoso.com>", #""Leads <leads@contoso.com>"#,
        #"Le"ads" <leads@contoso.com>"#, #""Le"ads" <leads@contoso.com>"#, #"Leads\\ <leads@contoso.com>"#,
        "Leads <\"a b\"@contoso.com>", "Leads < leads@contoso.com >",
        String(repeating: "a", count: 101) + " <leads@contoso.com>",
    ])
    func `a name that is more than one, or no name, is refused`(text: String) throws {
        let lines = try faults("[Mail]\nFrom=\(text)\n")
        #expect(lines.count == 1 && lines[0].hasPrefix("leadkeeper.conf:2: [Mail] From: "), "\(lines)")
    }
}
