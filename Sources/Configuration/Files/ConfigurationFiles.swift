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

    /// Reads all of them.
    ///
    /// `leadkeeper.conf`, `leadkeeper.conf.d` and `connections` may be missing; the directory may not.
    init(directory: String) {
        if case .failure(let failure) = RegularFile.names(in: directory) {
            faults.append(
                Fault(file: directory, found: .description(failure.text), accepted: "a directory with leadkeeper.conf in it"))
            return
        }
        if let file = read(RegularFile.path(directory, "leadkeeper.conf"), as: .settings, mayBeMissing: true) {
            settings.append(file)
        }
        let dropIns = RegularFile.path(directory, "leadkeeper.conf.d")
        for name in names(in: dropIns) where name.hasSuffix(".conf") {
            if let file = read(RegularFile.path(dropIns, name), as: .settings) { settings.append(file) }
        }
        readConnections(in: RegularFile.path(directory, "connections"))
    }

    private mutating func readConnections(in directory: String) {
        for fileName in names(in: directory) where !fileName.hasSuffix("~") && !fileName.contains(".dpkg-") {
            let path = RegularFile.path(directory, fileName)
            guard fileName.hasSuffix(".conf"), let name = Self.connectionName(String(fileName.dropLast(5))) else {
                paths.append(path)
                let stem = fileName.hasSuffix(".conf") ? String(fileName.dropLast(5)) : fileName
                let suggestion = Self.connectionName(stem.lowercased().replacing("_", with: "-").replacing(" ", with: "-"))
                faults.append(
                    Fault(
                        file: path, found: .description("a file of that name"),
                        accepted: "NAME.conf, where NAME is 1 to 63 of a-z, 0-9 and -, and does not begin with -",
                        suggestion: suggestion.map { "\($0).conf" }))
                continue
            }
            if let file = read(path, as: .connection) { connections.append((name, file)) }
        }
    }

    private static func connectionName(_ text: String) -> CredentialName? {
        CredentialName(text).flatMap { $0.isReserved ? nil : $0 }
    }

    private mutating func names(in directory: String) -> [String] {
        switch RegularFile.names(in: directory) {
        case .success(let names): return names
        case .failure(let failure):
            if !failure.isMissing {
                faults.append(Fault(file: directory, found: .description(failure.text), accepted: "a directory that can be read"))
            }
            return []
        }
    }

    private mutating func read(_ path: String, as place: KeyDescription.Place, mayBeMissing: Bool = false) -> SourceFile? {
        switch RegularFile.bytes(at: path) {
        case .success(let bytes):
            paths.append(path)
            return SourceFile(path: path, bytes: bytes, place: place)
        case .failure(let failure):
            if mayBeMissing, failure.isMissing { return nil }
            paths.append(path)
            faults.append(
                Fault(
                    file: path, found: .description(failure.text),
                    accepted: "a file of at most \(RegularFile.sizeLimit) bytes that can be read"))
            return nil
        }
    }
}
