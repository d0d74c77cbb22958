import Configuration
import Control
import Credentials
import Foundation
import GLib
import TestSupport
import Testing

@testable import leadkeeper

/// Tables of connections, as spreadsheets and people write them.
@Suite struct ConnectionTableTests {
    private static let id = "23456052-aaaa-bbbb-8662-1234df56788f"
    private static let tenant = "12345678-8af1-4a5f-1234-12234d01db47"
    private static let url = "https://contoso.crm4.dynamics.com"
    /// In the form of Entra's, and nobody's.
    private static let secret = "kV88Q~canary.secret-of_nobody~123456789"

    private func table(_ text: String) -> ConnectionTable {
        ConnectionTable(
            Array(text.utf8), times: LocalTimes(zone: .utc, now: Instant(secondsSinceEpoch: 1_795_000_000)))
    }

    private func faults(_ text: String) -> [String] { table(text).faults.map { "\($0.line): \($0.text)" } }

    @Test(arguments: [
        "name,url,method,directory,application,contacts\ncontoso,\(url),azure-ad,\(tenant),\(id),ops@contoso.com",
        "\u{FEFF}Name;URL;Method;Directory;Application;Contacts\r\ncontoso;\(url);azure-ad;\(tenant);\(id);ops@contoso.com\r\n",
        "sep=;\r\nContacts;Application (client) ID;Tenant ID;Environment URL;Name\r\nops@contoso.com;\(id);\(tenant);\(url);contoso\r\n",
        "name\turl\tTenantID\tClientID\tE-Mail\ncontoso\t\(url)\t\(tenant)\t\(id)\tops@contoso.com\n",
        "url,directory,application,contacts\n\"\(url)\",\"{\(tenant.uppercased())}\",\"Application ID: \(id)\",\" ops@contoso.com \"\n",
        "name,url,directory,application,contacts,\ncontoso,\(url),\(tenant),\(id),ops@contoso.com,\n,,,,,\n\n",
        "name,url,directory,application,contacts\rcontoso,\(url),\(tenant),\(id),ops@contoso.com\r",
    ])
    func `a table is read however a spreadsheet writes it`(text: String) throws {
        let table = table(text)
        #expect(table.faults.isEmpty, "\(table.faults)")
        let row = try #require(table.rows.first)
        #expect(table.rows.count == 1 && row.draft.name.description == "contoso")
        #expect(row.draft[.url] == Self.url && row.draft[.method] == "azure-ad")
        #expect(row.draft[.directory] == Self.tenant && row.draft[.application] == Self.id)
        #expect(row.draft[.contacts] == "ops@contoso.com")
    }

    @Test func `a user's row fills in a user's keys, and dates say when its password was issued`() throws {
        let table = table(
            """
            name,url,method,user,application,contacts,issued,language
            contoso,\(Self.url),office365,leads@contoso.com,\(Self.id),"fr:a@contoso.com;b@contoso.com",2026-11-01,fr
            """)
        #expect(table.faults.isEmpty, "\(table.faults)")
        let row = try #require(table.rows.first)
        #expect(row.draft[.userName] == "leads@contoso.com" && row.draft[.client] == Self.id)
        #expect(row.draft[.application] == nil && row.draft[.language] == "fr")
        #expect(row.draft[.contacts] == "fr:a@contoso.com;b@contoso.com")
        #expect(row.facts.issuedAt?.rfc3339 == "2026-11-01T00:00:00Z" && row.kind == .password)
    }

    @Test(arguments: [
        ("https-endpoint", "https://hooks.contoso.com", SecretKind.address),
        ("azure-table", "https://contoso.table.core.windows.net", .connectionString),
    ])
    func `a place without a sign-in needs its address alone`(method: String, url: String, kind: SecretKind) throws {
        let table = table("name,url,method,contacts\ncontoso,\(url),\(method),ops@contoso.com\n")
        #expect(table.faults.isEmpty, "\(table.faults)")
        let row = try #require(table.rows.first)
        #expect(row.draft[.url] == url && row.draft[.method] == method && row.kind == kind)
        let wrong = faults("name,url,method,application\ncontoso,\(url),\(method),\(Self.id)\n")
        #expect(wrong == ["2: application: nothing stands there with \(method)"])
    }

    @Test func `a URL with its signature is a secret, and not repeated`() {
        let lines = faults(
            "name,url,method\na,https://prod-1.westeurope.logic.azure.com/workflows/1?sig=canary,https-endpoint\n")
        #expect(lines.count == 1 && lines[0].contains("the whole URL is the secret"), "\(lines)")
        #expect(!lines.joined().contains("canary"))
    }

