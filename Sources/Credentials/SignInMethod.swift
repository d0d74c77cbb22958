/// How a credential signs in.
///
/// A new method is a case and its row of traits here, an identity with its particulars, and the settings that describe
/// it.
public enum SignInMethod: String, Hashable, Sendable, Codable, CaseIterable {
    /// As an Entra application.
    case azureAD = "azure-ad"
    /// As an Office 365 user.
    case office365
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
    }

    /// With what kind of secret.
    public var secretKind: SecretKind { traits.secretKind }

    /// The group of a connection's file that describes who signs in so; `nil` where leads are never written so.
    public var group: String? { traits.group }

    /// The methods by which the marketplace signs in to write leads.
    public static let ofLeads = allCases.filter { $0.group != nil }

    private var traits: Traits {
        switch self {
        case .azureAD: Traits(secretKind: .clientSecret, group: "AzureAD")
        case .office365: Traits(secretKind: .password, group: "Office365")
        case .mailbox: Traits(secretKind: .password, group: nil)
        case .channel: Traits(secretKind: .address, group: nil)
        case .heartbeat: Traits(secretKind: .address, group: nil)
        }
    }
}

extension SignInMethod: CustomStringConvertible {
    /// The word for it in files and in JSON: `azure-ad`, `office365`, `smtp`, `channel` or `heartbeat`.
    public var description: String { rawValue }
}
