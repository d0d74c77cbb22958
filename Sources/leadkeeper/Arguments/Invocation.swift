internal import Credentials

/// The arguments of one call, understood.
struct Invocation: Equatable {
    /// What is asked for.
    enum Request: Equatable {
        case command(Command)
        /// The help of one command, or of all.
        case help(Command?)
        case version
    }

    /// What is asked for.
    var request: Request
    /// The names, each well-formed.
    var names: [CredentialName] = []
    /// The directory, of a command that takes one.
    private(set) var directory = ""
    /// The shell, of a command that takes one.
    private(set) var shell: Shell?
    /// What to do, of a command that says it behind the name.
    private(set) var action: HandOffAction?
    /// The options that were given; one without a value has an empty one.
    private(set) var options: [Option: String] = [:]
    /// All arguments behind the command's words, for those who read them themselves.
    private(set) var raw: [String] = []

    /// Whether an option was given.
    func has(_ option: Option) -> Bool { options[option] != nil }

    /// An option's value.
    subscript(option: Option) -> String? { options[option] }

    /// Understands the arguments, the program's name left out.
    init(_ arguments: [String]) throws(Failure) {
        var scan = try ArgumentScan(arguments)
        options = scan.options
        guard let command = try scan.takeCommand() else {
            guard scan.options[.help] == nil else {
                request = .help(nil)
                return
            }
            guard scan.options[.version] == nil else {
                request = .version
                return
            }
            throw .usage("no command is given", hint: "`leadkeeper --help` lists the commands")
        }
        request = scan.options[.help] == nil ? .command(command) : .help(command)
        if has(.help) { return }
        for option in options.keys.sorted(by: { $0.rawValue < $1.rawValue }) where !command.options.contains(option) {
            throw .usage(
                "`\(command.rawValue)` has no option --\(option.rawValue)", hint: "see `leadkeeper \(command.rawValue) --help`")
        }
        raw = scan.raw
        if command.names == .directory {
            directory = try Self.directory(scan.operands, of: command)
        } else if command.names == .shell {
            shell = try Self.shell(scan.operands, of: command)
        } else if command.names == .oneAndAction {
            action = try Self.action(scan.operands, of: command)
            names = try Self.names(Array(scan.operands.dropLast()), of: command)
        } else {
            names = try Self.names(scan.operands, of: command)
        }
        try checkValues()
    }

    private static func directory(_ operands: [String], of command: Command) throws(Failure) -> String {
        guard operands.count <= 1 else { throw excess(operands.count - 1, of: command) }
        guard operands.count == 1, !operands[0].isEmpty else {
            throw .usage("`\(command.rawValue)` needs one directory", hint: "usage: \(Help.usage(of: command))")
        }
        return operands[0]
    }

    private static func shell(_ operands: [String], of command: Command) throws(Failure) -> Shell {
        guard operands.count == 1, let shell = Shell(rawValue: operands[0]) else {
            throw .usage("`\(command.rawValue)` needs the name of a shell", hint: "usage: \(Help.usage(of: command))")
        }
        return shell
    }

    private static func action(_ operands: [String], of command: Command) throws(Failure) -> HandOffAction {
        guard operands.count == 2, let action = HandOffAction(rawValue: operands[1]) else {
            let actions = HandOffAction.allCases.map(\.rawValue)
            throw .usage(
                "`\(command.rawValue)` needs a name, and what to do: \(actions.dropLast().joined(separator: ", ")) or \(actions.last ?? "")",
                hint: "usage: \(Help.usage(of: command))")
        }
        return action
    }

