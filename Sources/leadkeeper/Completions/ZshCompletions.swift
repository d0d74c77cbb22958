/// The completions of zsh, for a file `_leadkeeper` in its `$fpath`.
enum ZshCompletions {
    static var text: String {
        #"""
        #compdef leadkeeper
        # zsh completion of leadkeeper, as `leadkeeper completions zsh` prints it.

        _leadkeeper_names() {
            local -a names
            names=(${CONFIGURATION_DIRECTORY:-\#(Places.standardConfiguration)}/connections/*.conf(N:t:r) "$@")
            compadd -a names
        }

        _leadkeeper() {
            local curcontext="$curcontext" state line ret=1
            typeset -A opt_args
            _arguments -C \
                '(- *)'{-h,--help}'[print this]' \
                '(- *)--version[print the version]' \
                '1:command:->command' \
                '*::argument:->argument' && ret=0

            case $state in
            command)
        \#(describe(Command.firstWords.map { ($0.word, summary(ofFirst: $0.word)) }))
                ;;
            argument)
                case $words[1] in
        \#(Command.firstWords.map { branch($0.word, $0.command) }.joined(separator: "\n"))
                esac
                ;;
            esac
            return ret
        }

        _leadkeeper "$@"

        """#
    }

    /// What a first word does: what its command does, or which words may follow it.
    private static func summary(ofFirst word: String) -> String {
        Command.named(word)?.summary ?? Command.commands(after: word).compactMap(\.words.last).joined(separator: ", ")
    }

    /// Offers words, each with what it does.
    private static func describe(_ words: [(String, String)], indent: String = "        ") -> String {
        let entries = words.map { Shell.zsh.quoted("\($0.replacing(":", with: "\\:")):\($1)") }.joined(separator: " ")
        return "\(indent)local -a commands=(\(entries))\n\(indent)_describe -t commands command commands && ret=0"
    }

    /// The branch of a first word; the words that may follow it have branches of their own in it.
    private static func branch(_ word: String, _ command: Command?) -> String {
        let seconds = Command.commands(after: word)
        guard !seconds.isEmpty else { return "        \(word)) \(arguments(of: command)) && ret=0 ;;" }
        let inner = seconds.map { "                \($0.words[1])) \(arguments(of: $0)) && ret=0 ;;" }
        let own =
            command.map { "\(arguments(of: $0, or: seconds.map { $0.words[1] })) && ret=0" }
            ?? describe(seconds.map { ($0.words[1], $0.summary) }, indent: "").replacing("\n", with: "; ")
        return """
                    \(word))
                        if (( CURRENT > 2 )) && [[ $words[2] == (\(seconds.map { $0.words[1] }.joined(separator: "|"))) ]]; then
                            shift words
                            (( CURRENT-- ))
                            case $words[1] in
            \(inner.joined(separator: "\n"))
                            esac
                        else
                            \(own)
                        fi
                        ;;
            """
    }

    /// The call that completes a command's options and names.
    private static func arguments(of command: Command?, or words: [String] = []) -> String {
        guard let command else { return "false" }
        var specifications = command.allOptions.map(specification)
        let reserved = command.operands.reservedNames + words
        let names = (["_leadkeeper_names"] + reserved).joined(separator: " ")
        switch command.operands {
        case .none, .text: break
        case .commandName:
            specifications.append("'1:command:(\(Command.firstWords.map(\.word).joined(separator: " ")))'")
        case .number(let spelling): specifications.append("'1:\(spelling): '")
        case .directory: specifications.append("'1:directory:_directories'")
        case .program: specifications.append("'1:program:_files'")
        case .path: specifications.append("'1:file:_files'")
        case .word(let words, let kind): specifications.append("'1:\(kind):(\(words.joined(separator: " ")))'")
        case .connections(1...1, _, _): specifications.append("'1:name:{ \(names) }'")
        case .nameAndAction(let actions):
            specifications += ["'1:name:{ \(names) }'", "'2:action:(\(actions.joined(separator: " ")))'"]
        case .connections(let count, _, _) where count.upperBound == 1: specifications.append("'::name:{ \(names) }'")
        case .connections: specifications.append("'*:name:{ \(names) }'")
        }
        return "_arguments \(specifications.joined(separator: " "))"
    }

    private static func specification(_ option: Option) -> String {
        let summary = option.summary.replacing("[", with: "\\[").replacing("]", with: "\\]").replacing(":", with: "\\:")
        let repeats = option.isRepeatable ? "*" : ""
        guard let offer = option.offer else { return Shell.zsh.quoted("\(repeats)--\(option.name)[\(summary)]") }
        let action =
            switch offer {
            case .directories: "_directories"
            case .files: "_files"
            case .names: "{ _leadkeeper_names }"
            case .users: "_users"
            case .groups: "_groups"
            case .words(let words): "(\(words.joined(separator: " ")))"
            case .nothing: " "
            }
        let value = option.value ?? ""
        return Shell.zsh.quoted("\(repeats)--\(option.name)=[\(summary)]:\(value):\(action)")
    }
}
