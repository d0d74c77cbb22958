/// The completions of fish, for a file `leadkeeper.fish` where it looks for them.
enum FishCompletions {
    static var text: String {
        let awaiting = Option.known.filter { $0.offer != nil }
            .flatMap { option in ["--\(option.name)"] + (option.short.map { ["-\($0)"] } ?? []) }.joined(separator: " ")
        let twoWords = Command.all.filter { $0.words.count > 1 }.map { Shell.fish.quoted($0.name) }
        return #"""
            # fish completion of leadkeeper, as `leadkeeper completions fish` prints it.

            function __leadkeeper_names
                set -l directory \#(Places.standardConfiguration)
                set -q CONFIGURATION_DIRECTORY; and set directory $CONFIGURATION_DIRECTORY
                for file in $directory/connections/*.conf
                    string replace -r '.*/(.*)\.conf$' '$1' -- $file
                end
            end

            # The operands typed so far, options and their values left out.
            function __leadkeeper_operands
                set -l awaited
                for word in (commandline -opc)[2..]
                    if set -q awaited[1]
                        set -e awaited
                        set awaited
                    else if contains -- $word \#(awaiting)
                        set awaited $word
                    else if not string match -q -- '-*' $word
                        echo $word
                    end
                end
            end

            # Whether the command is the one named, and how many operands behind it there may be already.
            function __leadkeeper_in -a command limit
                set -l operands (__leadkeeper_operands)
                set -l words 1
                contains -- "$operands[1..2]" \#(twoWords.joined(separator: " ")); and set words 2
                test "$operands[1..$words]" = "$command"; or return
                test -z "$limit"; or test (math (count $operands) - $words) -le $limit
            end

            complete -c leadkeeper -f
            complete -c leadkeeper -n 'not __leadkeeper_operands | string length -q' -l version -d \#(quoted(Option.version.summary))
            complete -c leadkeeper -s h -l help -d \#(quoted(Option.help.summary))

            """# + (firstWords + Command.all.flatMap(lines)).joined(separator: "\n") + "\n"
    }

    private static func quoted(_ text: String) -> String { Shell.fish.quoted(text) }

    private static var firstWords: [String] {
        Command.firstWords.map { word, command in
            let summary =
                command?.summary ?? Command.commands(after: word).compactMap(\.words.last).joined(separator: ", ")
            return
                "complete -c leadkeeper -n 'not __leadkeeper_operands | string length -q' -a \(word) -d "
                + "\(quoted(summary))"
        }
    }

    private static func lines(_ command: Command) -> [String] {
        let inside = "-n \(quoted("__leadkeeper_in \(quoted(command.name))"))"
        let first = "-n \(quoted("__leadkeeper_in \(quoted(command.name)) 0"))"
        var lines: [String] = []
        if command.words.count > 1 {
            let before = "-n \(quoted("__leadkeeper_in \(quoted(command.words[0])) 0"))"
            lines.append("complete -c leadkeeper \(before) -a \(command.words[1]) -d \(quoted(command.summary))")
        }
        let reserved = command.operands.reservedNames.map { " \($0)" }.joined()
        let names = quoted("(__leadkeeper_names)\(reserved)")
        switch command.operands {
        case .none, .number, .text: break
        case .commandName:
            lines.append(
                "complete -c leadkeeper \(first) -a \(quoted(Command.firstWords.map(\.word).joined(separator: " ")))")
        case .directory: lines.append("complete -c leadkeeper \(first) -a '(__fish_complete_directories)'")
        case .program, .path: lines.append("complete -c leadkeeper \(first) -F")
        case .word(let words, _):
            lines.append("complete -c leadkeeper \(first) -a \(quoted(words.joined(separator: " ")))")
        case .connections(let count, _, _) where count.upperBound == 1:
            lines.append("complete -c leadkeeper \(first) -a \(names)")
        case .nameAndAction(let actions):
            let second =
                "-n \(quoted("__leadkeeper_in \(quoted(command.name)) 1; and not __leadkeeper_in \(quoted(command.name)) 0"))"
            lines.append("complete -c leadkeeper \(first) -a \(names)")
            lines.append("complete -c leadkeeper \(second) -a \(quoted(actions.joined(separator: " ")))")
        case .connections: lines.append("complete -c leadkeeper \(inside) -a \(names)")
        }
        for option in command.options {
            let value =
                switch option.offer {
                case nil: ""
                case .directories: " -x -a '(__fish_complete_directories)'"
                case .files: " -r -F"
                case .names: " -x -a '(__leadkeeper_names)'"
                case .users: " -x -a '(__fish_complete_users)'"
                case .groups: " -x -a '(__fish_complete_groups)'"
                case .words(let words): " -x -a \(quoted(words.joined(separator: " ")))"
                case .nothing: " -x"
                }
            let short = option.short.map { " -s \($0)" } ?? ""
            lines.append(
                "complete -c leadkeeper \(inside)\(short) -l \(option.name)\(value) -d \(quoted(option.summary))")
        }
        return lines
    }
}
