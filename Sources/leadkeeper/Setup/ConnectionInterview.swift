internal import Configuration
internal import Control
internal import Credentials

/// What a connection's file is to say: by options, and by the answers of a person; each is checked at once.
struct ConnectionInterview {
    let setup: ConnectionSetup

    private var invocation: Invocation { setup.context.invocation }

    /// The file; throws where an option is wrong, or missing and nobody can be asked.
    func draft() throws(Failure) -> ConnectionDraft {
        let method = try method()
        var directory: String?
        let url = try answer(.url(of: method), by: .url, method.urlPrompt, leavingOut: nil) {
            (url: String) throws(Failure) -> Question.Reading<String> in
            guard setup.isDaemonThere, method.hasEnvironment else { return .understood(url) }
            let trial = try EnvironmentTrial(of: url, setup)
            directory = trial.directory
            if let objection = trial.objection { return .refused(objection) }
            setup.remark(trial.sentence)
            return .understood(url)
        }
        var draft = ConnectionDraft(try name(for: url))
        draft[.url] = url
        draft[.method] = method.rawValue
        for field in SignInField.fields(of: method) {
            draft[field.value] =
                if field.isDirectory, let directory {
                    try compared(directory, with: field)
                } else {
                    try optional(field.value, by: field.option, field.prompt, without: field.inherited(setup.settings))
                }
        }
        draft[.contacts] = try optional(
            .contacts, by: .contacts, "Contacts, who are notified before it expires (a@x.com;b@x.com)",
            without: setup.settings.defaultContacts.isEmpty
                ? nil : setup.settings.defaultContacts.map(\.description).joined(separator: ";"))
        if invocation.has(.offer) { draft[.offer] = try optional(.offer, by: .offer, "Offer", without: nil) }
        return draft
    }

    /// The environment has said which directory is its own: another one can only be a slip.
    private func compared(_ known: String, with field: SignInField) throws(Failure) -> String {
        guard let text = invocation[field.option] else { return known }
        switch field.value.read(text) {
        case .success(known): return known
        case .success(let other):
            throw .usage("--\(field.option.name): the environment belongs to the directory \(known), not to \(other)")
        case .failure(let fault): throw .usage("--\(field.option.name): \(fault.cause)")
        }
    }

    // MARK: Name and method

    /// The connection's name: as given, else by the environment's host.
    private func name(for url: String) throws(Failure) -> CredentialName {
        if let name = setup.context.name { return name }
        let proposal = CredentialName(proposedFor: url).flatMap { setup.settings[$0] == nil ? $0 : nil }
        guard setup.isInteractive else {
            throw .usage("failed to \(setup.operation): the connection's name is missing")
        }
        Question.forgetTypedAhead()
        return try Question.ask(
            "Name of the connection", else: proposal?.description, to: setup.operation
        ) { (text: String) throws(Failure) -> Question.Reading<CredentialName> in
            guard let name = CredentialName(text), !name.isReserved else {
                return .refused("use 1 to 63 lower-case letters, digits and hyphens")
            }
            guard setup.settings[name] == nil else {
                return .refused("there is a connection of that name; `leadkeeper setup \(name)` goes on with it")
            }
            return .understood(name)
        }
    }

    private func method() throws(Failure) -> SignInMethod {
        try answer(
            .method, by: .method,
            "Leads go to Dynamics 365, signing in as an Entra app (azure-ad) or a user\n(office365), or to an https-endpoint "
                + "or azure-table",
            else: SignInMethod.azureAD.rawValue, leavingOut: nil
        ) { (text: String) throws(Failure) -> Question.Reading<SignInMethod> in
            SignInMethod(rawValue: text).map(Question.Reading.understood) ?? .refused("no such method")
        }
    }

    // MARK: One question

    /// A value that may be left out where there is one for all connections, which an empty answer takes.
    private func optional(_ value: ConnectionValue, by option: Option, _ prompt: String, without inherited: String?)
        throws(Failure) -> String?
    {
        try answer(value, by: option, prompt, else: inherited, leavingOut: inherited == nil ? nil : .some(nil)) {
            .understood($0)
        }
    }

