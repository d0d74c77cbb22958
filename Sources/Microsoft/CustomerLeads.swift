internal import Basics
internal import Credentials
internal import JSON
internal import SecureMemory

/// The resource that says where the marketplace sends a product's leads, `customer-leads`.
enum CustomerLeads {
    /// What every request to configure begins with.
    static let opening = "{\"$schema\":\"https://schema.mp.microsoft.com/schema/configure/2022-07-01\",\"resources\":["
    /// What every request to configure ends with.
    static let closing = "]}"

    private static let schema = "https://schema.mp.microsoft.com/schema/customer-leads/2022-03-01-preview3"
    /// How long a text of an answer may be that is kept.
    private static let textLimit = 512

    /// The two ways that the marketplace signs in to Dynamics: our word, theirs, and the names and sizes of what
    /// belongs to it.
    private struct Method {
        static let all = [
            Method(
                name: SignInMethod.azureAD.rawValue, theirName: "azureAD", account: "applicationId",
                key: "applicationKey",
                keyLimit: 2_048
            ),
            Method(
                name: SignInMethod.office365.rawValue, theirName: "office365", account: "username", key: "password",
                keyLimit: 256
            ),
        ]

        let name: String
        let theirName: String
        let account: String
        let key: String
        let keyLimit: Int
    }

    /// Reads the resource; the secret in it is a mask, which says nothing.
    static func destination(_ resource: JSONObject, in text: JSONText) throws(JSONFault) -> LeadDestination {
        guard let kind = try resource.string("leadDestination", in: text) else { throw .wrongType }
        var destination = LeadDestination(
            kind: shown(kind), environment: nil, method: nil, account: nil, directory: nil, contacts: [])
        guard let dynamics = try resource.object("dynamicsLeadConfiguration", in: text), kind == "dynamics" else {
            return destination
        }
        destination.environment = try dynamics.string("instanceUrl", in: text).map { address in
            shown(address.last == "/" ? String(address.dropLast()) : address)
        }
        if let theirName = try dynamics.string("authentication", in: text) {
            let isApplication = theirName == "azureAD"
            destination.method = Method.all.first { $0.theirName == theirName }?.name ?? shown(theirName)
            destination.account = try dynamics.string(isApplication ? "applicationId" : "username", in: text).map(
                identifier)
            if isApplication { destination.directory = try dynamics.string("directoryId", in: text).map(identifier) }
        }
        destination.contacts = try dynamics.strings("contactEmail", limit: 1_000, in: text).map(shown)
        return destination
    }

    /// The request that writes a destination into the draft, with the secret escaped into it in locked memory.
    static func request(
        for product: ProductID, _ destination: LeadDestination, key: SharedSecret
    ) throws(Setback) -> SharedSecret {
        guard destination.kind == "dynamics", let environment = destination.environment,
            let account = destination.account,
            let method = Method.all.first(where: { $0.name == destination.method }),
            (method.name == SignInMethod.azureAD.rawValue) == (destination.directory != nil)
        else { throw Setback(.refused, message: "the destination of leads is not a whole one in Dynamics") }
        var members = [("instanceUrl", environment), ("authentication", method.theirName), (method.account, account)]
        if let directory = destination.directory { members.append(("directoryId", directory)) }
        let settings = members.map { "\(JSONString.quoted($0)):\(JSONString.quoted($1))," }.joined()
        let contacts = destination.contacts.map(JSONString.quoted).joined(separator: ",")
        let front =
            opening + "{\"$schema\":\"\(schema)\",\"id\":\"customer-leads/\(product.guid)\",\"product\":\"\(product)\","
            + "\"leadDestination\":\"dynamics\",\"dynamicsLeadConfiguration\":{\(settings)\"contactEmail\":[\(contacts)],"
            + "\"\(method.key)\":\""
        guard key.bytes.withBytes({ isAcceptable($0, limit: method.keyLimit) }) else {
            throw Setback(
                .refused,
                message: "Partner Center takes secrets of 1 to \(method.keyLimit) characters that are not all asterisks"
            )
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

    /// An id as ids are compared: GUIDs in lower case.
    private static func identifier(_ text: String) -> String {
        GUID(text)?.description ?? shown(text)
    }

    /// A text of an answer that people may be shown.
    private static func shown(_ text: String) -> String {
        text.displaySafe(.replaced(by: "\u{FFFD}"), limit: textLimit)
    }
}
