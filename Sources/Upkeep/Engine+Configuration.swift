public import Bookkeeping
public import Credentials

/// How what is in use stands to the configuration files.
public struct ConfigurationState: Hashable, Sendable {
    /// What is not right in what is in use, a line each; the nearest right values are used.
    public var misgivings: [String]
    /// Why the connections are those that the ledger knows, since the files have none; `nil` where they are the files'.
    public var emptiness: String?
    /// Whether the files have changed since they were read.
    public var isOutdated = false

    /// A configuration that is in use; without arguments, exactly as the files have it.
    public init(misgivings: [String] = [], emptiness: String? = nil) {
        self.misgivings = misgivings
        self.emptiness = emptiness
    }

    /// What to say of it for `systemctl status`; `nil` where there is nothing to say.
    var statusRemark: String? {
        isOutdated ? "the configuration files are newer than what is in use" : nil
    }
}

extension Engine {
    /// Takes note that a reload was refused, and why; the operators are told.
    public func refuseConfiguration(_ message: String) {
        isMet(.configurationRefused, message)
    }

    /// Takes note whether the files have changed since they were read.
    public func noteConfigurationFiles(areNewer isOutdated: Bool) {
        configuration.isOutdated = isOutdated
    }

    /// The connections that the ledger knows to be configured, as they were when they were used last, by name.
    ///
    /// Of one that an earlier version adopted, no more than whom it signs in as and where is known: it is watched by default, and the
    /// operators stand in for its contacts.
    public func knownConnections(operators: [EmailAddress]) async throws(LedgerError) -> [Credential] {
        try await ledger.configurations().filter { !$0.name.isReserved }.compactMap { known in
            known.credential ?? Credential(known.name, ofDigest: known.digest, contacts: operators)
        }
    }

    /// How many connections are watched now.
    public var connectionCount: Int { inventory.keys.count { !$0.isReserved } }

    /// Tells or takes back what is not as it should be of the configuration in use.
    func judgeConfiguration() {
        if let emptiness = configuration.emptiness { isMet(.configurationEmpty, emptiness) } else { isOver(.configuration) }
        guard let first = configuration.misgivings.first else { return isOver(.settings) }
        let others = configuration.misgivings.count - 1
        isMet(.settingsDoubtful, others > 0 ? "\(first) (and \(others) more, which `leadkeeper check` lists)" : first)
    }
}

extension Credential {
    /// What a `workingDigest` tells of a credential; `nil` where it tells too little.
    init?(_ name: CredentialName, ofDigest digest: String, contacts: [EmailAddress]) {
        let parts = digest.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        guard let method = parts.first, let environment = parts.last, !environment.isEmpty else { return nil }
        let identity: Identity
        if method == "azure-ad", parts.count == 4, let application = GUID(parts[1]), let directory = GUID(parts[2]) {
            identity = .azureAD(directory: directory, application: application)
        } else if method == "office365", parts.count >= 5, let client = GUID(parts[parts.count - 2]) {
            // A user's name may have the separator in it.
            identity = .office365(
                userName: parts[1..<(parts.count - 3)].joined(separator: "|"), client: client, directory: parts[parts.count - 3])
        } else {
            return nil
        }
        self.init(
            name: name, identity: identity, environment: environment, contacts: contacts, lifetime: .span(.days(90)),
            probing: ProbePolicy(), notices: NoticePolicy(), rotation: RotationPolicy())
        guard workingDigest == digest else { return nil }
    }
}
