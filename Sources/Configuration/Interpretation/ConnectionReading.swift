import Credentials

/// Makes a credential of one connection's file.
struct ConnectionReading {
    private(set) var layers: Layers
    let name: CredentialName
    /// What `leadkeeper.conf` says.
    let inherited: Policies
    /// What it says of all connections without their own.
    let defaults: ConnectionDefaults
    /// Whether there is an Entra app that can rotate, or its configuration is at fault, which is reported where it
    /// stands.
    let hasAdministrator: Bool

    init(
        _ file: SourceFile, name: CredentialName, inherited: Policies, defaults: ConnectionDefaults,
        hasAdministrator: Bool
    ) {
        layers = Layers([file], mainPath: file.path)
        self.name = name
        self.inherited = inherited
        self.defaults = defaults
        self.hasAdministrator = hasAdministrator
    }

    /// The credential; `nil` where anything of it is at fault.
    mutating func read() -> Credential? {
        let method = layers.value(Keys.method)
        let origin = origin(method)
        let contacts = layers.value(Keys.contacts, or: defaults.contacts)
        let identity = identity(method, origin)
        let destination = destination(method, origin)
        let lifetime = lifetime(method)
        let offer = layers.setting(Keys.offer)
        var policies = Policies(layers: &layers, inherited: inherited)
        if method == .httpsEndpoint { examineProbing(&policies) }
        if let method, let rotation = policies.rotation { examine(rotation, method, offer: offer) }
        if let method, let lifetime, let notices = policies.notices { examine(notices, method, lifetime) }
        guard let destination, let contacts, let identity, let lifetime, let probing = policies.probing,
            var notices = policies.notices, let rotation = policies.rotation, !layers.isRefused
        else { return nil }
        notices.languages.merge(contacts.languages) { _, own in own }
        Policies.examineEscalation(&layers, notices)
        return Credential(
            name: name, identity: identity, destination: destination, contacts: contacts.addresses, lifetime: lifetime,
            probing: probing, notices: notices, rotation: rotation, offer: offer.value,
            publishingTime: policies.publishingTime.value)
    }

    /// Where the place for its leads answers: what cannot be read is at fault by now.
    private mutating func origin(_ method: SignInMethod?) -> WebOrigin? {
        switch method {
        case .httpsEndpoint: layers.value(Keys.endpointURL)
        case .azureTable: layers.value(Keys.tableURL)
        case .azureAD, .office365, .mailbox, .channel, .heartbeat, nil: layers.value(Keys.url)
        }
    }

    /// Where its leads go.
    private mutating func destination(_ method: SignInMethod?, _ origin: WebOrigin?) -> LeadDestination? {
        let allowsPrivate = layers.value(Keys.endpointAllowPrivate)
        let table = layers.value(Keys.leadTable)
        guard let method, let origin else { return nil }
        let address = origin.description
        switch method {
        case .azureAD, .office365: return .dynamics(environment: address)
        case .httpsEndpoint: return allowsPrivate.map { .httpsEndpoint(origin: address, allowsPrivate: $0) }
        case .azureTable: return table.map { .table(service: address, name: $0) }
        case .mailbox, .channel, .heartbeat: return nil
        }
    }

    /// At an endpoint only what its own file says of whole probes counts, and nothing can be removed.
    private mutating func examineProbing(_ policies: inout Policies) {
        if case .given = layers.setting(Keys.leadInterval) { policies.probing?.isAskedFor = true }
        if case .given(let cleanup, let place) = layers.setting(Keys.cleanup), cleanup == .delete {
            layers.warn(
                Keys.cleanup.description, at: place, found: cleanup.rawValue,
                accepted: "nothing, since Method is https-endpoint", hint: "what is posted there cannot be taken back")
        }
    }

    private mutating func identity(_ method: SignInMethod?, _ origin: WebOrigin?) -> Identity? {
        if let method {
            for other in SignInMethod.ofLeads where other != method {
                guard let group = other.group, let own = method.group else { continue }
                layers.record(
                    group: group, found: "a group for Method=\(other.rawValue)",
                    accepted: "[\(own)], since Method is \(method.rawValue)")
            }
        }
        // Without a method the values are looked at all the same, but nothing is missed.
        let azureAD = method == .azureAD ? azureAD() : nil
        let office365 = method == .office365 ? office365() : nil
        if method != .azureAD {
            _ = layers.setting(Keys.directoryID)
            _ = layers.setting(Keys.applicationID)
        }
        if method != .office365 {
            _ = layers.setting(Keys.userName)
            _ = layers.setting(Keys.clientID)
            _ = layers.setting(Keys.office365Directory)
        }
        return azureAD ?? office365 ?? method.flatMap { Self.bearer(of: $0, origin) }
    }

