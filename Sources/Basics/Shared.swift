/// A large value that all copies of what holds it share, so that they cost one count and not one for each of its parts.
///
/// It is a value to whoever uses it: to change it makes a new one, which the other copies do not see.
@propertyWrapper
public struct Shared<Value: Sendable>: Sendable {
    @usableFromInline final class Box: Sendable {
        @usableFromInline let value: Value

        @inlinable init(_ value: Value) { self.value = value }
    }

    @usableFromInline var box: Box

    /// Keeps that value.
    @inlinable public init(wrappedValue: Value) { box = Box(wrappedValue) }

    /// The value.
    @inlinable public var wrappedValue: Value {
        _read { yield box.value }
        set { box = Box(newValue) }
    }

    /// The whole, for whoever is to share it too.
    @inlinable public var projectedValue: Shared {
        get { self }
        set { self = newValue }
    }
}

extension Shared: Equatable where Value: Equatable {
    /// Whether the values are equal; those that are shared are not compared.
    public static func == (left: Shared, right: Shared) -> Bool {
        left.box === right.box || left.wrappedValue == right.wrappedValue
    }
}

extension Shared: Hashable where Value: Hashable {
    /// As the value is.
    public func hash(into hasher: inout Hasher) { hasher.combine(wrappedValue) }
}

extension Shared: Encodable where Value: Encodable {
    /// As the value is.
    public func encode(to encoder: any Encoder) throws { try wrappedValue.encode(to: encoder) }
}

extension Shared: Decodable where Value: Decodable {
    /// As the value is.
    public init(from decoder: any Decoder) throws { self.init(wrappedValue: try Value(from: decoder)) }
}
