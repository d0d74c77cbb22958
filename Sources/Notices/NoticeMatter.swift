internal import Credentials

/// What kind of secret a notice is about, which in many languages decides the words around it.
enum NoticeMatter: String, Hashable, Sendable, CaseIterable {
    /// The client secret of an Entra application by which leads reach Dynamics 365.
    case connectionSecret = "connection-secret"
    /// The password of an Office 365 user by which they do.
    case connectionPassword = "connection-password"
    /// The URL of an HTTPS endpoint, to which they are sent.
    case connectionURL = "connection-url"
    /// The connection string of a storage account, into whose table they are written.
    case connectionString = "connection-string"
    /// The password with which leadkeeper sends mail.
    case mailPassword = "mail-password"
    /// The client secret of the Entra application by which leadkeeper sends mail.
    case mailSecret = "mail-secret"
    /// The certificate with which that application signs in.
    case mailCertificate = "mail-certificate"
    /// The password with which leadkeeper sends mail by a channel.
    case channelPassword = "channel-password"
    /// The client secret of the Entra application by which it sends mail by a channel.
    case channelSecret = "channel-secret"
    /// The client secret with which leadkeeper rotates and publishes.
    case administratorSecret = "administrator-secret"
    /// The certificate with which it does.
    case administratorCertificate = "administrator-certificate"

    /// What stops when the secret lapses.
    enum Role: String, Hashable, Sendable {
        /// Leads reach Dynamics 365.
        case leads
        /// leadkeeper sends mail.
        case mail
        /// leadkeeper sends mail by another server as well.
        case channel
        /// leadkeeper rotates and publishes.
        case administration
    }

    /// What the matter of a credential is.
    ///
    /// - Parameter version: what it is about; `nil` where no secret is stored.
    init(of credential: Credential, _ version: SecretVersion?) {
        switch credential.name {
        case .mail where credential.identity.isPassword: self = .mailPassword
        case .mail: self = version?.certificate == nil ? .mailSecret : .mailCertificate
        case .administrator: self = version?.certificate == nil ? .administratorSecret : .administratorCertificate
        case _ where credential.sendsMail:
            self = credential.identity.isPassword ? .channelPassword : .channelSecret
        case _:
            switch credential.identity.secretKind {
            case .password: self = .connectionPassword
            case .address: self = .connectionURL
            case .connectionString: self = .connectionString
            case .clientSecret, .certificate: self = .connectionSecret
            }
        }
    }

    /// What stops when it lapses.
    var role: Role {
        switch self {
        case .connectionSecret, .connectionPassword, .connectionURL, .connectionString: .leads
        case .mailPassword, .mailSecret, .mailCertificate: .mail
        case .channelPassword, .channelSecret: .channel
        case .administratorSecret, .administratorCertificate: .administration
        }
    }

    /// Whether it is a client secret, or stands in the place of one, and not a password.
    var isClientSecret: Bool {
        switch self {
        case .connectionSecret, .mailSecret, .mailCertificate, .channelSecret, .administratorSecret,
            .administratorCertificate:
            true
        case .connectionPassword, .connectionURL, .connectionString, .mailPassword, .channelPassword: false
        }
    }

    /// Whether the old secret works on beside the new one until somebody revokes it.
    var overlaps: Bool {
        switch self {
        case .connectionURL, .connectionString: true
        case .connectionSecret, .connectionPassword, .mailPassword, .mailSecret, .mailCertificate, .channelPassword,
            .channelSecret, .administratorSecret, .administratorCertificate:
            isClientSecret
        }
    }

    /// Whether it is a certificate, whose private key only the keyring has.
    var isCertificate: Bool { inPlaceOf != nil }

    /// The client secret in whose place a certificate stands; `nil` for whatever is none.
    private var inPlaceOf: NoticeMatter? {
        switch self {
        case .mailCertificate: .mailSecret
        case .administratorCertificate: .administratorSecret
        case .connectionSecret, .connectionPassword, .connectionURL, .connectionString, .mailPassword, .mailSecret,
            .channelPassword, .channelSecret, .administratorSecret:
            nil
        }
    }

    /// What a key of the catalogues may have behind it, the most telling first.
    ///
    /// Where nothing is said of a certificate, what is said of the client secret holds for it too; and for the secret of
    /// a channel, what is said of that of `[Mail]`. Of leadkeeper's own client secrets Partner Center has no copy, so
    /// much holds for them all.
    var variants: [String] {
        let kinds = kind + [(role == .channel ? Role.mail : role).rawValue]
        let own = isClientSecret && role != .leads ? ["own-secret"] : []
        return [rawValue] + likeness + own + kinds
    }

    private var kind: [String] {
        switch self {
        // Nothing is said of either that is said of another.
        case .connectionURL, .connectionString: []
        case .connectionSecret, .connectionPassword, .mailPassword, .mailSecret, .mailCertificate, .channelPassword,
            .channelSecret, .administratorSecret, .administratorCertificate:
            [isClientSecret ? "client-secret" : "password"]
        }
    }

    /// The variants of what is like it, where nothing is said of itself.
    private var likeness: [String] {
        switch self {
        case .channelPassword: [Role.channel.rawValue, Self.mailPassword.rawValue]
        case .channelSecret: [Role.channel.rawValue, Self.mailSecret.rawValue]
        case .connectionSecret, .connectionPassword, .connectionURL, .connectionString, .mailPassword, .mailSecret,
            .mailCertificate, .administratorSecret, .administratorCertificate:
            inPlaceOf.map { ["certificate", $0.rawValue] } ?? []
        }
    }
}
