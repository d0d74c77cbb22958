import Credentials

/// One way in which leadkeeper reaches people.
struct WayOut: Hashable, Sendable {
    /// Where the settings have it, such as `[Mail]`.
    var name: String
    /// The host that it goes to.
    var host: String
    /// The credential that it needs, which leadkeeper watches; `nil` where it needs none.
    var credential: CredentialName?
    /// The directory that it signs in to: a GUID, or a domain of it; `nil` for none.
    var directory: String?
}

/// Why all ways out may end together, and nobody can be told of it.
enum AlertCircle: Hashable, Sendable {
    /// Each needs a secret that leadkeeper watches.
    case credentials([CredentialName])
    /// Each signs in to a directory that these connections sign in to as well.
    case directory(String, connections: [CredentialName])
    /// There are several, and all go to that host.
    case host(String)

    /// Those of the settings, the closest first.
    static func all(in settings: Settings) -> [AlertCircle] {
        all(of: settings.waysOut, beside: settings.inventory.filter { !$0.name.isReserved })
    }

    /// Those of these ways out, beside these connections.
    static func all(of ways: [WayOut], beside connections: [Credential]) -> [AlertCircle] {
        guard let first = ways.first else { return [] }
        var circles: [AlertCircle] = []
        let credentials = ways.compactMap(\.credential)
        if credentials.count == ways.count { circles.append(.credentials(Set(credentials).sorted())) }
        if let directory = first.directory, ways.allSatisfy({ $0.directory == directory }) {
            let others = connections.filter { $0.identity.directories.contains(directory) }.map(\.name)
            if !others.isEmpty { circles.append(.directory(directory, connections: others.sorted())) }
        }
        if ways.count > 1, ways.allSatisfy({ $0.host == first.host }) { circles.append(.host(first.host)) }
        return circles
    }

    /// What is the matter, for a sysadmin.
    var sentence: String {
        switch self {
        case .credentials(let names):
            """
            that every notice needs the secret of \(Self.list(names)), which leadkeeper watches itself: \
            once it is refused, nobody can be told
            """
        case .directory(let directory, let connections):
            """
            that every notice signs in to the directory \(directory), as \(Self.list(connections)) does: \
            if that directory refuses sign-ins, leads stop and nobody can be told
            """
        case .host(let host): "that every way out goes by \(host): if that fails, nobody can be told"
        }
    }

    /// What to do about it.
    var hint: String {
        switch self {
        case .credentials, .directory:
            "for example a mail server on this host that relays without a sign-in; \(Self.watch)"
        case .host: "for example another server; \(Self.watch)"
        }
    }

    private static let watch = "until then, let [Heartbeat] tell a monitor"

    /// The first names; there may be hundreds.
    private static func list(_ names: [CredentialName]) -> String {
        let shown = names.prefix(3).map(\.description).joined(separator: ", ")
        return names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
    }
}

extension Settings {
    /// Why all ways to notify people may end together, each with an example of another way.
    public var alertCircles: [(sentence: String, hint: String)] {
        AlertCircle.all(in: self).map { ($0.sentence, $0.hint) }
    }

    /// The mail servers that mail leaves by; none where that is Microsoft Graph.
    public var mailServers: [(host: String, port: UInt16)] {
        mails.filter { $0.settings.service == .smtp }.map { ($0.settings.host, $0.settings.port) }
    }

    /// All ways in which leadkeeper reaches people.
    var waysOut: [WayOut] {
        // Where a URL or a script leads is not known: no other way is known to share it.
        let others = channels.filter { $0.kind != .mail }.map { channel in
            WayOut(name: "[\(channel.name.credential.mailGroup)]", host: channel.name.credential.description)
        }
        return mails.map { wayOut(by: $0.secret, $0.settings) } + others
    }

    private func wayOut(by secret: CredentialName, _ mail: MailSettings) -> WayOut {
        var way = WayOut(name: "[\(secret.mailGroup)]", host: mail.host, credential: self[secret]?.name)
        switch mail.identity {
        case .azureAD(let directory, _)?: way.directory = directory.description
        case .mailbox(let userName)?:
            // What signs in there is a user of a directory, which is known by the domain alone.
            if passwordSignIn(of: secret, mail) != nil { way.directory = EmailAddress(userName)?.domain.lowercased() }
        case .office365?, .httpsEndpoint?, .azureTable?, .channel?, .heartbeat?, nil: break
        }
        return way
    }
}

extension Identity {
    /// The directory that it signs in to, by each name that is known of it: a GUID, or a domain in lower case.
    fileprivate var directories: Set<String> {
        switch self {
        case .azureAD(let directory, _): [directory.description]
        case .office365(let userName, _, let directory):
            Set([directory.lowercased(), EmailAddress(userName)?.domain.lowercased()].compactMap(\.self))
        case .httpsEndpoint, .azureTable, .mailbox, .channel, .heartbeat: []
        }
    }
}
