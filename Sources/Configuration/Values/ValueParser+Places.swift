import Basics
import Credentials

/// What is said of lead destinations that are no Dynamics 365 environment, where one was expected.
enum OtherPlaces {
    /// Of an Azure table.
    static let table =
        "for an Azure table, set Method=azure-table and URL=https://ACCOUNT.table.core.windows.net; the connection "
        + "string is the secret: `leadkeeper secret set`"
    /// Of an HTTPS endpoint.
    static let endpoint =
        "for an HTTPS endpoint, set Method=https-endpoint and URL=https://HOST; the whole URL is the secret: "
        + "`leadkeeper secret set`"
    /// Of both, for whoever has Dynamics on premises.
    static let both =
        "leads cannot go to Dynamics on premises; they can go to an HTTPS endpoint (Method=https-endpoint) or an Azure "
        + "table (Method=azure-table)"

    /// What a host is that is known to be one of the two; `nil` for any other.
    static func hint(for host: String) -> String? {
        let isUnder = { (domain: String) in host == domain || host.hasSuffix(".\(domain)") }
        if storage.contains(where: isUnder) { return table }
        return flows.contains(where: isUnder) ? endpoint : nil
    }

    /// Where storage accounts are, in each cloud; Partner Center takes no other.
    private static let storage = [
        "core.windows.net", "core.usgovcloudapi.net", "core.chinacloudapi.cn", "core.cloudapi.de",
    ]
    /// Where flows and functions of Microsoft's wait for requests.
    private static let flows = [
        "logic.azure.com", "azurewebsites.net", "api.powerplatform.com", "logic.azure.us", "logic.azure.cn",
    ]
}

extension ValueParser where Value == SignInMethod {
    /// How leads are written.
    static let method: ValueParser = {
        let choice = ValueParser.choice(among: SignInMethod.ofLeads)
        return ValueParser(accepted: choice.accepted) { text in
            choice.parse(ValueText(whole: text, elements: [text])).mapError { refusal in
                var refusal = refusal
                if refusal.suggestion == nil { refusal.hint = OtherPlaces.both }
                return refusal
            }
        }
    }()
}

extension ValueParser where Value == WebOrigin {
    /// The origin of an HTTPS endpoint: what stands behind it is never shown.
    static let endpoint = ValueParser(accepted: "https://host or https://host:port, of the endpoint's URL") { text in
        switch Address.parse(text) {
        case .failure(.tail(let address)) where address.scheme == "https":
            return .failure(
                Refusal(
                    found: .description("a URL with something behind its host, which is not quoted"),
                    suggestion: address.text(),
                    hint: "the whole URL is the secret: save it with `leadkeeper secret set`"))
        case .success(let address), .failure(.tail(let address)):
            if address.host.text.contains(".crm"), address.host.text.hasSuffix(".dynamics.com") {
                return .failure(
                    Refusal(found: .value(address.text()), hint: "for Dynamics 365, Method is azure-ad or office365"))
            }
            return WebOrigin.parse(text).mapError { refusal in
                var refusal = refusal
                if case .failure(.tail) = Address.parse(text) {
                    refusal.found = .description("a URL with something behind its host, which is not quoted")
                }
                return refusal
            }
        case .failure:
            return WebOrigin.parse(text)
        }
    }

    /// Where the tables of a storage account answer.
    static let tableService = ValueParser(
        accepted: "https://ACCOUNT.table.core.windows.net, or the same in another cloud"
    ) { text in
        if text.contains("="), let connection = try? StorageConnection(Array(text.utf8)) {
            return .failure(
                Refusal(
                    found: .description("a connection string, which is not quoted"), suggestion: connection.service,
                    hint: "the connection string is the secret: save it with `leadkeeper secret set`"))
        }
        switch Address.parse(text) {
        case .success(let address), .failure(.tail(let address)):
            let labels = address.host.text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            guard labels.count >= 3, StorageConnection.isAccount(labels[0]) else {
                return .failure(
                    Refusal(
                        found: .value(address.text()),
                        hint: "the portal shows it as Table service under Endpoints of the storage account"))
            }
            guard labels[1] == "table" else {
                var right = labels
                right[1] = "table"
                return .failure(
                    Refusal(
                        found: .value(address.text()),
                        suggestion: labels[2] == "core" ? "https://\(right.joined(separator: "."))" : nil,
                        hint: "the portal shows it as Table service under Endpoints of the storage account"))
            }
            if case .failure(.tail) = Address.parse(text) {
                return .failure(
                    Refusal(
                        found: .value(address.text() + "/…"), suggestion: address.text(),
                        hint: "the table's name is [AzureTable] Table"))
            }
            return WebOrigin.parse(text)
        case .failure:
            return WebOrigin.parse(text)
        }
    }
}

extension ValueParser where Value == String {
    /// The name of a table: 3 to 63 letters and digits, a letter first.
    static let tableName = ValueParser(accepted: "3 to 63 letters and digits, a letter first") { text in
        let isName =
            (3...63).contains(text.utf8.count) && text.utf8.allSatisfy(\.isAlphanumeric)
            && text.utf8.first?.isLetter == true
        return isName ? .success(text) : .failure(Refusal())
    }
}
