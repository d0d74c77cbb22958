public import SecureMemory

/// One whole request, body included.
public struct ServerRequest: Sendable {
    /// Who is at the other end of a Unix socket, as the kernel recorded it when the connection was made.
    public struct Peer: Sendable, Equatable {
        /// The user.
        public let userID: UInt32
        /// The user's primary group; supplementary groups are not told.
        public let groupID: UInt32
        /// The process, which may be gone by now.
        public let processID: Int32
    }

    /// The method, as sent.
    public let method: String
    /// The path, percent-decoded, without the query; empty where the target is not legible.
    public let path: String
    /// The query's arguments, decoded, in the order sent; none where the target is not legible.
    public let query: ServerFields
    /// Whether everything in the target stands for text: no escape is cut short, stands for a control character, is
    /// part of malformed UTF-8, or is a slash within a part of the path.
    public let isLegible: Bool
    /// The header fields, in the order sent.
    public let headers: ServerFields
    /// The peer of a Unix connection, nil on TCP.
    public let peer: Peer?
    /// A number that requests over the same connection share and no others do.
    public let connection: UInt64
    /// The body, in locked memory, since it may be a secret; nil where there is none.
    public let body: SharedSecret?

    /// Copies the body into ordinary memory, for a body that is no secret.
    public var bodyBytes: [UInt8] {
        guard let body else { return [] }
        return unsafe body.bytes.withBytes { unsafe [UInt8]($0) }
    }
}

/// Names and values in the order sent, where a name may occur more than once.
public struct ServerFields: Sendable {
    /// All of them.
    public private(set) var entries: [(name: String, value: String)] = []

    /// Makes the list of what is given.
    public init(_ entries: [(name: String, value: String)] = []) {
        self.entries = entries
    }

    /// The first value whose name is `name`, without regard to ASCII case, as RFC 9110 section 5.1 says of header
    /// fields.
    public subscript(name: String) -> String? {
        let wanted = name.utf8.map(Self.lowercase)
        return entries.first { $0.name.utf8.elementsEqual(wanted) { Self.lowercase($0) == $1 } }?.value
    }

    /// All values whose name is `name`, without regard to ASCII case, in the order sent.
    public func all(_ name: String) -> [String] {
        let wanted = name.utf8.map(Self.lowercase)
        return entries.filter { $0.name.utf8.elementsEqual(wanted) { Self.lowercase($0) == $1 } }.map(\.value)
    }

    /// All values whose name is `name` as one list, as RFC 9110 §5.3 joins them; `nil` where there is none.
    public func joined(_ name: String) -> String? {
        let values = all(name)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    mutating func append(_ name: String, _ value: String) {
        entries.append((name, value))
    }

    private static func lowercase(_ byte: UInt8) -> UInt8 {
        (65...90).contains(byte) ? byte + 32 : byte
    }
}
