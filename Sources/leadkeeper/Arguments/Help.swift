/// The help, at most 80 columns wide.
enum Help {
    /// The first line of a command's help: `leadkeeper probe [NAME…] [options]`.
    static func usage(of command: Command) -> String {
        (["leadkeeper", command.name]
            + [command.operands.spelling, command.options.isEmpty ? nil : "[options]"].compactMap { $0 })
            .joined(separator: " ")
    }

    /// The help of one command.
    static func text(of command: Command) -> String {
        let rows = command.allOptions.map { ($0.spelling, $0.summary) }
        return "usage: \(usage(of: command))\n\n\(Paragraph.wrap(command.details))\n\noptions:\n\(list(rows))"
    }

    /// The help of the program.
    static func text() -> String {
        let commands = Command.all.map { command in
            ([command.name, command.operands.spelling].compactMap(\.self).joined(separator: " "), command.summary)
        }
        return """
            usage: leadkeeper COMMAND [options]

            \(Paragraph.wrap("Keeps the credentials with which Microsoft's marketplace writes sales leads into Dynamics 365."))

            commands:
            \(list(commands))
            options:
            \(list([Option.help, .version].map { ($0.spelling, $0.summary) }))
            Run `leadkeeper COMMAND --help` for more about a command.

            """
    }

    /// Two columns, the second one wrapped beside the first.
    private static func list(_ rows: [(String, String)]) -> String {
        let width = min(24, rows.map(\.0.count).max() ?? 0)
        return rows.map { left, right in
            let lines = Paragraph.lines(right, width: Paragraph.width - width - 4)
            let label = "  " + left.padded(to: width)
            let indent = String(repeating: " ", count: width + 4)
            // A label that is too long for its column has a line of its own.
            let first = left.count > width ? label + "\n" + indent : label + "  "
            return first + lines.joined(separator: "\n" + indent) + "\n"
        }.joined()
    }
}
