public import Credentials

/// What a connection's file is to say, before it is written.
public struct ConnectionDraft: Hashable, Sendable {
    /// The directory of the connections' files, in a configuration directory.
    public static let directory = "connections"

    /// The connection.
    public let name: CredentialName
    /// The values, as they stand in the file.
    public private(set) var values: [ConnectionValue: String] = [:]

    /// A draft that says nothing yet.
    public init(_ name: CredentialName) {
        self.name = name
    }

    /// What it says of a key, as `ConnectionValue.read` answers it; `nil` for nothing.
    public subscript(value: ConnectionValue) -> String? {
        get { values[value] }
        set { values[value] = newValue }
    }

    /// The name of its file.
    public var fileName: String { "\(name).conf" }

    /// The file's text: groups and keys in the order of the manual, those that belong to connections alone first.
    public var text: String {
        var text = "# Made by `leadkeeper setup`. Edit it as you like; leadkeeper-connection(5) tells every key.\n"
        let rows = Keys.table.filter { $0.place == .connection } + Keys.table.filter { $0.place == .both }
        var lines: [(group: String, lines: String)] = []
        for row in rows {
            guard let value = values.first(where: { $0.key.isKey(row) })?.value else { continue }
            let line = "\(row.key)=\(value.escapedForKeyFile)\n"
            if let index = lines.firstIndex(where: { $0.group == row.group }) {
                lines[index].lines += line
            } else {
                lines.append((row.group, line))
            }
        }
        for group in lines { text += "\n[\(group.group)]\n\(group.lines)" }
        return text
    }

    /// The file, as the configuration's reader takes it before it is there.
    public var file: ProposedFile { ProposedFile(fileName, among: .connections, text) }

    /// The path of a connection's file in a configuration directory.
    public static func path(of name: CredentialName, in directory: String) -> String {
        RegularFile.path(RegularFile.path(directory, Self.directory), "\(name).conf")
    }
}
