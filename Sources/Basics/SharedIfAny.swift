/// A large value that all copies of what holds it share, or none, which takes no room.
///
/// `Shared` keeps room for the value even where there is none: of a large one that most do not have, that adds up. It is
/// a value to whoever uses it: to change it makes a new one, which the other copies do not see.
@propertyWrapper
public struct SharedIfAny<Value: Sendable>: Sendable {
    @usableFromInline final class Box: Sendable {
        /// Never `nil`; kept in the form in which it is asked for, so that it is lent and not copied.
        @usableFromInline let value: Value?

        @inlinable init(_ value: Value) { self.value = value }
    }

    @usableFromInline var box: Box?

    /// Keeps that value, or none.
    @inlinable public init(wrappedValue: Value?) { box = wrappedValue.map(Box.init) }

    /// The value; `nil` where there is none.
    @inlinable public var wrappedValue: Value? {
        _read {
            if let box { yield box.value } else { yield nil }
        }
        set { box = newValue.map(Box.init) }
    }

    /// The whole, for whoever is to share it too.
    @inlinable public var projectedValue: SharedIfAny {
        get { self }
        set { self = newValue }
    }
}

extension SharedIfAny: Equatable where Value: Equatable {
    /// Whether the values are equal; those that are shared are not compared.
    public static func == (left: SharedIfAny, right: SharedIfAny) -> Bool {
        left.box === right.box || left.wrappedValue == right.wrappedValue
    }
}

extension SharedIfAny: Hashable where Value: Hashable {
    /// As the value is.
    public func hash(into hasher: inout Hasher) { hasher.combine(wrappedValue) }
}
