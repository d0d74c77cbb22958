internal import Basics
public import Credentials

/// A key of a connection's file whose value people give elsewhere than in the file: on a terminal, or in a table.
///
/// What is accepted is what the file's reader accepts, which is asked; and so are the words for what is not.
public struct ConnectionValue: Sendable {
    /// What people are told of the key.
    public let row: KeyDescription
    private let judge: @Sendable (SourceFile) -> Result<String?, Fault>

    private init<Value: Sendable>(_ key: Key<Value>, as form: @escaping @Sendable (Value) -> String?) {
        row = key.description
        judge = { file in
            var layers = Layers([file], mainPath: file.path)
            switch layers.setting(key) {
            case .given(let value, _): return .success(form(value))
            case .absent, .refused:
                return .failure(
                    (file.faults + layers.faults).first
                        ?? Fault(file: file.path, found: .nothing, accepted: key.description.accepted))
            }
        }
    }

    /// Reads what somebody gave, as it stands in a file from then on; white space around it does not count.
    ///
    /// An id may be as Microsoft's portals show it: in braces, in capitals, behind its label.
    public func read(_ text: String) -> Result<String, Fault> {
        let text = text.trimmed
        if let role = idRole {
            switch PastedID(text, for: role) {
            case .id(let id): return .success(id.description)
            case .other(let found): return .failure(fault(.description(found.words)))
            case .ambiguous: return .failure(fault(.description("several ids")))
            case .label, .none: break
            }
        }
        let line = "[\(row.group)]\n\(row.key)=\(text.escapedForKeyFile)\n"
        let file = SourceFile(path: "", bytes: Array(line.utf8), place: .connection)
        return judge(file).map { $0 ?? text }
    }

    /// Whether a text is but the label that portals show above such an id.
    public func isLabel(_ text: String) -> Bool {
        guard let idRole, case .label = PastedID(text, for: idRole) else { return false }
        return true
    }

    private func fault(_ found: Fault.Found) -> Fault {
        Fault(file: "", group: row.group, key: row.key, found: found, accepted: row.accepted)
    }

    /// Which of Microsoft's ids it is; `nil` for what is none.
    private var idRole: PastedID.Role? {
        switch self {
        case .directory, .userDirectory: .directory
        case .application, .client: .application
        default: nil
        }
    }
}

extension ConnectionValue {
    /// The environment's address.
    public static let url = ConnectionValue(Keys.url, as: \.description)
    /// The origin of an HTTPS endpoint.
    public static let endpointURL = ConnectionValue(Keys.endpointURL, as: \.description)
    /// Where the tables of a storage account answer.
    public static let tableURL = ConnectionValue(Keys.tableURL, as: \.description)
    /// The table that leads are written into.
    public static let table = ConnectionValue(Keys.leadTable, as: \.self)

    /// Where leads go with that method.
    public static func url(of method: SignInMethod) -> ConnectionValue {
        switch method {
        case .httpsEndpoint: endpointURL
        case .azureTable: tableURL
        case .azureAD, .office365, .mailbox, .channel, .heartbeat: url
        }
    }

    /// How the marketplace signs in.
    public static let method = ConnectionValue(Keys.method, as: \.rawValue)
    /// Who is notified.
    public static let contacts = ConnectionValue(Keys.contacts) { _ in nil }
    /// The directory of an application that signs in.
    public static let directory = ConnectionValue(Keys.directoryID, as: \.description)
    /// The application that signs in.
    public static let application = ConnectionValue(Keys.applicationID, as: \.description)
    /// The user that signs in.
    public static let userName = ConnectionValue(Keys.userName, as: \.self)
    /// The application by which a user signs in.
    public static let client = ConnectionValue(Keys.clientID, as: \.description)
    /// The directory of a user that signs in.
    public static let userDirectory = ConnectionValue(Keys.office365Directory, as: \.self)
    /// The offer whose leads go there.
    public static let offer = ConnectionValue(Keys.offer, as: \.self)
    /// The language of notices.
    public static let language = ConnectionValue(Keys.language, as: \.rawValue)

    /// Whether other programs, or Microsoft's screens, call the key so.
    public func isCalled(_ word: String) -> Bool {
        let bare = word.lowercased().filter { $0.isLetter || $0.isNumber }
        return bare == row.key.lowercased() || Synonyms.key(called: bare, in: row.group) == row.key
    }
}

extension ConnectionValue: Hashable {
    /// Whether both are one key, however its values are read.
    public static func == (one: ConnectionValue, other: ConnectionValue) -> Bool { one.isKey(other.row) }

    /// Hashes the key.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(row.group)
        hasher.combine(row.key)
    }

    /// Whether it is the key of that row.
    func isKey(_ row: KeyDescription) -> Bool { self.row.group == row.group && self.row.key == row.key }
}

extension String {
    /// The text without white space around it.
    fileprivate var trimmed: String { String(trimming(while: \.isWhitespace)) }

    /// As it stands behind the `=` of a key file, where a backslash begins an escape, and a line ends the value.
    var escapedForKeyFile: String {
        replacing("\\", with: "\\\\").replacing("\n", with: "\\n").replacing("\r", with: "\\r")
    }
}
