internal import Credentials
internal import JSON

/// What Partner Center has of an HTTPS endpoint, `httpsEndpointLeadConfiguration`.
///
/// It answers the whole URL, of which nothing but the origin is read: the rest is the secret.
enum EndpointLeads {
    private static let name: StaticString = "httpsEndpointLeadConfiguration"
    private static let url: StaticString = "httpsEndpointUrl"

    /// Reads it from `customer-leads`; `nil` where it is not there.
    static func configuration(_ resource: JSONObject, in text: JSONText) throws(JSONFault) -> LeadConfiguration? {
        guard let block = try resource.object(name, in: text) else { return nil }
        var configuration = LeadConfiguration(kind: Stated(.httpsEndpoint), method: Stated(.httpsEndpoint))
        configuration.address = try block.string(url, in: text).flatMap { SecretForm.origin(of: $0.utf8) }
        configuration.contacts = try CustomerLeads.contacts(of: block, in: text)
        return configuration
    }

    /// How it is written.
    static func block(of configuration: LeadConfiguration) -> CustomerLeads.Block {
        CustomerLeads.Block(
            name: "\(name)", members: [CustomerLeads.member(of: configuration.contacts)], key: "\(url)",
            keyLimit: 4_096)
    }
}

/// What Partner Center has of an Azure table, `tableLeadConfiguration`: its one value is masked.
enum TableLeads {
    private static let name: StaticString = "tableLeadConfiguration"

    /// Reads it from `customer-leads`; `nil` where it is not there.
    static func configuration(_ resource: JSONObject, in text: JSONText) throws(JSONFault) -> LeadConfiguration? {
        guard let block = try resource.object(name, in: text) else { return nil }
        var configuration = LeadConfiguration(kind: Stated(.table), method: Stated(.azureTable))
        configuration.contacts = try CustomerLeads.contacts(of: block, in: text)
        return configuration
    }

    /// How it is written.
    static func block(of configuration: LeadConfiguration) -> CustomerLeads.Block {
        CustomerLeads.Block(
            name: "\(name)", members: [CustomerLeads.member(of: configuration.contacts)],
            key: "storageAccountConnectionString", keyLimit: 4_096)
    }
}