    /// Whoever has the secret, where nobody signs in.
    private static func bearer(of method: SignInMethod, _ origin: WebOrigin?) -> Identity? {
        guard let origin else { return nil }
        switch method {
        case .httpsEndpoint: return .httpsEndpoint(host: String(origin.description.dropFirst("https://".count)))
        case .azureTable: return origin.host.split(separator: ".").first.map { .azureTable(account: String($0)) }
        case .azureAD, .office365, .mailbox, .channel, .heartbeat: return nil
        }
    }

    private mutating func azureAD() -> Identity? {
        let directory = layers.value(Keys.directoryID, or: defaults.directory)
        let application = layers.value(Keys.applicationID)
        guard let directory, let application else { return nil }
        return .azureAD(directory: directory, application: application)
    }

    private mutating func office365() -> Identity? {
        let userName = layers.value(Keys.userName)
        let client = layers.value(Keys.clientID)
        let directory: String? =
            switch (layers.setting(Keys.office365Directory), defaults.directory) {
            case (.given(let directory, _), _): directory
            case (.absent, .given(let directory, _)): directory.description
            case (.absent, .absent): userName?.split(separator: "@").last?.lowercased()
            case (.refused, _), (.absent, .refused): nil
            }
        guard let userName, let client, let directory else { return nil }
        return .office365(userName: userName, client: client, directory: directory)
    }

    private mutating func lifetime(_ method: SignInMethod?) -> Lifetime? {
        let lifetime = layers.setting(Keys.windowLifetime)
        if method == .azureAD, case .given(let lifetime, let place) = lifetime {
            layers.record(
                Keys.windowLifetime.description, at: place, found: .value(lifetime.text),
                accepted: "nothing, since Method is azure-ad",
                hint: "a client secret has an expiry date of its own: `leadkeeper secret set \(name) --expires DATE`")
        }
        // What the file says is all that is known here: whether Microsoft says so too, the daemon finds out. It is
        // good to know, and nothing that somebody has to be told of with each look at the files.
        if method == .office365, case .given(.never, let place) = lifetime {
            layers.record(
                Keys.windowLifetime.description, at: place,
                found: .description("a password that never expires, so nobody is reminded: \(Window.riskOfPassword)"),
                accepted: "for a sign-in that lasts, an Entra application",
                hint: "`leadkeeper migrate \(name)` moves the connection to one", severity: .note)
        }
        return lifetime.or(method?.isReplacedByPeople == true ? .never : .ofPasswords)
    }

    /// Who is told of a password's end before it has begun is told on the day when it is stored.
    private mutating func examine(_ notices: NoticePolicy, _ method: SignInMethod, _ lifetime: Lifetime) {
        guard method == .office365 || method.isReplacedByPeople, case .span(let lifetime) = lifetime,
            case .given(_, let place) = layers.setting(Keys.leadTimes),
            let tooLong = notices.leadTimes.first(where: { $0 >= lifetime })
        else { return }
        layers.warn(
            Keys.leadTimes.description, at: place, found: tooLong.text,
            accepted: "less than [Window] Lifetime, which is \(lifetime.text)",
            hint: "otherwise a reminder would be sent on the day when the \(method.secretKind) is saved")
    }

    private mutating func examine(_ rotation: RotationPolicy, _ method: SignInMethod, offer: Layers.Setting<String>) {
        guard rotation.mode != .remind else { return }
        let place = layers.setting(Keys.mode).place
        let key = Keys.mode.description
        if method.isReplacedByPeople {
            layers.record(
                key, at: place, found: .value(rotation.mode.rawValue),
                accepted: "remind, since Method is \(method.rawValue)",
                hint:
                    "only people can make a new \(method.secretKind); where leadkeeper.conf says otherwise, write "
                    + "[Rotation] Mode=remind here")
        } else if method == .office365, rotation.mode == .automatic {
            layers.record(
                key, at: place, found: .value(rotation.mode.rawValue),
                accepted: "remind or assisted, since Method is office365",
                hint:
                    "Office 365 has only one password, so leads would stop until Partner Center has the new one"
            )
        } else if !hasAdministrator {
            layers.record(
                key, at: place, found: .value(rotation.mode.rawValue),
                accepted: "remind, since leadkeeper.conf has no [Administrator]",
                hint: "that is the Entra app that creates new secrets")
        } else if rotation.mode == .automatic, case .absent = offer {
            layers.record(
                key, at: place, found: .value(rotation.mode.rawValue),
                accepted: "remind or assisted, since [PartnerCenter] Offer is not given",
                hint: "without the offer's external id, a person has to enter each new secret in Partner Center")
        }
    }
}

extension Lifetime {
    fileprivate var text: String {
        switch self {
        case .span(let span): span.text
        case .never: "never"
        }
    }
}
