internal import Credentials
internal import JSON
internal import SQLite

extension Value {
    /// A moment, or `null` for none.
    init(_ instant: Instant?) {
        self = .optional(instant?.secondsSinceEpoch)
    }

    /// A credential's name.
    init(_ name: CredentialName) {
        self = .text(name.description)
    }

    /// Something kept as JSON; the reverse is `Row.json`.
    init(json value: some Encodable) throws {
        self = .text(try JSONCoder.text(value))
    }
}

extension Row {
    borrowing func instant(_ column: Int32) throws(SQLiteError) -> Instant {
        Instant(secondsSinceEpoch: try integer(column))
    }

    borrowing func optionalInstant(_ column: Int32) throws(SQLiteError) -> Instant? {
        try optionalInteger(column).map(Instant.init(secondsSinceEpoch:))
    }

    borrowing func name(_ column: Int32) throws(SQLiteError) -> CredentialName {
        try converted(column) { CredentialName($0) }
    }

    /// Reads what was written by `Value(json:)`.
    borrowing func json<Result: Decodable>(_ column: Int32, as type: Result.Type) throws(SQLiteError) -> Result {
        try converted(column) { try? JSONCoder.decode(type, from: Array($0.utf8)) }
    }
}

extension GUID {
    /// A random GUID; RFC 9562 §5.4.
    static func random() -> GUID {
        var random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
        return UUIDs.version4(using: &random)
    }
}
