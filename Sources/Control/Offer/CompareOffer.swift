public import Credentials

/// `GET /v1/connections/{name}/offer`: whether the offer is as declared.
///
/// In what the connection's offer in Partner Center is not as declared; asks Partner Center, and throws `notPossible`
/// where no offer or no administrator is configured.
public struct CompareOffer: ConnectionRequest {
    /// What it answers.
    public typealias Answer = OfferComparison

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "compareOffer", .get, "/v1/connections/{name}/offer", for: .reading, within: .seconds(300),
        "whether the offer is as declared",
        """
        Asks Partner Center for the connection's offer, and answers in what its lead destination, live and in \
        the draft, is not as declared. Secrets are masked there and cannot be compared. Changes nothing.
        """,
        problems: [
            .unknownConnection, .notPossible, .issuerRefused, .keyringUnavailable, .keyringLocked, .keyringDegraded,
        ])

    /// Which connection.
    public let name: CredentialName

    /// The request about that connection.
    public init(_ name: CredentialName) {
        self.name = name
    }
}