    /// A value by its option, or by an answer: read as the file's reader reads it, and judged after that.
    ///
    /// - Parameters:
    ///   - otherwise: what an empty answer stands for, as it is shown.
    ///   - absence: what an empty answer comes to where the key is to be left out; `nil` where it is read as
    ///     `otherwise`.
    private func answer<Answer>(
        _ value: ConnectionValue, by option: Option, _ prompt: String, else otherwise: String? = nil,
        leavingOut absence: Answer?, _ judge: (String) throws(Failure) -> Question.Reading<Answer>
    ) throws(Failure) -> Answer {
        func read(_ text: String) throws(Failure) -> Question.Reading<Answer> {
            switch value.read(text) {
            case .success(let text): return try judge(text)
            case .failure(let fault): return .refused(fault.cause, suggestion: fault.suggestion)
            }
        }
        if let text = invocation[option] {
            switch try read(text) {
            case .understood(let answer): return answer
            case .refused(let reason, _): throw .usage("--\(option.name): \(reason)")
            case .unfinished: throw .usage("--\(option.name) needs a value: \(option.spelling)")
            }
        }
        guard setup.isInteractive else {
            if let absence { return absence }
            if let otherwise, case .understood(let answer) = try read(otherwise) { return answer }
            throw .usage("failed to \(setup.operation): --\(option.name) is missing: \(value.row.accepted)")
        }
        Question.forgetTypedAhead()
        return try Question.ask(prompt, else: otherwise, to: setup.operation) {
            (text: String) throws(Failure) -> Question.Reading<Answer> in
            if text == otherwise ?? "", let absence { return .understood(absence) }
            // The first line of two that were copied together.
            return value.isLabel(text) ? .unfinished : try read(text)
        }
    }
}

/// A field of Partner Center's form that depends on how it signs in.
struct SignInField {
    /// The key of the connection's file.
    var value: ConnectionValue
    var option: Option
    var prompt: String

    /// The fields of one method, in the order in which they are asked for.
    static func fields(of method: SignInMethod) -> [SignInField] {
        switch method {
        case .azureAD:
            [
                SignInField(value: .directory, option: .directoryID, prompt: "Directory (tenant) ID"),
                SignInField(value: .application, option: .applicationID, prompt: "Application (client) ID"),
            ]
        case .office365:
            [
                SignInField(value: .userName, option: .userName, prompt: "User name"),
                SignInField(value: .userDirectory, option: .directoryID, prompt: "Directory (tenant) ID of the user"),
                SignInField(
                    value: .client, option: .applicationID,
                    prompt: "Application (client) ID of your app that allows public client flows"),
            ]
        // Whoever has the secret writes there.
        case .httpsEndpoint, .azureTable, .mailbox, .channel, .heartbeat: []
        }
    }

    /// Whether the environment's answer gives it.
    var isDirectory: Bool { value == .directory || value == .userDirectory }

    /// What the key is without being given, as people are told; `nil` where it has to be given.
    func inherited(_ settings: Settings) -> String? {
        guard isDirectory else { return nil }
        return settings.defaultDirectory?.description ?? (value == .userDirectory ? "the domain of the user" : nil)
    }
}

extension CredentialName {
    /// A name for the connection to an environment: the first part of its host; `nil` where that is none.
    init?(proposedFor url: String) {
        guard let host = url.split(separator: "/").dropFirst().first, let label = host.split(separator: ".").first
        else {
            return nil
        }
        self.init(label.lowercased())
    }
}

extension SignInMethod {
    /// Whether leads go to Dynamics 365, which tells whose it is.
    var hasEnvironment: Bool {
        switch self {
        case .azureAD, .office365: true
        case .httpsEndpoint, .azureTable, .mailbox, .channel, .heartbeat: false
        }
    }

    /// What is asked for where leads go.
    fileprivate var urlPrompt: String {
        switch self {
        case .httpsEndpoint: "Host of the endpoint's URL, such as https://contoso.com (the rest is the secret)"
        case .azureTable: "Table service of the storage account, such as https://contoso.table.core.windows.net"
        case .azureAD, .office365, .mailbox, .channel, .heartbeat: "Environment URL"
        }
    }
}
