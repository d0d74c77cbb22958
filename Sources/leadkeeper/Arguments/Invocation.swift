internal import Basics
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
    /// The path of a program, of a command that takes one.
    private(set) var program = ""
    /// The path of a file, of a command that takes one.
    private(set) var path = ""
    /// The number, of a command that takes one.
    private(set) var number: Int64 = 0
    /// The words, of a command that takes any, with one blank between them.
    private(set) var text = ""
    /// The word that says what to do, of a command that takes one.
    private(set) var word: String?
    /// The options that were given; one without a value has an empty one.
    private(set) var options: [Option: String] = [:]
    /// All arguments behind the command's words, for those who read them themselves.
    private(set) var raw: [String] = []
    /// The environment that the process was started with, each as `NAME=value`, for a command that runs a program of
    /// somebody's; empty for the others.
    var environment: [String] = []

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
            throw .usage("missing command", hint: "`leadkeeper --help` lists the commands")
        }
        request = scan.options[.help] == nil ? .command(command) : .help(command)
        if has(.help) { return }
        for option in options.keys.sorted(by: { $0.name < $1.name }) where !command.options.contains(option) {
            throw .usage(
                "`\(command.name)` has no option --\(option.name)", hint: "see `leadkeeper \(command.name) --help`")
        }
        raw = scan.raw
        try take(scan.operands, of: command)
        try checkValues()
    }

    private mutating func take(_ operands: [String], of command: Command) throws(Failure) {
        let usage = "usage: \(Help.usage(of: command))"
        switch command.operands {
        case .none: names = try Self.names(operands, within: 0...0, of: command)
        case .connections(let count, _, _): names = try Self.names(operands, within: count, of: command)
        case .directory:
            guard operands.count <= 1 else { throw Self.excess(operands.count - 1, of: command) }
            guard operands.count == 1, !operands[0].isEmpty else {
                throw .usage("`\(command.name)` needs one directory", hint: usage)
            }
            directory = operands[0]
        case .program:
            guard operands.count <= 1 else { throw Self.excess(operands.count - 1, of: command) }
            guard operands.count == 1, operands[0].hasPrefix("/") else {
                throw .usage("`\(command.name)` needs the absolute path of a program", hint: usage)
            }
            program = operands[0]
        case .path:
            guard operands.count <= 1 else { throw Self.excess(operands.count - 1, of: command) }
            guard operands.count == 1, !operands[0].isEmpty else {
                throw .usage("`\(command.name)` needs one file", hint: usage)
            }
            path = operands[0]
        case .number(let spelling):
            guard operands.count <= 1 else { throw Self.excess(operands.count - 1, of: command) }
            guard let number = operands.first.flatMap({ Int64($0) }), number > 0 else {
                throw .usage("`\(command.name)` needs a number as \(spelling)", hint: usage)
            }
            self.number = number
        case .text: text = operands.joined(separator: " ")
        case .commandName:
            text = operands.joined(separator: " ")
            guard text.isEmpty || Command.named(text) != nil || !Command.commands(after: text).isEmpty else {
                let near = Suggestion.nearest(to: text, among: Command.all.map(\.name))
                throw .usage(
                    near == nil ? "unknown command" : "unknown command “\(text.printable)”",
                    hint: near.map { "did you mean `leadkeeper help \($0)`?" } ?? "`leadkeeper help` lists the commands"
                )
            }
        case .word(let words, let kind):
            guard operands.count == 1, words.contains(operands[0]) else {
                throw .usage("`\(command.name)` needs the name of a \(kind)", hint: usage)
            }
            word = operands[0]
        case .nameAndAction(let actions):
            guard operands.count == 2, actions.contains(operands[1]) else {
                let known = "\(actions.dropLast().joined(separator: ", ")) or \(actions.last ?? "")"
                throw .usage("`\(command.name)` needs a name, and what to do: \(known)", hint: usage)
            }
            word = operands[1]
            names = try Self.names([operands[0]], within: 1...1, of: command)
        }
    }

    private static func names(
        _ operands: [String], within permitted: ClosedRange<Int>, of command: Command
    ) throws(Failure) -> [CredentialName] {
        let usage = "usage: \(Help.usage(of: command))"
        guard operands.count >= permitted.lowerBound else {
            throw .usage("`\(command.name)` needs a name", hint: usage)
        }
        guard operands.count <= permitted.upperBound else {
            throw excess(operands.count - permitted.upperBound, of: command)
        }
        var names: [CredentialName] = []
        for operand in operands {
            guard let name = CredentialName(operand) else {
                throw .usage(
                    "`\(command.name)`: not a valid connection name",
                    hint: "use lower-case letters, digits and hyphens, or @mail, @administrator or @heartbeat")
            }
            if !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// Says how many arguments are too many, and none of them: it may be the secret, typed where none is read.
    private static func excess(_ count: Int, of command: Command) -> Failure {
        let usage = "usage: \(Help.usage(of: command))"
        return .usage(
            "`\(command.name)`: \(count.counted("argument")) too many",
            hint: [usage, command.excess].compactMap(\.self).joined(separator: "; "))
    }

    private func checkValues() throws(Failure) {
        if let color = self[.color], ColorChoice(rawValue: color) == nil {
            throw .usage("--color has to be auto, always or never")
        }
        for (option, value) in options where option.isPath && value.isEmpty {
            throw .usage("--\(option.name) needs a path")
        }
    }
}
