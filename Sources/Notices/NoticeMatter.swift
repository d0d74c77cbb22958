internal import Credentials

/// What kind of secret a notice is about, which in many languages decides the words around it.
enum NoticeMatter: String, Hashable, Sendable, CaseIterable {
    /// The client secret of an Entra application by which leads reach Dynamics 365.
    case connectionSecret = "connection-secret"
    /// The password of an Office 365 user by which they do.
    case connectionPassword = "connection-password"
    /// The password with which leadkeeper sends mail.
    case mailPassword = "mail-password"
    /// The client secret of the Entra application by which leadkeeper sends mail.
    case mailSecret = "mail-secret"
    /// The client secret with which leadkeeper rotates and publishes.
    case administratorSecret = "administrator-secret"

    /// What stops when the secret lapses.
    enum Role: String, Hashable, Sendable {
        /// Leads reach Dynamics 365.
        case leads
        /// leadkeeper sends mail.
        case mail
        /// leadkeeper rotates and publishes.
        case administration
    }

    /// What the matter of a credential is.
    init(of credential: Credential) {
        switch credential.name {
        case .mail: self = credential.identity.isPassword ? .mailPassword : .mailSecret
        case .administrator: self = .administratorSecret
        case _: self = credential.identity.isPassword ? .connectionPassword : .connectionSecret
        }
    }

    /// What stops when it lapses.
    var role: Role {
        switch self {
        case .connectionSecret, .connectionPassword: .leads
        case .mailPassword, .mailSecret: .mail
        case .administratorSecret: .administration
        }
    }

    /// Whether it is a client secret, and not a password.
    var isClientSecret: Bool {
        switch self {
        case .connectionSecret, .mailSecret, .administratorSecret: true
        case .connectionPassword, .mailPassword: false
        }
    }

    /// What a key of the catalogues may have behind it, the most telling first.
    var variants: [String] { [rawValue, isClientSecret ? "client-secret" : "password", role.rawValue] }
}
