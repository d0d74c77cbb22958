/// A file of a configuration directory that is not there yet, or not so: what would come of it can be seen before it is
/// written.
public struct ProposedFile: Hashable, Sendable {
    /// The directories that have files of any name in them.
    public enum Folder: String, Hashable, Sendable, CaseIterable {
        /// `leadkeeper.conf.d`.
        case settings = "leadkeeper.conf.d"
        /// `connections`.
        case connections
    }

    /// Its name.
    public var name: String
    /// Where it is.
    public var folder: Folder
    /// What stands in it; `nil` for no such file.
    public var text: String?

    /// A file.
    public init(_ name: String, among folder: Folder = .settings, _ text: String?) {
        self.name = name
        self.folder = folder
        self.text = text
    }
}

/// Files of one directory as they are to be read: what is there, and what is proposed in its place.
struct ProposedFolder {
    private let texts: [String: String?]

    init(_ folder: ProposedFile.Folder, of files: [ProposedFile]) {
        texts = Dictionary(files.filter { $0.folder == folder }.map { ($0.name, $0.text) }) { _, last in last }
    }

    /// Whether nothing is proposed.
    var isEmpty: Bool { texts.isEmpty }

    /// The names that there are to be, in the order of their bytes.
    func names(besides present: [String]) -> [String] {
        guard !isEmpty else { return present }
        let kept = present.filter { texts.index(forKey: $0) == nil }
        return (kept + texts.compactMap { $1 == nil ? nil : $0 })
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// What is proposed to stand in a file; `nil` where nothing is.
    func text(of name: String) -> String? { texts[name] ?? nil }
}
