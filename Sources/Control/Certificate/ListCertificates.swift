public import Credentials

/// `GET /v1/connections/{name}/certificates`: the certificates that are kept.
///
/// None of it is secret. The list is empty where the credential signs in with a secret.
public struct ListCertificates: ConnectionRequest {
    /// What it answers.
    public typealias Answer = CertificateList

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "listCertificates", .get, "/v1/connections/{name}/certificates", for: .reading, within: .seconds(60),
        "the certificates",
        "Answers the certificates of the credential, which are public: in use, on trial, and the one before.",
        problems: [.unknownConnection])

    /// Which connection.
    public let name: CredentialName

    /// The request about that connection.
    public init(_ name: CredentialName) {
        self.name = name
    }
}
