internal import Control
internal import Credentials
internal import Glibc

extension Command {
    static let probe = Command(
        "probe", .namesOrAll, options: [.all, .signInOnly, .runtime, .json, .quiet, .color],
        does: "test now that a connection works",
        details:
            """
            Signs in and writes a validation lead, as Microsoft's marketplace would, and prints every step. Exits 0 \
            if all connections work, 1 if one does not, 75 if none fails but the result of one is not known. \
            @administrator and @mail only sign in: with the secret or certificate that is on trial, if there is one. \
            @mail, and @channel-NAME for a channel, are tried to the end as far as nobody gets anything. \
            Only root and the service's user can do this.
            """
    ) { invocation throws(Failure) in
        try ProbeCommand.run(CommandContext(invocation))
    }
}

extension Option {
    static let all = Option("all", does: "every connection")
    static let signInOnly = Option("sign-in-only", does: "only sign in, do not write a validation lead")
}

/// `leadkeeper probe`: proves connections now, step by step.
enum ProbeCommand {
    /// What became of all probes.
    struct Outcome: Encodable {
        struct Element: Encodable {
            var name: String
            var probe: ProbeStatus
        }

        var probes: [Element] = []

        func count(_ result: ProbeStatus.Result) -> Int { probes.count { $0.probe.result == result } }

        /// "3 probed: 1 works, 1 does not, 1 could not be told".
        var summary: String {
            "\(probes.count) probed: \(count(.ok)) ok, \(count(.failed)) failed, "
                + "\(count(.unknown) + count(.never)) unknown"
        }

        /// 1 once one is known not to work, 75 while one could not be told.
        var exitCode: ExitCode {
            if count(.failed) > 0 { return .no }
            return count(.ok) == probes.count ? .done : .temporary
        }
    }

    static func run(_ context: CommandContext) throws(Failure) -> ExitCode {
        let names = try names(context)
        let extent: ProbeReport.Extent = context.invocation.has(.signInOnly) ? .signIn : .whole
        let showsProgress = context.invocation.has(.all) && isatty(STDERR_FILENO) == 1
        let lines = ProbeLines(output: context.output)
        var outcome = Outcome()
        var postponed: Failure?
        for (index, name) in names.enumerated() {
            if showsProgress { progress("probing \(name), \(index + 1) of \(names.count)") }
            defer { if showsProgress { progress("") } }
            do throws(Failure) {
                let probe = try context.client.ask(ProbeConnection(name, extent), to: "probe \(name)")
                outcome.probes.append(.init(name: name.description, probe: probe))
                if showsProgress { progress("") }
                guard !context.isJSON else { continue }
                try context.output.write(
                    context.output.toned(name.description, .strong) + "\n" + lines.steps(probe) + lines.verdict(probe))
            } catch {
                // One that is busy does not keep the others from being tried.
                guard error.code == .temporary, names.count > 1 else { throw error }
                Leadkeeper.report(error)
                postponed = error
            }
        }
        if context.isJSON {
            try context.print(json: outcome)
        } else if names.count > 1 {
            try context.output.write(outcome.summary + "\n")
        }
        return outcome.exitCode == .done && postponed != nil ? .temporary : outcome.exitCode
    }

    private static func names(_ context: CommandContext) throws(Failure) -> [CredentialName] {
        let names = context.invocation.names
        guard context.invocation.has(.all) else {
            guard !names.isEmpty else {
                throw .usage("`probe` needs a name, or --all", hint: "usage: \(Help.usage(of: .probe))")
            }
            try context.requireKnown(names, to: "probe")
            return names
        }
        guard names.isEmpty else { throw .usage("use either --all or names, not both") }
        let list = try context.client.ask(ListConnections(), to: "list the connections")
        return list.connections.filter { $0.url != nil }.compactMap { CredentialName($0.name) }
    }

    /// Writes over the line of before; an empty text clears it.
    private static func progress(_ text: String) {
        Output.complain("\r\u{1B}[K\(text)")
    }
}
