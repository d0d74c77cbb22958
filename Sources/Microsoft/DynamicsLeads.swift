internal import Credentials
internal import JSON

/// What Partner Center has of a lead destination in Dynamics 365, `dynamicsLeadConfiguration`.
enum DynamicsLeads {
    private static let name: StaticString = "dynamicsLeadConfiguration"

    /// Reads it from `customer-leads`; `nil` where it is not there.
    static func configuration(
        _ resource: JSONObject, in text: JSONText
    ) throws(JSONFault) -> LeadConfiguration? {
        guard let block = try resource.object(name, in: text) else { return nil }
        var configuration = LeadConfiguration(kind: Stated(.dynamics))
        configuration.address = try block.string("instanceUrl", in: text).map { address in
            CustomerLeads.shown(address.last == "/" ? String(address.dropLast()) : address)
        }
        if let word = try block.string("authentication", in: text) {
            let method = SignInMethod.allCases.first { $0.inDynamicsLeads?.word == word }
            configuration.method = method.map { Stated($0) } ?? Stated(CustomerLeads.shown(word))
            let names = method?.inDynamicsLeads
            configuration.account = try block.string(names?.account ?? "username", in: text)
                .map(CustomerLeads.identifier)
            if let directory = names?.directory {
                configuration.directory = try block.string(directory, in: text).map(CustomerLeads.identifier)
            }
        }
        configuration.contacts = try CustomerLeads.contacts(of: block, in: text)
        return configuration
    }

    /// How it is written; `nil` where something is missing, or is there that does not belong there.
    static func block(of configuration: LeadConfiguration) -> CustomerLeads.Block? {
        guard let address = configuration.address, let account = configuration.account,
            let names = configuration.method?.known?.inDynamicsLeads,
            (names.directory == nil) == (configuration.directory == nil)
        else { return nil }
        var values: [(name: StaticString, value: String)] = [
            ("instanceUrl", address), ("authentication", names.word), (names.account, account),
        ]
        if let name = names.directory, let directory = configuration.directory { values.append((name, directory)) }
        return CustomerLeads.Block(
            name: "\(name)",
            members: values.map { "\"\($0.name)\":\(JSONString.quoted($0.value))" }
                + [CustomerLeads.member(of: configuration.contacts)],
            key: "\(names.key)", keyLimit: names.keyLimit)
    }
}

extension SignInMethod {
    /// What Partner Center calls a way to sign in to Dynamics, and the names and sizes of what belongs to it.
    fileprivate struct Names {
        var word: String
        var account: StaticString
        var directory: StaticString?
        var key: StaticString
        var keyLimit: Int
    }

    /// `nil` for a way in which nobody signs in to Dynamics.
    fileprivate var inDynamicsLeads: Names? {
        switch self {
        case .azureAD:
            Names(
                word: "azureAD", account: "applicationId", directory: "directoryId", key: "applicationKey",
                keyLimit: 2_048)
        case .office365: Names(word: "office365", account: "username", key: "password", keyLimit: 256)
        case .httpsEndpoint, .azureTable, .mailbox, .channel, .heartbeat: nil
        }
    }
}
