/// Whoever gave an answer, so that advice sends people to the right door and no code is looked up in somebody else's list.
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
        }
    }

    /// What to do about a code of its own that leadkeeper does not know: a clause in the imperative, without a full stop.
    public func lookUp(_ code: String?) -> String {
        switch self {
        case .entra:
            if let code, code.hasPrefix("AADSTS"), let number = Int(code.dropFirst("AADSTS".utf8.count)) {
                return "look \(code) up at https://login.microsoftonline.com/error?code=\(number)"
            }
            return "compare it with https://learn.microsoft.com/entra/identity-platform/reference-error-codes"
        case .dataverse:
            let known = "https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes"
            guard let code, code.hasPrefix("0x") else {
                return "have an administrator of the environment look at what it logged at that time"
            }
            return "look \(code) up among Dataverse's codes at \(known)"
        case .graph: return "compare it with https://learn.microsoft.com/graph/errors"
        case .partnerCenter:
            return "compare it with https://learn.microsoft.com/partner-center/marketplace-offers/product-ingestion-api"
        case .proxy: return "ask whoever runs the proxy or the network of this host"
        case .mailServer: return "ask whoever runs the mail server"
        }
    }
}
