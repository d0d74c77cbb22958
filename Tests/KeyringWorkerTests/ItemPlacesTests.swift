import KeyringProtocol
import SecretService
import Testing

@testable import KeyringWorker

@Suite struct ItemPlacesTests {
    private static let collection = "/org/freedesktop/secrets/collection/login"

    private func place(_ name: String) throws -> ItemPlace {
        try #require(ItemPlace("\(Self.collection)/\(name)", in: Self.collection))
    }

    @Test(arguments: ["0", "1", "4294967295", "4294967296", "007", "-1", "+1", "", "a1b2c3d4e5f64758a1b2c3d4e5f64758"])
    func `a place is found again as it was learnt, whatever its name, until it is forgotten`(name: String) throws {
        var places = ItemPlaces()
        let (key, other) = (try newKey(), try newKey())
        places.learn(try place(name), of: key)
        #expect(places[key] == (try place(name)))
        #expect(places[other] == nil)
        places.forget(key)
        #expect(places[key] == nil)
    }

    @Test(arguments: [("1", "x"), ("x", "1"), ("1", "2"), ("x", "y")])
    func `the last place counts`(first: String, last: String) throws {
        var places = ItemPlaces()
        let key = try newKey()
        for name in [first, last] { places.learn(try place(name), of: key) }
        #expect(places[key] == (try place(last)))
    }

    @Test func `what is of another collection has no place`() {
        #expect(ItemPlace("\(Self.collection)_1/7", in: Self.collection) == nil)
        #expect(ItemPlace(Self.collection, in: Self.collection) == nil)
    }
}
