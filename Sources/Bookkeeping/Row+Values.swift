internal import Credentials
internal import FoundationEssentials
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
        self = .text(try JSONColumn.text(value))
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
        try converted(column) { try? JSONDecoder().decode(type, from: Data($0.utf8)) }
    }
}

extension GUID {
    /// A random GUID; RFC 9562 §5.4.
    static func random() -> GUID {
        guard let guid = GUID(UUID().uuidString) else { preconditionFailure("UUID().uuidString is not a GUID") }
        return guid
    }
}
