public import Credentials

/// `POST /v1/connections/{name}/certificate`: make a private key and its certificate.
///
/// The key stays in the keyring; the certificate is on trial until Entra accepts it. Throws `notPossible` for a
/// connection, and `busy` while another certificate waits to be uploaded.
public struct MakeCertificate: ControlRequest {
    /// What it answers.
    public typealias Answer = CertificateRecord

    /// How many days a certificate may be valid.
    public static let days = 1...730

    /// Where it is, and what the document says of it.
    public static let route = Route(
        "makeCertificate", .post, "/v1/connections/{name}/certificate", for: .changing, within: .seconds(120),
        "make a private key and its certificate",
        """
        Has the keyring make a private key, which stays there, and answers its certificate, to be uploaded to \
        Microsoft Entra. For @administrator, and for @mail where it is an Entra application. The certificate is on \
        trial until Entra accepts it; then it replaces what was in use.
        """,
        parameters: [valid],
        problems: [
            .unknownConnection, .busy, .rotationUnderWay, .notPossible, .keyringUnavailable, .keyringLocked,
            .keyringDegraded, .cannotWrite,
        ])

    private static let valid = Parameter<Int64>(
        number: "valid", "How many days it is valid, at most 730. Without it, as long as `[Rotation] Lifetime` says.",
        from: Int64(days.lowerBound), accepted: "a number of days, \(days.lowerBound) to \(days.upperBound)")

    /// Whose.
    public var name: CredentialName
    /// How many days it is valid; `nil` for as long as the configuration says.
    public var days: Int64?

    /// The request for a certificate.
    public init(_ name: CredentialName, days: Int64? = nil) {
        (self.name, self.days) = (name, days)
    }

    /// Understands path and query.
    public init(_ parts: RequestParts) throws(Problem) {
        self.init(try parts.name(), days: try parts.value(of: Self.valid))
        guard days.map({ $0 <= Self.days.upperBound }) ?? true else {
            throw .refusal(
                of: "valid", accepted: "a number of days, \(Self.days.lowerBound) to \(Self.days.upperBound)")
        }
    }

    /// Path and query.
    public var parts: RequestParts { RequestParts(name: name, query: [Self.valid.argument(days)]) }
}