    private static func names(_ operands: [String], of command: Command) throws(Failure) -> [CredentialName] {
        let permitted: ClosedRange<Int> =
            switch command.names {
            case .none, .directory, .shell: 0...0
            case .one, .oneAndAction: 1...1
            case .atMostOne: 0...1
            case .any: 0...Int.max
            }
        let usage = "usage: \(Help.usage(of: command))"
        guard operands.count >= permitted.lowerBound else { throw .usage("`\(command.rawValue)` needs a name", hint: usage) }
        guard operands.count <= permitted.upperBound else { throw excess(operands.count - permitted.upperBound, of: command) }
        var names: [CredentialName] = []
        for operand in operands {
            guard let name = CredentialName(operand) else {
                throw .usage(
                    "an argument of `\(command.rawValue)` cannot be a connection's name",
                    hint: "names are lower-case letters, digits and hyphens, or @mail or @administrator")
            }
            if !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// Says how many arguments are too many, and none of them: it may be the secret, typed where none is read.
    private static func excess(_ count: Int, of command: Command) -> Failure {
        let usage = "usage: \(Help.usage(of: command))"
        let secret =
            "a secret is never an argument: it is asked for, or read from standard input. If one was typed, it is in the shell's history now"
        return .usage(
            "`\(command.rawValue)` is given \(count) \(count == 1 ? "argument" : "arguments") too many",
            hint: command == .secretSet ? "\(usage); \(secret)" : usage)
    }

    private func checkValues() throws(Failure) {
        if let color = self[.color], ColorChoice(rawValue: color) == nil {
            throw .usage("--color takes auto, always or never")
        }
        for option in [Option.config, .state, .runtime, .keyring, .keyringDirectory, .withMaster]
        where self[option]?.isEmpty == true {
            throw .usage("--\(option.rawValue) needs a path")
        }
    }
}

/// Tells options from other words.
private struct ArgumentScan {
    private(set) var options: [Option: String] = [:]
    /// The words that are no options; those behind `--` are never a command.
    private(set) var operands: [String] = []
    private(set) var raw: [String] = []
    private var plainCount = 0
    private static let repeatable: Set<Option> = [.allowUser, .allowGroup]

    init(_ arguments: [String]) throws(Failure) {
        var rest = arguments[...]
        while let word = rest.popFirst() {
            if word == "--" {
                operands += rest
                break
            }
            guard word.hasPrefix("-"), word.count > 1 else {
                operands.append(word)
                plainCount += 1
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let option = try Self.option(parts[0])
            var value = parts.count > 1 ? parts[1] : nil
            if option.value == nil {
                guard value == nil else { throw .usage("--\(option.rawValue) takes no value") }
            } else if value == nil {
                value = rest.popFirst()
                guard value != nil else { throw .usage("--\(option.rawValue) needs a value: \(option.spelling)") }
            }
            guard options.updateValue(value ?? "", forKey: option) == nil || Self.repeatable.contains(option) else {
                throw .usage("--\(option.rawValue) is given twice")
            }
            raw += ["--\(option.rawValue)"] + (value.map { [$0] } ?? [])
        }
    }

    /// Repeats a word that is not known only where it is nearly one that is: any other may be a secret.
    private static func unknown(_ kind: String, _ word: String, _ near: String?) -> String {
        near == nil ? "unknown \(kind)" : "unknown \(kind) “\(word.printable)”"
    }

    private static func option(_ word: String) throws(Failure) -> Option {
        if word == "-h" { return .help }
        if word.hasPrefix("--"), let option = Option(rawValue: String(word.dropFirst(2))) { return option }
        let near = Suggestion.nearest(to: String(word.drop { $0 == "-" }), among: Option.allCases.map(\.rawValue))
        throw .usage(
            unknown("option", word, near),
            hint: near.map { "did you mean --\($0)?" } ?? "an argument that begins with a hyphen goes behind --")
    }

    /// Takes the command's words off the operands; `nil` where there are none.
    mutating func takeCommand() throws(Failure) -> Command? {
        guard plainCount > 0 else {
            guard operands.isEmpty else { throw .usage("no command is given", hint: "`leadkeeper --help` lists the commands") }
            return nil
        }
        let first = operands[0]
        if plainCount > 1, let command = Command(rawValue: "\(first) \(operands[1])") {
            operands.removeFirst(2)
            return command
        }
        if let command = Command(rawValue: first) {
            operands.removeFirst()
            return command
        }
        let second = Command.allCases.filter { $0.rawValue.hasPrefix("\(first) ") }.map {
            String($0.rawValue.dropFirst(first.count + 1))
        }
        guard second.isEmpty else {
            if options[.help] != nil, plainCount == 1 { return nil }
            let known = "`\(first)` is followed by \(second.joined(separator: ", "))"
            guard plainCount > 1 else { throw .usage("`\(first)` alone is no command", hint: known) }
            let near = Suggestion.nearest(to: operands[1], among: second)
            throw .usage(
                near == nil ? "unknown command after `\(first)`" : Self.unknown("command", "\(first) \(operands[1])", near),
                hint: near.map { "did you mean `\(first) \($0)`?" } ?? known)
        }
        let words = Command.allCases.map { String($0.rawValue.prefix { $0 != " " }) }
        let near = Suggestion.nearest(to: first, among: words)
        throw .usage(
            Self.unknown("command", first, near),
            hint: near.map { "did you mean `\($0)`?" } ?? "`leadkeeper --help` lists the commands")
    }
}
