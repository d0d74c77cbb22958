/// A member that is always there in JSON, as `null` where it has no value.
///
/// Any value is accepted, and what it can do follows from the value: for each requirement that stood here the runtime
/// would look through all conformances of the program, once for each type of value, whenever a command starts.
@propertyWrapper
public struct Nullable<Value> {
    /// The value; `nil` is `null`.
    public var wrappedValue: Value?

    /// That value, or none.
    public init(wrappedValue: Value?) {
        self.wrappedValue = wrappedValue
    }
}

extension Nullable: Sendable where Value: Sendable {}
extension Nullable: Equatable where Value: Equatable {}
extension Nullable: Hashable where Value: Hashable {}

extension Nullable: Decodable where Value: Decodable {
    /// Reads a value or `null`; an absent member is an error of the container.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        wrappedValue = container.decodeNil() ? nil : try container.decode(Value.self)
    }
}

extension Nullable: Encodable where Value: Encodable {
    /// Writes the value or `null`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrappedValue {
            try container.encode(wrappedValue)
        } else {
            try container.encodeNil()
        }
    }
}

extension KeyedDecodingContainer {
    /// Reads such a member: what the compiler writes for a type with `Codable` finds this function, and so goes without
    /// a decoder for each of them.
    func decode<Value: Decodable>(_ type: Nullable<Value>.Type, forKey key: Key) throws -> Nullable<Value> {
        Nullable(wrappedValue: try decodeNil(forKey: key) ? nil : decode(Value.self, forKey: key))
    }
}

extension KeyedEncodingContainer {
    /// Writes such a member, in the same way.
    mutating func encode<Value: Encodable>(_ member: Nullable<Value>, forKey key: Key) throws {
        guard let value = member.wrappedValue else { return try encodeNil(forKey: key) }
        try encode(value, forKey: key)
    }
}
