/// Tells options from other words.
struct ArgumentScan {
    private(set) var options: [Option: String] = [:]
    /// The words that are no options; those behind `--` are never a command.
    private(set) var operands: [String] = []
    private(set) var raw: [String] = []
    private var plainCount = 0

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
                guard value == nil else { throw .usage("--\(option.name) does not take a value") }
            } else if value == nil {
                value = rest.popFirst()
                guard value != nil else { throw .usage("--\(option.name) needs a value: \(option.spelling)") }
            }
            guard options.updateValue(value ?? "", forKey: option) == nil || option.isRepeatable else {
                throw .usage("--\(option.name) is used twice")
            }
            raw += ["--\(option.name)"] + (value.map { [$0] } ?? [])
        }
    }

    /// Repeats a word that is not known only where it is nearly one that is: any other may be a secret.
    private static func unknown(_ kind: String, _ word: String, _ near: String?) -> String {
        near == nil ? "unknown \(kind)" : "unknown \(kind) “\(word.printable)”"
    }

    private static func option(_ word: String) throws(Failure) -> Option {
        if let option = Option.known.first(where: { $0.short.map { "-\($0)" == word } ?? false }) { return option }
        if word.hasPrefix("--"), let option = Option.known.first(where: { "--\($0.name)" == word }) { return option }
        let near = Suggestion.nearest(to: String(word.drop { $0 == "-" }), among: Option.known.map(\.name))
        throw .usage(
            unknown("option", word, near),
            hint: near.map { "did you mean --\($0)?" } ?? "put -- before an argument that begins with a hyphen")
    }

    /// Takes the command's words off the operands; `nil` where there are none.
    mutating func takeCommand() throws(Failure) -> Command? {
        guard plainCount > 0 else {
            guard operands.isEmpty else {
                throw .usage("missing command", hint: "`leadkeeper --help` lists the commands")
            }
            return nil
        }
        let first = operands[0]
        if plainCount > 1, let command = Command.named("\(first) \(operands[1])") {
            operands.removeFirst(2)
            return command
        }
        if let command = Command.named(first) {
            operands.removeFirst()
            return command
        }
        let second = Command.commands(after: first).compactMap(\.words.last)
        guard second.isEmpty else {
            if options[.help] != nil, plainCount == 1 { return nil }
            let known = "`\(first)` is followed by \(second.joined(separator: ", "))"
            guard plainCount > 1 else { throw .usage("`\(first)` is not a complete command", hint: known) }
            let near = Suggestion.nearest(to: operands[1], among: second)
            throw .usage(
                near == nil
                    ? "unknown command after `\(first)`" : Self.unknown("command", "\(first) \(operands[1])", near),
                hint: near.map { "did you mean `\(first) \($0)`?" } ?? known)
        }
        let near = Suggestion.nearest(to: first, among: Command.firstWords.map(\.word))
        throw .usage(
            Self.unknown("command", first, near),
            hint: near.map { "did you mean `\($0)`?" } ?? "`leadkeeper --help` lists the commands")
    }
}
