internal import Basics
public import Credentials

/// An id as it is copied from Microsoft's portals: alone, in braces, in capitals, or in a line or a block with its label.
public enum PastedID: Hashable, Sendable {
    /// What an id is of.
    public enum Role: String, Hashable, Sendable, CaseIterable {
        /// A directory, which is a tenant.
        case directory
        /// An application, which is a client.
        case application
        /// An object of the directory, such as the application's own: beside those two, and nothing that signs in.
        case object
        /// A client secret.
        case secret

        /// What Microsoft's pages call it.
        public var words: String {
            switch self {
            case .directory: "the Directory (tenant) ID"
            case .application: "the Application (client) ID"
            case .object: "the Object ID"
            case .secret: "the Secret ID"
            }
        }
    }

    /// The id that was asked for.
    case id(GUID)
    /// An id that its label calls another one.
    case other(Role)
    /// Several ids, none or more of which can be the one that was asked for.
    case ambiguous
    /// A label without an id, as in the first of two lines.
    case label(Role)
    /// Nothing of the kind.
    case none

    /// Finds the id that was asked for in what somebody pasted.
    public init(_ text: String, for wanted: Role) {
        let found = Self.ids(in: text)
        guard let first = found.first else {
            self = Self.isShort(text) ? Self.role(in: text).map(PastedID.label) ?? .none : .none
            return
        }
        let fitting = Set(found.filter { $0.role == wanted }.map(\.id))
        if let id = fitting.first {
            self = fitting.count == 1 ? .id(id) : .ambiguous
        } else if Set(found.map(\.id)).count > 1 {
            self = .ambiguous
        } else if let role = first.role {
            self = .other(role)
        } else {
            self = .id(first.id)
        }
    }

    /// The ids in a text, each with what the words before it say that it is.
    private static func ids(in text: String) -> [(role: Role?, id: GUID)] {
        var found: [(Role?, GUID)] = []
        var words = ""
        for part in text.split(whereSeparator: { !isOfID($0) }) {
            if let id = GUID(String(part)) ?? GUID(hexadecimal: part) {
                found.append((role(in: words), id))
                words = ""
            } else {
                words += " \(part)"
            }
        }
        return found
    }

    /// Whether a character can be a part of an id, or of a word before it.
    private static func isOfID(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "-"
    }

    /// A label is a few words; a secret has none.
    private static func isShort(_ text: String) -> Bool { text.count <= 60 && text.contains { $0 == " " } }

    /// What an id is by the last words before it, in the languages that mails are written in.
    private static func role(in words: String) -> Role? {
        let words = words.lowercased()
        return signs.compactMap { role, signs in
            signs.compactMap { words.ranges(of: $0).last?.lowerBound }.max().map { (role, $0) }
        }
        .max { $0.1 < $1.1 }?.0
    }

    /// Words that tell one label from the others; Swedish calls a tenant `klientorganisation`.
    private static let signs: [(Role, [String])] = [
        (.directory, ["tenant", "directory", "locataire", "annuaire", "katalog", "klientorganisation", "map-id"]),
        (.application, ["application", "client id", "client-id", "app id", "program", "toepassing"]),
        (.object, ["object id", "object-id", "objekt", "objet"]),
        (.secret, ["secret", "hemlig", "geheim"]),
    ]
}

extension GUID {
    /// 32 hexadecimal digits without hyphens.
    fileprivate init?(hexadecimal text: Substring) {
        guard text.utf8.count == 32, text.utf8.allSatisfy(\.isHexadecimalDigit),
            let high = UInt64(text.prefix(16), radix: 16), let low = UInt64(text.suffix(16), radix: 16)
        else { return nil }
        self.init(high: high, low: low)
    }
}
