internal import Credentials

/// The arguments of `check_leadkeeper`, in the form of the Monitoring Plugins' guidelines.
struct PluginArguments: Equatable {
    /// What is asked for beside a check.
    enum Request: Equatable {
        case check, help, version
    }

    /// Why arguments are not understood, in words.
    struct Fault: Error, Equatable {
        var words: String
    }

    var request = Request.check
    /// Which connections; none stands for all, and for leadkeeper itself.
    var connections: [CredentialName] = []
    /// When what is left of a secret's time is a warning; `nil` where the connection itself says.
    var warning: PluginRange?
    /// When it is critical; `nil` where the connection itself says.
    var critical: PluginRange?
    /// How many seconds the daemon has to answer.
    var timeout = 10
    /// How much is said, 0 to 3.
    var verbosity = 0
    /// The directory of the control socket; `nil` for the usual one.
    var runtime: String?

    private static let valued: [Character: String] = [
        "w": "warning", "c": "critical", "t": "timeout", "C": "connection",
    ]
    private static let plain: [Character: String] = ["v": "verbose", "h": "help", "V": "version"]
    private static let options = Set(valued.values).union(plain.values).union(["runtime"])

    /// Understands the arguments, the program's name left out.
    init(_ arguments: [String]) throws(Fault) {
        var rest = arguments[...]
        while let word = rest.popFirst() {
            if word.hasPrefix("--") {
                let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let name = String(parts.first ?? "")
                guard Self.options.contains(name) else { throw Fault(words: "unknown option --\(name)") }
                if Self.plain.values.contains(name) {
                    guard parts.count == 1 else { throw Fault(words: "--\(name) takes no value") }
                    set(name)
                } else {
                    guard let value = parts.count > 1 ? String(parts[1]) : rest.popFirst() else {
                        throw Fault(words: "--\(name) needs a value")
                    }
                    try set(name, value)
                }
            } else if word.hasPrefix("-"), word.count > 1 {
                try letters(word.dropFirst(), &rest)
            } else {
                throw Fault(words: "unexpected argument \(word)")
            }
        }
    }

    /// Letters behind one hyphen, the last of which may have its value with it: `-vvw30d:`.
    private mutating func letters(_ word: Substring, _ rest: inout ArraySlice<String>) throws(Fault) {
        var letters = word
        while let letter = letters.popFirst() {
            if let name = Self.plain[letter] {
                set(name)
            } else if let name = Self.valued[letter] {
                guard let value = letters.isEmpty ? rest.popFirst() : String(letters) else {
                    throw Fault(words: "-\(letter) needs a value")
                }
                return try set(name, value)
            } else {
                throw Fault(words: "unknown option -\(letter)")
            }
        }
    }

    private mutating func set(_ name: String) {
        switch name {
        case "help": request = .help
        case "version": request = .version
        default: verbosity = min(3, verbosity + 1)
        }
    }

    private mutating func set(_ name: String, _ value: String) throws(Fault) {
        switch name {
        case "warning": warning = try Self.range(value, of: name)
        case "critical": critical = try Self.range(value, of: name)
        case "timeout":
            guard let seconds = Int(value), (1...300).contains(seconds) else {
                throw Fault(words: "--timeout takes 1 to 300 seconds")
            }
            timeout = seconds
        case "connection":
            guard let connection = CredentialName(value) else {
                throw Fault(words: "--connection takes the name of a connection")
            }
            connections.append(connection)
        default: runtime = value
        }
    }

    private static func range(_ text: String, of option: String) throws(Fault) -> PluginRange {
        guard let range = PluginRange(text) else {
            throw Fault(words: "--\(option) takes a range of time left, such as 30d: or 7d:90d, not \(text)")
        }
        return range
    }
}
