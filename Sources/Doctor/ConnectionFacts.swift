public import Credentials
public import Ports

/// All that is known of a connection when the doctor judges it.
public struct ConnectionFacts: Sendable {
    /// What the configuration says.
    public var credential: Credential
    /// The moment.
    public var now: Instant
    /// Whether the keyring has the secret.
    public var secret: Fact<Bool>
    /// The version in use; `nil` where none is stored.
    public var current: SecretVersion?
    /// Its window; `nil` where none is stored.
    public var window: Window?
    /// The last probe; `nil` before the first one.
    public var lastProbe: ProbeReport?
    /// When a lead was last written with it; `nil` where none was.
    public var lastLeadAt: Instant?
    /// Whether a lead was really written there: an account without a table accepts the key all the same.
    public var hasWrittenLead = false
    /// What is known of the machine and of leadkeeper itself; its hosts are those on the way to this connection's.
    public var host: HostFacts
    /// How the ways stand by which people are told; empty where that is not known.
    public var ways: AlertPaths
    /// What an HTTPS endpoint or a storage account shows.
    public var place: PlaceFacts
    /// What the environment shows.
    public var environment: EnvironmentFacts
    /// What Microsoft Graph shows.
    public var directory: DirectoryFacts
    /// How the offer in Partner Center compares.
    public var offer: Fact<OfferDrift>

    /// Nothing is known yet.
    public init(of credential: Credential, at now: Instant) {
        let reason = "it was not asked for"
        self.credential = credential
        self.now = now
        secret = .notAsked(reason)
        host = HostFacts()
        ways = AlertPaths([])
        place = PlaceFacts(notAsked: reason)
        environment = EnvironmentFacts(notAsked: reason)
        directory = DirectoryFacts(notAsked: reason)
        offer = .notAsked(reason)
    }

    /// Whether the credential was kept out, by whoever answered, for want of a secret, or since nobody was reached.
    var isDoorShut: Bool {
        secret.value != true || host.hosts.contains { !$0.hasAnswered }
            || [environment.challenge, environment.signIn, environment.identity, place.key].contains {
                $0.finding != nil
            }
    }
}
