internal import Control
internal import Credentials

extension Command {
    static let migrate = Command(
        "migrate", .name, options: [.to, .runtime, .json, .color],
        does: "move from a password to an Entra application",
        details:
            """
            Shows how far a connection has moved from an Office 365 password to an Entra application, and what to do \
            next. Both work side by side until Partner Center has the new one. The new one is another connection \
            with the same URL: leadkeeper finds it, or you name it with --to. Exits 0 when everything is done, 1 \
            while something is left.
            """
    ) { invocation throws(Failure) in
        try MigrateCommand.run(CommandContext(invocation))
    }
}

extension Option {
    static let to = Option("to", "NAME", offering: .names, does: "the connection that replaces it")
}

/// `leadkeeper migrate`: guides from a password to an Entra application.
enum MigrateCommand {
    static func run(_ context: CommandContext) throws(Failure) -> ExitCode {
        let name = try context.requiredName()
        let operation = "guide the move of \(name)"
        let old = try context.client.ask(GetConnection(name), to: operation)
        guard old.method == SignInMethod.office365.rawValue else {
            throw .usage("failed to \(operation): it uses \(old.method), not an Office 365 password")
        }
        let new = try successor(of: old, context, to: operation)
        let migration = Migration(from: old, to: new, now: context.times.now)
        if context.isJSON {
            try context.print(json: migration)
        } else {
            try context.output.write(text(migration, context.output))
        }
        return migration.isDone ? .done : .no
    }

    /// The connection that takes its place: the one that is named, or the only one with the same address and an
    /// application.
    private static func successor(of old: ConnectionStatus, _ context: CommandContext, to operation: String)
        throws(Failure)
        -> ConnectionStatus?
    {
        if let text = context.invocation[.to] {
            guard let name = CredentialName(text) else {
                throw .usage(
                    "--to has to be a connection's name", hint: "`leadkeeper status` lists the connections")
            }
            let new = try context.client.ask(GetConnection(name), to: operation)
            guard new.method == SignInMethod.azureAD.rawValue, new.url == old.url else {
                throw .usage(
                    "failed to \(operation): \(new.name) cannot replace it",
                    hint: "it needs Method=azure-ad and URL=\(old.url ?? "")")
            }
            return new
        }
        var found: [ConnectionStatus] = []
        _ = try context.client.connections(to: operation) { (new: ConnectionStatus) in
            if new.method == SignInMethod.azureAD.rawValue, new.url != nil, new.url == old.url { found.append(new) }
        }
        guard found.count < 2 else {
            throw .usage(
                "failed to \(operation): \(found.map(\.name).joined(separator: " and ")) have its URL",
                hint: "use --to to choose one")
        }
        return found.first
    }

    /// The list, each line with its state, and what to do of the first that is not done.
    private static func text(_ migration: Migration, _ output: Output) -> String {
        let target = migration.to.map { " to \($0)" } ?? ""
        var text =
            output.toned("\(migration.from)\(target): from an Office 365 password to an Entra application", .strong)
            + "\n"
        for (number, item) in migration.items.enumerated() {
            let state = item.isDone ? output.toned("done", .good) : output.toned("open", .warning)
            let lines = Paragraph.lines(item.sentence.printable, width: Paragraph.width - 10)
            text +=
                " \(number + 1). \(state)  " + lines.joined(separator: "\n" + String(repeating: " ", count: 10)) + "\n"
        }
        guard let next = migration.items.firstIndex(where: { !$0.isDone }) else {
            return text + "\nall done\n"
        }
        let toDo = Steps.text([migration.items[next].toDo]).split(separator: "\n", omittingEmptySubsequences: false)
        // The step keeps the number that it has in the list.
        let numbered = toDo.joined(separator: "\n").dropFirst(2)
        return text + "\nnext\n \(next + 1)" + numbered
    }
}
