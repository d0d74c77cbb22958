import Credentials
import Foundation
import Testing

@Suite struct StorageConnectionTests {
    private static let key = Data((0..<64).map { UInt8($0) }).base64EncodedString()

    private func read(_ text: String) throws -> StorageConnection { try StorageConnection(Array(text.utf8)) }

    @Test(arguments: [
        ("core.windows.net", "https://contosoleads.table.core.windows.net"),
        ("core.usgovcloudapi.net", "https://contosoleads.table.core.usgovcloudapi.net"),
        ("core.chinacloudapi.cn", "https://contosoleads.table.core.chinacloudapi.cn"),
        ("core.cloudapi.de", "https://contosoleads.table.core.cloudapi.de"),
    ])
    func `what the portal shows is read in each cloud`(suffix: String, service: String) throws {
        let text =
            "DefaultEndpointsProtocol=https;AccountName=contosoleads;AccountKey=\(Self.key);EndpointSuffix=\(suffix)"
        let connection = try read(text)
        #expect(connection.account == "contosoleads" && connection.service == service)
        #expect(Array(text.utf8)[connection.key].elementsEqual(Self.key.utf8))
    }

    @Test(arguments: [
        "AccountKey=KEY;AccountName=contosoleads", "accountkey=KEY;ACCOUNTNAME=contosoleads;",
        "EndpointSuffix=core.windows.net;AccountKey=KEY;AccountName=contosoleads;DefaultEndpointsProtocol=HTTPS",
        "BlobEndpoint=https://contosoleads.blob.core.windows.net/;TableEndpoint=https://contosoleads.table.core.windows.net/;"
            + "AccountName=contosoleads;AccountKey=KEY",
    ])
    func `the order, the case of names and other fields make no difference`(form: String) throws {
        let text = form.replacing("KEY", with: Self.key)
        let connection = try read(text)
        #expect(connection.service == "https://contosoleads.table.core.windows.net")
        #expect(Array(text.utf8)[connection.key].elementsEqual(Self.key.utf8))
    }

    @Test(arguments: [
        ("", StorageConnection.Flaw.form), ("hello", .form), ("KEY", .keyAlone), ("a=b;c", .form),
        ("AccountName=contosoleads", .noKey), ("AccountName=contosoleads;AccountKey=", .noKey),
        ("AccountKey=KEY", .account), ("AccountName=Contoso;AccountKey=KEY", .account),
        ("AccountName=ab;AccountKey=KEY", .account), ("AccountName=contosoleads;AccountKey=cut-off", .key),
        ("AccountName=contosoleads;AccountKey=abc", .key),
        ("AccountName=contosoleads;AccountName=other;AccountKey=KEY", .form),
        ("TableEndpoint=https://contosoleads.table.core.windows.net/;SharedAccessSignature=sv=1&sig=x", .signature),
        ("DefaultEndpointsProtocol=http;AccountName=contosoleads;AccountKey=KEY", .plain),
        ("UseDevelopmentStorage=true", .plain),
        ("AccountName=contosoleads;AccountKey=KEY;TableEndpoint=http://127.0.0.1:10002/contosoleads", .plain),
        ("AccountName=contosoleads;AccountKey=KEY;EndpointSuffix=core windows", .endpoint),
    ])
    func `a slip of the hand is named, and nothing of it is repeated`(form: String, flaw: StorageConnection.Flaw) {
        #expect(throws: flaw) { try read(form.replacing("KEY", with: Self.key)) }
        #expect(!"\(flaw)".contains(Self.key))
    }

    @Test func `a secret is taken only for the place that the file names`() throws {
        var credential = try Sample.credential()
        credential.identity = .azureTable(account: "contosoleads")
        credential.destination = .table(
            service: "https://contosoleads.table.core.windows.net", name: "marketplaceleads")
        let objection = { (text: String) in SecretForm.objection(to: Array(text.utf8), of: credential) }
        #expect(objection("AccountName=contosoleads;AccountKey=\(Self.key)") == nil)
        let elsewhere = try #require(objection("AccountName=othersleads;AccountKey=\(Self.key)"))
        #expect(
            "\(elsewhere)".contains("https://othersleads.table.core.windows.net") && !"\(elsewhere)".contains(Self.key))
        #expect(objection("hello") == .noConnection(.form))

        credential.identity = .httpsEndpoint(host: "prod-1.logic.azure.com")
        credential.destination = .httpsEndpoint(origin: "https://prod-1.logic.azure.com", allowsPrivate: false)
        let url = "/workflows/x/triggers/manual/paths/invoke?sig=s3cret"
        for origin in [
            "https://prod-1.logic.azure.com", "https://Prod-1.Logic.Azure.com:443", "HTTPS://prod-1.logic.azure.com",
        ] {
            #expect(objection(origin + url) == (origin.hasPrefix("HTTPS") ? .noURL : nil), "\(origin)")
        }
        #expect(objection("http://prod-1.logic.azure.com" + url) == .noURL)
        #expect(objection("https://user@prod-1.logic.azure.com" + url) == .noURL)
        let other = try #require(objection("https://prod-2.logic.azure.com" + url))
        #expect(
            other == .elsewhere(found: "https://prod-2.logic.azure.com", expected: "https://prod-1.logic.azure.com"))
        #expect(!"\(other)".contains("s3cret") && !"\(other)".contains("workflows"))
    }
}
