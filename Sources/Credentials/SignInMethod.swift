/// How a credential signs in.
///
/// A new method is a case and its row of traits here, an identity with its particulars, and the settings that describe
/// it.
public enum SignInMethod: String, Hashable, Sendable, Codable, CaseIterable {
    /// As an Entra application.
    case azureAD = "azure-ad"
    /// As an Office 365 user.
    case office365
    /// As whoever has the URL of an HTTPS endpoint.
    case httpsEndpoint = "https-endpoint"
    /// As whoever has a key of a storage account.
    case azureTable = "azure-table"
    /// As a mailbox, to a mail server.
    case mailbox = "smtp"
    /// As nobody, to a channel, whose address is the secret.
    case channel
    /// As nobody, to a monitor, whose URL is the secret.
    case heartbeat

    /// What is fixed of a method.
    private struct Traits {
        var secretKind: SecretKind
        var group: String?
        var isOfLeads = true
    }

    /// With what kind of secret.
    public var secretKind: SecretKind { traits.secretKind }

    /// The group of a connection's file that describes who signs in so; `nil` where there is nothing to describe.
    public var group: String? { traits.group }

    /// Whether a person alone can replace the secret: no API is known that makes a new one.
    public var isReplacedByPeople: Bool { self != .azureAD && self != .office365 }

    /// Whether whoever has the secret is let in by that alone, at the place where leads go: nobody signs in.
    public var secretOpensPlace: Bool { self == .httpsEndpoint || self == .azureTable }

    /// The methods by which the marketplace writes leads.
    public static let ofLeads = allCases.filter(\.traits.isOfLeads)

    private var traits: Traits {
        switch self {
        case .azureAD: Traits(secretKind: .clientSecret, group: "AzureAD")
        case .office365: Traits(secretKind: .password, group: "Office365")
        case .httpsEndpoint: Traits(secretKind: .address, group: "HTTPSEndpoint")
        case .azureTable: Traits(secretKind: .connectionString, group: "AzureTable")
        case .mailbox: Traits(secretKind: .password, isOfLeads: false)
        case .channel: Traits(secretKind: .address, isOfLeads: false)
        case .heartbeat: Traits(secretKind: .address, isOfLeads: false)
        }
    }
}

extension SignInMethod: CustomStringConvertible {
    /// The word for it in files and in JSON: `azure-ad`, `office365`, `https-endpoint`, `azure-table`, `smtp`, `channel`
    /// or `heartbeat`.
    public var description: String { rawValue }
}
