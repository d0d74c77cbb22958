import Foundation

/// What the command line asks for.
struct Options {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    var world: String?
    var port: UInt16 = 0
    var address = "127.0.0.1"
    var directory: String?
    var seed: UInt64?
    var hostility = 0.03
    var admin: String?
    var administrator: String?
    var publishing: Double?
    var hasOffers = false
    var endsWithInput = false
    var isHelp = false

    init(_ arguments: ArraySlice<String>) throws {
        var rest = arguments
        while let name = rest.popFirst() {
            switch name {
            case "--help": isHelp = true
            case "--until-eof": endsWithInput = true
            case "--offers": hasOffers = true
            case "--publishing":
                publishing = try Self.value(of: name, &rest) { Double($0).flatMap { $0 >= 0 ? $0 : nil } }
            case "--world": world = try Self.value(of: name, &rest) { $0 }
            case "--port": port = try Self.value(of: name, &rest) { UInt16($0) }
            case "--address": address = try Self.value(of: name, &rest) { $0 }
            case "--directory": directory = try Self.value(of: name, &rest) { $0 }
            case "--seed": seed = try Self.value(of: name, &rest) { UInt64($0) }
            case "--hostility":
                hostility = try Self.value(of: name, &rest) { Double($0).flatMap { 0...1 ~= $0 ? $0 : nil } }
            case "--administrator": administrator = try Self.value(of: name, &rest) { $0 }
            case "--admin": admin = try Self.value(of: name, &rest) { $0 }
            default: throw Failure(description: "unknown option \(name); see --help")
            }
        }
    }

    /// Removes the administration's socket file, which the server leaves behind.
    func removeSocket() {
        if let admin { try? FileManager.default.removeItem(atPath: admin) }
    }

    private static func value<Value>(
        of name: String, _ rest: inout ArraySlice<String>, _ parse: (String) -> Value?
    ) throws -> Value {
        guard let text = rest.popFirst(), let value = parse(text) else {
            throw Failure(description: "\(name) wants a value; see --help")
        }
        return value
    }
}
