extension ValueParser where Value == WebOrigin {
    /// `https://host[:port]`.
    static let origin = ValueParser(accepted: "https://host or https://host:port") { text in
        WebOrigin.parse(text)
    }

    /// The address of a Dynamics 365 environment.
    static let environment = ValueParser(
        accepted: "the address of a Dynamics 365 environment, such as https://contoso.crm4.dynamics.com"
    ) { text in
        if text.contains("AccountKey=") || text.contains("DefaultEndpointsProtocol=") {
            return .failure(
                Refusal(found: .description("the connection string of a storage account"), hint: OtherPlaces.table))
        }
        switch Address.parse(text) {
        case .success(let address), .failure(.tail(let address)):
            let host = address.host.text
            if let hint = OtherPlaces.hint(for: host) {
                return .failure(Refusal(found: .value(address.text()), hint: hint))
            }
            let portals = [
                "make.powerapps.com", "admin.powerplatform.microsoft.com", "partner.microsoft.com", "portal.azure.com",
                "entra.microsoft.com", "login.microsoftonline.com", "graph.microsoft.com", "home.dynamics.com",
            ]
            if portals.contains(host) {
                return .failure(Refusal(found: .value(address.text()), hint: "this is a portal, not an environment"))
            }
        case .failure: break
        }
        return WebOrigin.parse(text)
    }
}

extension ValueParser where Value == MailServer {
    /// `smtp://host[:port]`, `smtps://host[:port]` or `graph:`.
    static let mailServer = ValueParser(accepted: "smtp://host:port, smtps://host:port or graph:") { text in
        if text == "graph:" { return .success(.graph) }
        if text.lowercased().hasPrefix("graph") {
            return .failure(
                Refusal(
                    suggestion: "graph:",
                    hint: "nothing follows graph: — the host is that of [Entra] Cloud, and the mailbox is From="))
        }
        return switch Address.parse(text) {
        case .success(let address) where address.scheme == "smtp" || address.scheme == "smtps":
            .success(.smtp(MailServer.SMTP(host: address.host, port: address.port, isTLS: address.scheme == "smtps")))
        case .success(let address):
            .failure(
                Refusal(
                    suggestion: Nearest.to(address.scheme, among: ["smtp", "smtps"]).map { address.text(scheme: $0) }))
        case .failure(let flaw): .failure(Address.refusal(of: text, for: flaw, schemes: ["smtp", "smtps"]))
        }
    }
}

extension ValueParser where Value == String {
    /// `http://host:port`, an HTTP proxy.
    static let proxy = ValueParser(accepted: "http://host:port") { text in
        switch Address.parse(text) {
        case .success(let address) where address.scheme == "http" && address.port != nil: .success(address.text())
        case .success(let address) where address.scheme == "http": .failure(Refusal(hint: "a proxy needs its port"))
        case .success(let address) where address.scheme == "https" && address.port != nil:
            .failure(
                Refusal(
                    suggestion: address.text(scheme: "http"),
                    hint: "leadkeeper talks plain HTTP to a proxy, which passes TLS on"))
        case .success: .failure(Refusal())
        case .failure(let flaw): .failure(Address.refusal(of: text, for: flaw, schemes: ["http"]))
        }
    }
}

/// Where mail goes, as `[Mail] Server` names it.
enum MailServer: Hashable {
    /// To a mail server.
    case smtp(SMTP)
    /// To Microsoft Graph.
    case graph

    /// A mail server.
    struct SMTP: Hashable {
        /// The host.
        var host: Host
        /// The port; `nil` where none is given.
        var port: UInt16?
        /// Whether it is spoken to in TLS from the first byte.
        var isTLS: Bool
    }
}
