/// The completions of bash, which need no package beside it.
///
/// Bash splits words at the characters of `$COMP_WORDBREAKS`, `=` and `@` among them, which stand in our options and
/// names; so the line is split at blanks anew.
enum BashCompletions {
    static var text: String {
        #"""
        # bash completion of leadkeeper, as `leadkeeper completions bash` prints it.

        _leadkeeper_names() {
            local file
            for file in "${CONFIGURATION_DIRECTORY:-\#(Places.standardConfiguration)}"/connections/*.conf; do
                file=${file##*/} file=${file%.conf}
                [[ $file =~ ^[a-z0-9][a-z0-9-]*$ ]] && printf '%s\n' "$file"
            done
        }

        _leadkeeper() {
            local awaited='' current='' offered='' options='' prefix='' word
            local -a operands=() words=()
            read -ra words <<<"${COMP_LINE:0:COMP_POINT}"
            if [[ ${COMP_LINE:0:COMP_POINT} != *[[:space:]] ]]; then
                current=${words[-1]}
                unset 'words[-1]'
            fi

            # What was typed before: operands, and perhaps an option that awaits its value.
            for word in "${words[@]:1}"; do
                if [[ $awaited ]]; then
                    awaited=''
                    continue
                fi
                case $word in
                \#(spellings(Option.known.filter { $0.offer != nil }))) awaited=$word ;;
                -*) ;;
                *) operands+=("$word") ;;
                esac
            done
            if [[ ! $awaited && $current == --*=* ]]; then
                awaited=${current%%=*} prefix=${current%%=*}= current=${current#*=}
            fi

            COMPREPLY=()
            if [[ $awaited ]]; then
                case $awaited in
        \#(values)
                esac
                # Readline replaces what stands behind the =, where it breaks words there.
                [[ $COMP_WORDBREAKS == *=* ]] || COMPREPLY=("${COMPREPLY[@]/#/$prefix}")
                return
            fi
            case "${operands[*]} " in
        \#(commands)
            esac
            if [[ $current == -* || ! $offered ]]; then
                offered=''
                for word in $options; do
                    [[ " ${words[*]} " == *" $word "* ]] || offered+=" $word"
                done
            fi
            mapfile -t COMPREPLY < <(compgen -W "$offered" -- "$current")
        }

        complete -F _leadkeeper leadkeeper

        """#
    }

    /// `--config | --state`, a pattern, with the short forms that there are.
    private static func spellings(_ options: [Option]) -> String {
        options.flatMap { option in ["--\(option.name)"] + (option.short.map { ["-\($0)"] } ?? []) }
            .joined(separator: " | ")
    }

    /// The branches that offer an option's value.
    private static var values: String {
        let actions: [(Option.Offer, String)] = [
            (.directories, "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- \"$current\")"),
            (.files, "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$current\")"),
            (.names, "mapfile -t COMPREPLY < <(compgen -W \"$(_leadkeeper_names)\" -- \"$current\")"),
            (.users, "mapfile -t COMPREPLY < <(compgen -u -- \"$current\")"),
            (.groups, "mapfile -t COMPREPLY < <(compgen -g -- \"$current\")"),
        ]
        let words = Option.known.compactMap { option -> (Option.Offer, String)? in
            guard case .words(let words) = option.offer else { return nil }
            return (
                .words(words),
                "mapfile -t COMPREPLY < <(compgen -W \"\(words.joined(separator: " "))\" -- \"$current\")"
            )
        }
        return (actions + words).map {
            "        \(spellings(Option.offering($0))) ) \($1) ;;".replacing(" ) ", with: ") ")
        }
        .joined(separator: "\n")
    }

    /// The branches that offer what may follow the operands typed so far, the longer ones first.
    private static var commands: String {
        var lines: [String] = []
        for command in Command.all.sorted(by: { $0.words.count > $1.words.count }) {
            let options = command.allOptions.map { "--\($0.name)" }.joined(separator: " ")
            let seconds = Command.commands(after: command.name).compactMap(\.words.last)
            let names = "$(_leadkeeper_names)" + command.operands.reservedNames.map { " \($0)" }.joined()
            let first: [String] =
                switch command.operands {
                case .none, .directory, .program, .path, .number, .text: []
                case .commandName: Command.firstWords.map(\.word)
                case .word(let words, _): words
                case .connections, .nameAndAction: seconds + [names]
                }
            switch command.operands {
            case .directory:
                let directories = "compopt -o filenames; offered=$(compgen -d -- \"$current\")"
                lines.append("'\(command.name) ') \(directories) options='\(options)' ;;")
                lines.append("'\(command.name) '*) options='\(options)' ;;")
            case .program, .path:
                let files = "compopt -o filenames; offered=$(compgen -f -- \"$current\")"
                lines.append("'\(command.name) ') \(files) options='\(options)' ;;")
                lines.append("'\(command.name) '*) options='\(options)' ;;")
            case .nameAndAction(let actions):
                // Behind the name there is what to do.
                lines.append("'\(command.name) ') offered=\"\(first.joined(separator: " "))\" options='\(options)' ;;")
                let typed = actions.map { "'\(command.name) '*' \($0) '*" }.joined(separator: " | ")
                lines.append("\(typed)) options='\(options)' ;;")
                lines.append("'\(command.name) '*) offered='\(actions.joined(separator: " "))' options='\(options)' ;;")
            case .connections(let count, _, _) where count.upperBound > 1:
                lines.append("'\(command.name) '*) offered=\"\(first.joined(separator: " "))\" options='\(options)' ;;")
            case .connections, .word, .commandName, .none, .number, .text:
                if !first.isEmpty {
                    lines.append(
                        "'\(command.name) ') offered=\"\(first.joined(separator: " "))\" options='\(options)' ;;")
                }
                lines.append("'\(command.name) '*) options='\(options)' ;;")
            }
        }
        for (word, command) in Command.firstWords where command == nil {
            let seconds = Command.commands(after: word).compactMap(\.words.last)
            lines.append("'\(word) ') offered='\(seconds.joined(separator: " "))' options=--help ;;")
        }
        let first = Command.firstWords.map(\.word).joined(separator: " ")
        lines.append("' ') offered='\(first)' options='--help --version' ;;")
        return lines.map { "    " + $0 }.joined(separator: "\n")
    }
}
