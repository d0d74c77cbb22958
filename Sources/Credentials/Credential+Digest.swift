extension Credential {
    /// What decides whether the credential works: when it changes, what is known of earlier attempts is void.
    package var workingDigest: String {
        "\(identity.method.rawValue)|\(identity.account)|\(identity.realm)|\(destination?.address ?? "")"
    }
}

extension Identity {
    /// The directory it signs in to, and the client it signs in through.
    fileprivate var realm: String {
        switch self {
        case .azureAD(let directory, _): directory.description
        case .office365(_, let client, let directory): "\(directory)|\(client)"
        case .httpsEndpoint, .azureTable, .mailbox, .channel, .heartbeat: ""
        }
    }
}

extension Credential {
    /// What a `workingDigest` tells of a credential; `nil` where it tells too little.
    ///
    /// Only ledgers from when all leads went into Dynamics know a credential by its digest alone.
    package init?(_ name: CredentialName, ofDigest digest: String, contacts: [EmailAddress]) {
        let parts = digest.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        guard let method = parts.first.flatMap(SignInMethod.init(rawValue:)), let environment = parts.last,
            !environment.isEmpty
        else { return nil }
        let identity: Identity
        if method == .azureAD, parts.count == 4, let application = GUID(parts[1]), let directory = GUID(parts[2]) {
            identity = .azureAD(directory: directory, application: application)
        } else if method == .office365, parts.count >= 5, let client = GUID(parts[parts.count - 2]) {
            // A user's name may have the separator in it.
            identity = .office365(
                userName: parts[1..<(parts.count - 3)].joined(separator: "|"), client: client,
                directory: parts[parts.count - 3])
        } else {
            return nil
        }
        self.init(
            name: name, identity: identity, destination: .dynamics(environment: environment), contacts: contacts,
            lifetime: .ofPasswords, probing: ProbePolicy(), notices: NoticePolicy(), rotation: RotationPolicy())
        guard workingDigest == digest else { return nil }
    }
}
