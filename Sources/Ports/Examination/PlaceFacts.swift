public import Credentials

/// What an HTTPS endpoint or a storage account shows to the secret that opens it, without a lead being written.
public struct PlaceFacts: Hashable, Sendable {
    /// Whether the secret is one for the place that the connection's file names; what is wrong with it where it is not.
    public var fit: Fact<SecretForm.Objection?>
    /// Whether the place lets the secret in.
    ///
    /// An HTTPS endpoint is never asked: whatever arrives there sets something off.
    public var key: Fact<EnvironmentFacts.Passage>
    /// Whether the table is there.
    public var hasTable: Fact<Bool>

    /// Nothing was asked, for that reason.
    public init(notAsked reason: String) {
        (fit, key, hasTable) = (.notAsked(reason), .notAsked(reason), .notAsked(reason))
    }
}
