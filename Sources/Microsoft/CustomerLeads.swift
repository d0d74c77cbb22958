internal import Basics
internal import Credentials
internal import JSON
internal import SecureMemory

/// The resource that says where the marketplace sends a product's leads, `customer-leads`.
///
/// What differs between the kinds of destination is in a block of its own, such as `DynamicsLeads`.
enum CustomerLeads {
    /// What every request to configure begins with.
    static let opening = "{\"$schema\":\"https://schema.mp.microsoft.com/schema/configure/2022-07-01\",\"resources\":["
    /// What every request to configure ends with.
    static let closing = "]}"

    private static let schema = "https://schema.mp.microsoft.com/schema/customer-leads/2022-03-01-preview3"
    /// How long a text of an answer may be that is kept.
    private static let textLimit = 512

    /// The last part of a request, in which the secret stands.
    struct Block {
        /// Its name in the resource.
        var name: String
        /// What stands in front of the secret: whole members, each in JSON, without a comma at the end.
        var members: [String]
        /// The name of the member that has the secret.
        var key: String
        /// How many characters of a secret Partner Center has room for.
        var keyLimit: Int
    }

    /// Reads the resource; the secret in it is a mask, which says nothing.
    static func configuration(_ resource: JSONObject, in text: JSONText) throws(JSONFault) -> LeadConfiguration {
        guard let word = try resource.string("leadDestination", in: text) else { throw .wrongType }
        let kind = Stated<LeadDestination.Kind>(shown(word))
        let read: LeadConfiguration? =
            switch kind.known {
            case .dynamics: try DynamicsLeads.configuration(resource, in: text)
            case .httpsEndpoint: try EndpointLeads.configuration(resource, in: text)
            case .table: try TableLeads.configuration(resource, in: text)
            case nil: nil
            }
        return read ?? LeadConfiguration(kind: kind)
    }

    /// The request that writes a configuration into the draft, with the secret escaped into it in locked memory.
    static func request(
        for product: ProductID, _ configuration: LeadConfiguration, key: SharedSecret
    ) throws(Setback) -> SharedSecret {
        let written: Block? =
            switch configuration.kind.known {
            case .dynamics: DynamicsLeads.block(of: configuration)
            case .httpsEndpoint: EndpointLeads.block(of: configuration)
            case .table: TableLeads.block(of: configuration)
            case nil: nil
            }
        guard let block = written else {
            throw Setback(.refused, message: "the destination of leads is not a whole one that could be written")
        }
        let front =
            opening + "{\"$schema\":\"\(schema)\",\"id\":\"customer-leads/\(product.guid)\",\"product\":\"\(product)\","
            + "\"leadDestination\":\(JSONString.quoted(configuration.kind.description)),\"\(block.name)\":{"
            + block.members.map { "\($0)," }.joined() + "\"\(block.key)\":\""
        guard key.bytes.withBytes({ isAcceptable($0, limit: block.keyLimit) }) else {
            throw Setback(
                .refused,
                message: "Partner Center takes secrets of 1 to \(block.keyLimit) characters that are not all asterisks")
        }
        let body = JSONString.joined([.json(front), .secret(key), .json("\"}}" + closing)])
        guard body.bytes.withBytes({ (try? JSONObject($0.bindMemory(to: UInt8.self).span)) != nil }) else {
            throw Setback(.refused, message: "the secret is no text, which Partner Center could not take")
        }
        return body
    }

    /// Whether Partner Center's schema has room for a secret, and it is not the mask that stands for the one before.
    private static func isAcceptable(_ key: UnsafeRawBufferPointer, limit: Int) -> Bool {
        let characters = key.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
        return (1...limit).contains(characters) && !key.allSatisfy { $0 == UInt8(ascii: "*") }
    }

    /// Whom Microsoft tells of each new lead.
    static func contacts(of block: JSONObject, in text: JSONText) throws(JSONFault) -> [String] {
        try block.strings("contactEmail", limit: 1_000, in: text).map(shown)
    }

    /// The member that says so.
    static func member(of contacts: [String]) -> String {
        "\"contactEmail\":[\(contacts.map(JSONString.quoted).joined(separator: ","))]"
    }

    /// An id as ids are compared: GUIDs in lower case.
    static func identifier(_ text: String) -> String {
        GUID(text)?.description ?? shown(text)
    }

    /// A text of an answer that people may be shown.
    static func shown(_ text: String) -> String {
        text.displaySafe(.replaced(by: "\u{FFFD}"), limit: textLimit)
    }
}
