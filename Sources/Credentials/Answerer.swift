/// Whoever gave an answer, so that advice sends people to the right door and no code is looked up in somebody else's
/// list.
public enum Answerer: String, Hashable, Sendable, Codable, CaseIterable {
    /// Microsoft Entra, at the sign-in.
    case entra
    /// The Dynamics 365 environment.
    case dataverse
    /// Microsoft Graph.
    case graph
    /// Partner Center.
    case partnerCenter = "partner-center"
    /// Something between this host and Microsoft: a proxy that opens TLS, a captive portal, a gateway.
    case proxy
    /// The mail server.
    case mailServer = "mail-server"
    /// What is at the other end of a channel.
    case channel
    /// The storage account.
    case storage
    /// The HTTPS endpoint.
    case endpoint

    /// Whoever uses codes of that form; `nil` for a form that several use, or nobody's.
    public init?(code: String?) {
        guard let code else { return nil }
        if code.hasPrefix("AADSTS") {
            self = .entra
        } else if code.hasPrefix("0x") {
            self = .dataverse
        } else {
            return nil
        }
    }

    /// What people call it, as the subject of a sentence.
    public var name: String {
        switch self {
        case .entra: "Microsoft Entra"
        case .dataverse: "the Dynamics 365 environment (Dataverse)"
        case .graph: "Microsoft Graph"
        case .partnerCenter: "Partner Center"
        case .proxy: "something between this host and Microsoft, such as a proxy"
        case .mailServer: "the mail server"
        case .channel: "the channel"
        case .storage: "the storage account"
        case .endpoint: "the HTTPS endpoint"
        }
    }
}
