/// What a command takes beside options.
enum Operands: Equatable {
    case none
    /// So many names of connections, as the help writes them.
    case connections(ClosedRange<Int>, spelling: String, withReserved: Bool = true)
    /// A name, and one of those words behind it.
    case nameAndAction([String])
    /// One of those words, each the name of what is called so.
    case word([String], called: String)
    /// The words of a command, or none.
    case commandName
    case directory
    /// The path of a program, as the help calls it.
    case program(String)
    /// The path of a file, as the help calls it.
    case path(String)
    /// A number, as the help calls it.
    case number(String)
    /// Words of any kind, as the help calls them.
    case text(String)

    /// One name.
    static let name = connections(1...1, spelling: "NAME")
    /// One name, or none for all connections.
    static let optionalName = connections(0...1, spelling: "[NAME]")
    /// Names, or none for all connections.
    static let names = connections(0...Int.max, spelling: "[NAME…]")
    /// Names, or an option for all connections.
    static let namesOrAll = connections(0...Int.max, spelling: "NAME…|--all")

    /// As the help writes it; `nil` for nothing.
    var spelling: String? {
        switch self {
        case .none: nil
        case .connections(_, let spelling, _): spelling
        case .nameAndAction(let actions): "NAME " + actions.joined(separator: "|")
        case .word(let words, _): words.joined(separator: "|")
        case .commandName: "[COMMAND]"
        case .directory: "DIR"
        case .program(let spelling), .path(let spelling), .number(let spelling), .text(let spelling): spelling
        }
    }

    /// The names among them that are no connections: `@mail`, `@administrator` and `@heartbeat`.
    var reservedNames: [String] {
        switch self {
        case .connections(_, _, withReserved: true), .nameAndAction: ["@administrator", "@heartbeat", "@mail"]
        case .connections, .none, .word, .commandName, .directory, .program, .path, .number, .text: []
        }
    }
}
