/// One way in which leadkeeper reaches people.
public struct WayOut: Hashable, Sendable {
    /// Where the settings have it, such as `[Mail]`.
    public var name: String
    /// The host that it goes to.
    public var host: String
    /// The credential that it needs, which leadkeeper watches; `nil` where it needs none.
    public var credential: CredentialName?
    /// The directory that it signs in to: a GUID, or a domain of it; `nil` for none.
    public var directory: String?

    /// A way; what it does not need is `nil`.
    public init(name: String, host: String, credential: CredentialName? = nil, directory: String? = nil) {
        (self.name, self.host, self.credential, self.directory) = (name, host, credential, directory)
    }
}

/// Why all ways out may end together, and nobody can be told of it.
public enum AlertCircle: Hashable, Sendable {
    /// Each needs a secret that leadkeeper watches.
    case credentials([CredentialName])
    /// Each signs in to a directory that these connections sign in to as well.
    case directory(String, connections: [CredentialName])
    /// There are several, and all go to that host.
    case host(String)

    /// Those of these ways out, beside these connections; the closest first.
    public static func all(of ways: [WayOut], beside connections: [Credential]) -> [AlertCircle] {
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

    /// Whether what ends that connection's credential may end all ways out as well.
    ///
    /// Where every way goes by one host, or needs a secret of its own, that is so whatever happens to the connection: it
    /// is everybody's matter.
    public func concerns(_ name: CredentialName) -> Bool {
        switch self {
        case .credentials, .host: true
        case .directory(_, let connections): connections.contains(name)
        }
    }

    /// What is the matter, for a sysadmin.
    public var sentence: String {
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
    public var hint: String {
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