    @Test(arguments: [
        "secret", "Client secret", "Password", "Application Key", "Key", "Value", "Mot de passe", "Lösenord",
        "API token",
        "connection string",
    ])
    func `a column of secrets is refused, whatever it is called`(heading: String) {
        let lines = faults("name,url,\(heading)\ncontoso,\(Self.url),\(Self.secret)\n")
        #expect(lines.count == 1 && lines[0].contains("is a column of secrets"), "\(lines)")
        #expect(lines[0].contains("standard input"))
        #expect(!lines.joined().contains(Self.secret))
    }

    @Test(arguments: ["application", "contacts", "offer", "name", "user", "key id"])
    func `a value that looks like a secret is refused in any column, and not repeated`(column: String) {
        let lines = faults("url,\(column)\n\(Self.url),\(Self.secret)\n")
        #expect(lines.contains { $0.hasPrefix("2: \(column): this looks like a secret") }, "\(lines)")
        #expect(!lines.joined().contains("canary"))
    }

    @Test func `a secret in the place of the headings is not repeated either`() {
        let lines = faults("contoso,\(Self.secret)\n")
        #expect(!lines.isEmpty && !lines.joined().contains("canary"), "\(lines)")
    }

    @Test(arguments: [
        ("", "1: there is nothing in it"), ("name,url\n", "1: there is no row below"),
        ("name,contacts\na,ops@contoso.com\n", "1: there is no column url"),
        ("name,url,urk\n", "1: column 3: “urk” is no column"),
        ("url,url\n", "1: column 2: a second column for url"),
        ("url,tenant,directory\n", "1: column 3: a second column"),
        ("url,name\n\(url)\n", "2: 1 fields, where the first row names 2 columns"),
        ("url,name\n\(url),Contoso Ltd\n", "2: name: use 1 to 63"),
        ("url,name\n\(url),a\n\n\(url),a\n", "4: name: a is that of line 2 too"),
        ("url,method\n\(url),oauth\n", "2: method: “oauth” is not valid"),
        ("url,method,user\n\(url),azure-ad,leads@contoso.com\n", "2: user: nothing stands there with azure-ad"),
        ("url,contacts\n\(url),nobody\n", "2: contacts: “nobody” is not valid"),
        ("url,directory\n\(url),Object ID: \(id)\n", "2: directory: found the Object ID"),
        ("url\nhttps://partner.microsoft.com\n", "2: url: “https://partner.microsoft.com” is not valid"),
        ("url,expires\n\(url),20.05.2027\n", "2: --expires: \"20.05.2027\" is not a valid date"),
        ("url,\n\(url),left behind\n", "2: column 2 has no heading"),
        ("url,name\n\"\(url),a\n", "2: a quotation mark that is not closed"),
        ("url,name\n\(url),a\"b\"\n", "2: a quotation mark in the middle"),
        ("url,name\n\"\(url)\nx\",a\n\(url),B\n", "4: name: use 1 to 63"),
    ])
    func `what is wrong is told with its line`(text: String, said: String) {
        let lines = faults(text)
        #expect(lines.contains { $0.hasPrefix(said) }, "\(lines)")
    }

    @Test func `all faults of all rows are told at once`() {
        let lines = faults("url,contacts,application\nx,y,z\n\(Self.url),ops@contoso.com,\(Self.id)\nx,y,z\n")
        #expect(lines.count == 6, "\(lines)")
    }

    @Test(
        arguments: [
            [0xFF, 0xFE] + Array("url".utf8).flatMap { [$0, 0] }, Array("url,contacts\n".utf8) + [0xE9, 0x2C],
            [UInt8](repeating: 0, count: 100), Array("\"".utf8), (0...255).map { UInt8($0) },
        ] as [[UInt8]])
    func `what is no text is told, and nothing breaks`(bytes: [UInt8]) {
        let table = ConnectionTable(bytes, times: LocalTimes(zone: .utc, now: Instant(secondsSinceEpoch: 0)))
        #expect(table.rows.isEmpty && !table.faults.isEmpty)
    }

    @Test func `the page is the prerequisites that setup prints`() throws {
        let page = try String(
            contentsOf: Repository.root.appending(path: "Documentation/BeforeYouStart.md"), encoding: .utf8)
        #expect(page == Prerequisites.page)
        for item in Prerequisite.all {
            #expect(Prerequisites.terminalText.replacing("\n    ", with: " ").contains(item.title))
            for link in item.links + [Prerequisite.page] {
                #expect(Prerequisites.terminalText.contains(link) && page.contains(link))
            }
        }
    }
}
