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
            #expect(lines.count == 1 && lines[0].hasPrefix("leadkeeper.conf:3: [Mail] Security: found “none”"), "\(lines)")
        }
    }

    @Test func `smtps contradicts every security but tls`() throws {
        for security in ["none", "starttls"] {
            let lines = try faults("[Mail]\nServer=smtps://localhost\nSecurity=\(security)\n")
            #expect(lines.count == 1 && lines[0].contains("accepted: tls, since Server is smtps://"), "\(lines)")
        }
    }

    @Test(arguments: [
        "mail.example.com", "http://mail.example.com", "smpt://mail.example.com", "graph:", "smtp://", "smtp://a/b", "smtp://a:0",
    ])
    func `anything else is not a mail server`(server: String) throws {
        let lines = try faults("[Mail]\nServer=\(server)\n")
        #expect(lines.count == 1 && lines[0].contains("accepted: smtp://host:port or smtps://host:port"), "\(lines)")
    }

    @Test func `a sender and operators are taken as given`() throws {
        let mail = try settings([
            "leadkeeper.conf": "[Mail]\nFrom=leads@contoso.com\nOperators=a@contoso.com;b@contoso.com;\nUserName=relay\n"
        ]).mail
        #expect(mail.from.description == "leads@contoso.com")
        #expect(mail.operators.map(\.description) == ["a@contoso.com", "b@contoso.com"])
        #expect(mail.userName == "relay")
    }
}
