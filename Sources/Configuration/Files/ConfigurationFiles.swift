import Credentials

/// The files of a configuration directory, read but not interpreted.
struct ConfigurationFiles {
    /// `leadkeeper.conf` and the files of `leadkeeper.conf.d`, in the order in which they count.
    private(set) var settings: [SourceFile] = []
    /// The files of `connections`, in the order of their names.
    private(set) var connections: [(name: CredentialName, file: SourceFile)] = []
    /// What could not be read.
    private(set) var faults: [Fault] = []
    /// The paths of all files that were looked at, in the order in which they count.
    private(set) var paths: [String] = []

    /// Whether there is no directory `connections`.
    private(set) var lacksConnections = false

    private let reach: Reach

    /// Reads all of them.
    ///
    /// `leadkeeper.conf` and `leadkeeper.conf.d` may be missing; the directory may not, and without `connections` there
    /// is a warning.
    ///
    /// - Parameter proposals: files that are taken for what is there.
    init(directory: String, within reach: Reach, proposing proposals: [ProposedFile] = []) {
        self.reach = reach
        let names: [String]
        switch RegularFile.names(in: directory, within: reach) {
        case .success(let found): names = found
        case .failure(let failure):
            faults.append(
                Fault(
                    file: directory, found: .description(failure.text),
                    accepted: "a directory with leadkeeper.conf in it",
                    hint: failure.hint(granting: "a+rx", to: directory)))
            return
        }
        noteStrangers(names, in: directory)
        if let file = read(RegularFile.path(directory, "leadkeeper.conf"), as: .settings, mayBeMissing: true) {
            settings.append(file)
        }
        let dropIns = RegularFile.path(directory, ProposedFile.Folder.settings.rawValue)
        let proposedDropIns = ProposedFolder(.settings, of: proposals)
        for name in proposedDropIns.names(besides: fileNames(in: dropIns) ?? []) {
            let path = RegularFile.path(dropIns, name)
            if let file = read(path, as: .settings, proposing: proposedDropIns.text(of: name)) { settings.append(file) }
        }
        readConnections(
            in: RegularFile.path(directory, ProposedFile.Folder.connections.rawValue),
            proposing: ProposedFolder(.connections, of: proposals))
    }

    private mutating func readConnections(in directory: String, proposing proposals: ProposedFolder) {
        let present = fileNames(in: directory)
        guard present != nil || !proposals.isEmpty else {
            lacksConnections = true
            faults.append(
                Fault(
                    file: directory, found: .description("no such directory"),
                    accepted: "a directory with one file for each connection",
                    hint: "without it, there are no connections", severity: .warning))
            return
        }
        for fileName in proposals.names(besides: present ?? []) {
            let path = RegularFile.path(directory, fileName)
            guard let name = Self.connectionName(String(fileName.dropLast(5))) else {
                paths.append(path)
                faults.append(
                    Fault(
                        file: path, found: .description("a file of that name"), accepted: Self.acceptedName,
                        suggestion: Self.suggestion(for: String(fileName.dropLast(5)))))
                continue
            }
            if let file = read(path, as: .connection, proposing: proposals.text(of: fileName)) {
                connections.append((name, file))
            }
        }
    }

    private static let acceptedName = "NAME.conf, where NAME is 1 to 63 of a-z, 0-9 and -, and does not begin with -"

    private static func suggestion(for stem: String) -> String? {
        connectionName(stem.lowercased().replacing("_", with: "-").replacing(" ", with: "-")).map { "\($0).conf" }
    }

    /// What stands beside the files that are read and looks as if it were to be read.
    private mutating func noteStrangers(_ names: [String], in directory: String) {
        let known = ["leadkeeper.conf", "leadkeeper.conf.d", "connections"]
        for name in names where !known.contains(name) {
            if let meant = Nearest.to(name, among: known) {
                note(
                    RegularFile.path(directory, name), "a name that is not looked for",
                    accepted: known.joined(separator: ", "),
                    meant)
            } else if name.hasSuffix(".conf") {
                note(
                    RegularFile.path(directory, name), "a file that is not read",
                    accepted: "settings in leadkeeper.conf.d, connections in connections", nil)
            }
        }
    }

    private mutating func note(_ path: String, _ found: String, accepted: String, _ suggestion: String?) {
        faults.append(
            Fault(file: path, found: .description(found), accepted: accepted, suggestion: suggestion, severity: .note))
    }

    private static func connectionName(_ text: String) -> CredentialName? {
        CredentialName(text).flatMap { $0.isReserved ? nil : $0 }
    }

    /// The names of the files that are read of a directory, those that end in `.conf`; `nil` where there is no such
    /// directory.
    ///
    /// The others are noted, but for those that editors and dpkg leave behind.
    private mutating func fileNames(in directory: String) -> [String]? {
        switch RegularFile.names(in: directory, within: reach) {
        case .success(let names):
            for name in names where !name.hasSuffix(".conf") && !name.hasSuffix("~") && !name.contains(".dpkg-") {
                note(
                    RegularFile.path(directory, name), "a file that is not read", accepted: "names that end in .conf",
                    Self.suggestion(for: name))
            }
            return names.filter { $0.hasSuffix(".conf") && !$0.contains(".dpkg-") }
        case .failure(let failure):
            if failure.isMissing { return nil }
            faults.append(
                Fault(
                    file: directory, found: .description(failure.text), accepted: "a directory that can be read",
                    hint: failure.hint(granting: "a+rx", to: directory)))
            return []
        }
    }

    private mutating func read(
        _ path: String, as place: KeyDescription.Place, mayBeMissing: Bool = false, proposing text: String? = nil
    ) -> SourceFile? {
        if let text {
            paths.append(path)
            return SourceFile(path: path, bytes: Array(text.utf8), place: place)
        }
        switch RegularFile.bytes(at: path, within: reach) {
        case .success(let bytes):
            paths.append(path)
            return SourceFile(path: path, bytes: bytes, place: place)
        case .failure(let failure):
            if mayBeMissing, failure.isMissing { return nil }
            paths.append(path)
            faults.append(
                Fault(
                    file: path, found: .description(failure.text),
                    accepted: "a file of at most \(RegularFile.sizeLimit) bytes that can be read",
                    hint: failure.hint(granting: "a+r", to: path)))
            return nil
        }
    }
}
