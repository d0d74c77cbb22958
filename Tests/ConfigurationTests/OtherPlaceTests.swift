import Configuration
import Credentials
import Testing

/// Connections whose leads go to an HTTPS endpoint or into an Azure table.
@Suite struct OtherPlaceTests {
    private let endpoint = """
        [Connection]
        URL=https://hooks.contoso.com
        Method=https-endpoint
        Contacts=ops@contoso.com

        """
    private let table = """
        [Connection]
        URL=https://contosoleads.table.core.windows.net/
        Method=azure-table
        Contacts=ops@contoso.com

        """

    private func read(_ text: String) throws -> Credential {
        try #require(try settings(["connections/contoso.conf": text]).inventory.first)
    }

    @Test func `both are read, with what is usual`() throws {
        let endpoint = try read(endpoint)
        #expect(endpoint.identity == .httpsEndpoint(host: "hooks.contoso.com"))
        #expect(endpoint.destination == .httpsEndpoint(origin: "https://hooks.contoso.com", allowsPrivate: false))
        #expect(endpoint.lifetime == .never && !endpoint.isWrittenUnasked)
        let table = try read(table)
        #expect(table.identity == .azureTable(account: "contosoleads"))
        #expect(
            table.destination
                == .table(service: "https://contosoleads.table.core.windows.net", name: "marketplaceleads"))
        #expect(table.lifetime == .never && table.isWrittenUnasked && table.probing.isAskedFor == nil)
    }

    @Test func `what is set for them is taken`() throws {
        let endpoint = try read(
            endpoint + "[HTTPSEndpoint]\nAllowPrivate=yes\n[Probe]\nLeadInterval=7d\n[Window]\nLifetime=365d\n")
        #expect(endpoint.destination == .httpsEndpoint(origin: "https://hooks.contoso.com", allowsPrivate: true))
        #expect(endpoint.isWrittenUnasked && endpoint.lifetime == .span(.days(365)))
        let table = try read(table + "[AzureTable]\nTable=Leads2026\n")
        #expect(table.destination?.address == "https://contosoleads.table.core.windows.net/Leads2026")
    }

    @Test func `an interval for all connections makes nobody post to an endpoint`() throws {
        let credential = try #require(
            try settings([
                "leadkeeper.conf": "[Probe]\nLeadInterval=1h\n", "connections/contoso.conf": endpoint,
            ]).inventory.first)
        #expect(!credential.isWrittenUnasked)
    }

    @Test(arguments: [
        (
            "URL=https://hooks.contoso.com", "URL=https://hooks.contoso.com/canary/path?sig=canary",
            "the whole URL is the secret"
        ),
        ("URL=https://hooks.contoso.com", "URL=http://hooks.contoso.com", "never sends a secret unencrypted"),
        ("URL=https://hooks.contoso.com", "URL=https://contoso.crm4.dynamics.com", "Method is azure-ad or office365"),
        ("Method=https-endpoint", "Method=on-premises", "Dynamics on premises"),
        ("Contacts=", "[AzureTable]\nTable=x\n[Connection]\nContacts=", "found a group for Method=azure-table"),
        (
            "Contacts=ops@contoso.com", "Contacts=ops@contoso.com\n[Rotation]\nMode=automatic",
            "only people can make a new URL"
        ),
        (
            "Contacts=ops@contoso.com", "Contacts=ops@contoso.com\n[Rotation]\nMode=assisted",
            "only people can make a new URL"
        ),
    ])
    func `a wrong mix at an endpoint is explained, and nothing behind its host is quoted`(
        part: String, wrong: String, words: String
    ) throws {
        let lines = try faults(connection: endpoint.replacing(part, with: wrong), settings: administrator)
        #expect(lines.contains { $0.contains(words) }, "\(lines)")
        #expect(!lines.contains { $0.contains("canary") }, "\(lines)")
    }

    @Test(arguments: [
        ("https://contosoleads.blob.core.windows.net", "https://contosoleads.table.core.windows.net"),
        ("https://contosoleads.table.core.windows.net/marketplaceleads", "[AzureTable] Table"),
        ("https://contoso.crm4.dynamics.com", "Table service under Endpoints"),
        ("https://Contoso-Leads.table.core.windows.net", "Table service under Endpoints"),
        (
            "AccountName=contosoleads;AccountKey=Y2FuYXJ5",
            "https://contosoleads.table.core.windows.net"
        ),
        ("AccountName=contosoleads;AccountKey=canary", "not quoted"),
    ])
    func `a wrong URL of a table is explained, and no key is quoted`(url: String, words: String) throws {
        let lines = try faults(
            connection: table.replacing("https://contosoleads.table.core.windows.net/", with: url))
        #expect(lines.contains { $0.contains(words) }, "\(lines)")
        #expect(!lines.contains { $0.contains("canary") || $0.contains("Y2FuYXJ5") }, "\(lines)")
    }

    @Test func `a table that cannot be is refused`() throws {
        for name in ["ab", "1leads", "market-leads", String(repeating: "a", count: 64)] {
            #expect(try faults(connection: table + "[AzureTable]\nTable=\(name)\n").count == 1, "\(name)")
        }
    }
}
