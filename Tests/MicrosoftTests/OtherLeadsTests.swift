import Credentials
import Foundation
import JSON
import SecureMemory
import Testing

@testable import Microsoft

/// What Partner Center has of the other two lead destinations, by its schema of customer-leads.
@Suite struct OtherLeadsTests {
    private func read(_ text: String) throws -> LeadConfiguration {
        let bytes = Array(text.utf8)
        return try CustomerLeads.configuration(try JSONObject(bytes.span), in: bytes.span)
    }

    private func body(_ configuration: LeadConfiguration, _ secret: String) throws -> [String: Any] {
        let product = try #require(ProductID("product/12345678-8af1-4a5f-1234-12234d01db47"))
        let body = try CustomerLeads.request(for: product, configuration, key: Rig.shared(secret))
        let object = try JSONSerialization.jsonObject(with: Data(body.bytes.withBytes { Array($0) })) as? [String: Any]
        return try #require((object?["resources"] as? [[String: Any]])?.first)
    }

    @Test func `of an endpoint's URL nothing but the host is read`() throws {
        let found = try read(
            #"{"leadDestination":"httpsEndpoint","httpsEndpointLeadConfiguration":{"httpsEndpointUrl":"#
                + #""https://Hooks.Contoso.com/canary/invoke?sig=canary","contactEmail":["a@x.example"]}}"#)
        #expect(found.kind == Stated(.httpsEndpoint) && found.method == Stated(.httpsEndpoint))
        #expect(found.address == "https://hooks.contoso.com" && found.contacts == ["a@x.example"])
        #expect(!"\(found)".contains("canary"))
    }

    @Test func `of a table only its kind is read, and whom Microsoft tells`() throws {
        let found = try read(
            #"{"leadDestination":"table","tableLeadConfiguration":{"storageAccountConnectionString":"*********"}}"#)
        #expect(found.kind == Stated(.table) && found.method == Stated(.azureTable) && found.address == nil)
    }

    @Test func `each is written with its secret and its contacts, and nothing else`() throws {
        let connection =
            "DefaultEndpointsProtocol=https;AccountName=contosoleads;AccountKey=aGVsbG8=;EndpointSuffix=core.windows.net"
        let table = try body(
            LeadConfiguration(kind: Stated(.table), method: Stated(.azureTable), contacts: ["a@x.example"]), connection)
        #expect(table["leadDestination"] as? String == "table")
        let block = try #require(table["tableLeadConfiguration"] as? [String: Any])
        #expect(block["storageAccountConnectionString"] as? String == connection && block.count == 2)
        // The pattern of the schema.
        let pattern =
            /^DefaultEndpointsProtocol=https;AccountName=[a-z0-9]{3,24};AccountKey=[0-9a-zA-Z=+\/]*(;|;EndpointSuffix=(core\.chinacloudapi\.cn|core\.cloudapi\.de|core\.usgovcloudapi\.net|core\.windows\.net))?$/
        #expect(connection.firstMatch(of: pattern) != nil)

        let url = "https://hooks.contoso.com/x?sig=\"quoted\""
        let endpoint = try body(
            LeadConfiguration(kind: Stated(.httpsEndpoint), address: "https://hooks.contoso.com", contacts: []), url)
        let values = try #require(endpoint["httpsEndpointLeadConfiguration"] as? [String: Any])
        #expect(values["httpsEndpointUrl"] as? String == url && values.count == 2)
        #expect(endpoint["dynamicsLeadConfiguration"] == nil)
    }

    @Test func `what agrees with the file is no drift, whatever stands behind the host`() throws {
        let found = try read(
            #"{"leadDestination":"httpsEndpoint","httpsEndpointLeadConfiguration":{"httpsEndpointUrl":"#
                + #""https://hooks.contoso.com:443/other?sig=canary"}}"#)
        let declared = LeadConfiguration(
            kind: Stated(.httpsEndpoint), address: "https://hooks.contoso.com", method: Stated(.httpsEndpoint))
        let drift = OfferDrift(
            declared: declared,
            in: Offer(product: "product/1", draft: found, live: found, pendingEdits: [], submissions: []))
        #expect(drift.isNone && drift.masked == [.url])
    }
}
