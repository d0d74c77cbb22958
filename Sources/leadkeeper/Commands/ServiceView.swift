internal import Configuration
internal import Glibc
internal import Hooks

/// Looking at the configuration as the service does: as its user, and no farther than it sees.
enum ServiceView {
    /// The user that the service runs as.
    static let user = "leadkeeper"

    /// What its root has, as `BindReadOnlyPaths=` of its unit says, and its own directories.
    static let roots = [
        "/bin", "/etc", "/lib", "/lib64", "/usr", HookSocket.standardDirectory, "/run/leadkeeper-keyring",
        "/run/systemd/journal",
        "/run/systemd/timesync",
        "/run/NetworkManager", "/run/resolvconf", "/run/systemd/resolve",
    ]

    /// What of its root it may write: its own directories.
    static let writable = [Places.standardState, Places.standardRuntime, Places.standardCache]

    /// Where a sysadmin's changes to the unit are; systemd.unit(5).
    private static let dropIns = ["/etc", "/run"].map { "\($0)/systemd/system/leadkeeper.service.d" }

    /// Becomes the service's user for good, where root asks about the directory that the service reads.
    ///
    /// Any other directory is for a daemon that somebody starts otherwise, and is read as whoever asks.
    /// - Returns: how far it sees, and what is to be said where it does not look as the service.
    static func take(of directory: String) -> (reach: Reach, note: Fault?) {
        guard real(directory) == Places.standardConfiguration else { return (.everything, nil) }
        let reach = Reach(
            onlyUnder: roots + boundBesides(), writable: writable + boundBesides(by: ["BindPaths"]))
        guard geteuid() == 0 else {
            guard let entry = getpwnam(user), entry.pointee.pw_uid != geteuid() else { return (reach, nil) }
            return (reach, note(directory, "read the files as another user than the service's"))
        }
        guard let entry = getpwnam(user) else {
            return (reach, note(directory, "no user \(user), so the files were read as root"))
        }
        let (userID, groupID) = (entry.pointee.pw_uid, entry.pointee.pw_gid)
        // For root they set the saved ids too, so that there is no way back; setgid(2), setuid(2).
        guard initgroups(user, groupID) == 0, setgid(groupID) == 0, setuid(userID) == 0 else {
            return (
                reach, note(directory, "read the files as root, because this process cannot become another user")
            )
        }
        return (reach, nil)
    }

    private static func note(_ directory: String, _ found: String) -> Fault {
        Fault(
            file: directory, found: .description(found),
            accepted: "a file that the user \(user), as which the service runs, can read",
            severity: .note)
    }

    private static func real(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// What drop-ins of the unit bind into its root at the same path, by these settings.
    private static func boundBesides(by settings: Set<String> = bindings) -> [String] {
        var paths: [String] = []
        for directory in dropIns {
            guard let names = opendir(directory) else { continue }
            defer { closedir(names) }
            while let entry = readdir(names) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
                    field.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: field.pointee)) {
                        String(cString: $0)
                    }
                }
                if name.hasSuffix(".conf") { paths += bindings(in: "\(directory)/\(name)", by: settings) }
            }
        }
        return paths
    }

    private static func bindings(in path: String, by settings: Set<String>) -> [String] {
        guard let file = fopen(path, "re") else { return [] }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = fread(&bytes, 1, bytes.count, file)
        return bindings(of: String(decoding: bytes[..<count], as: UTF8.self), by: settings)
    }

    /// The settings that bind; systemd.exec(5).
    private static let bindings: Set = ["BindPaths", "BindReadOnlyPaths"]

    /// The directories that the text of a unit binds at the same path, by these settings.
    static func bindings(of text: String, by settings: Set<String> = bindings) -> [String] {
        text.replacing("\\\n", with: " ").split(separator: "\n").flatMap { line -> [String] in
            let parts = line.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, settings.contains(String(parts[0])) else { return [] }
            return parts[1].split(whereSeparator: \.isWhitespace).compactMap { word in
                let places = word.drop { $0 == "-" }.split(separator: ":")
                return places.count < 2 || places[0] == places[1] ? places.first.map(String.init) : nil
            }
        }
    }
}
