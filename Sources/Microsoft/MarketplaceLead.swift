internal import Basics
internal import Credentials
internal import JSON

/// A validation lead as the marketplace sends leads to HTTPS endpoints and writes them into tables.
///
/// It can be told from a customer's by each of its texts, and its address is one that no mail reaches (RFC 2606 §2).
/// https://learn.microsoft.com/azure/marketplace/partner-center-portal/commercial-marketplace-lead-management-instructions-https
struct MarketplaceLead {
    private let description: String
    private let instant: Instant

    /// One for a connection.
    init(of connection: CredentialName, at instant: Instant) {
        description =
            "Written by leadkeeper for its connection \(connection) at \(instant.rfc3339) to prove that leads from "
            + "Microsoft's commercial marketplace arrive here. It is not a customer and may be deleted."
        self.instant = instant
    }

    private static let title = ValidationLead.subject
    private static let source = "AzureMarketplace-INS|leadkeeper.validation"
    private static let action = "INS"
    private static let customer: [(name: StaticString, value: String)] = [
        ("FirstName", "leadkeeper"), ("LastName", "validation"), ("Email", "validation@leadkeeper.invalid"),
        ("Phone", ""), ("Country", "US"), ("Company", "leadkeeper"), ("Title", ""),
    ]

    /// The object that is posted to an endpoint.
    var json: String {
        let texts: [(StaticString, String)] = [
            ("LeadSource", Self.source), ("ActionCode", Self.action), ("OfferTitle", Self.title),
            ("Description", description),
        ]
        return "{\"UserDetails\":\(Self.object(Self.customer)),\(Self.members(texts))}"
    }

    /// The entity that is written into a table.
    func entity(partition: String, row: GUID) -> String {
        Self.object([
            ("PartitionKey", partition), ("RowKey", row.description), ("ActionCode", Self.action),
            ("CreatedTime", instant.rfc3339), ("CustomerInfo", Self.object(Self.customer)),
            ("Description", description), ("LeadSource", Self.source), ("OfferDisplayName", Self.title),
        ])
    }

    private static func object(_ members: [(name: StaticString, value: String)]) -> String {
        "{\(Self.members(members))}"
    }

    private static func members(_ members: [(name: StaticString, value: String)]) -> String {
        members.map { "\"\($0.name)\":\(JSONString.quoted($0.value))" }.joined(separator: ",")
    }
}
