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
        let isAll = context.invocation.has(.all)
        let extent: ProbeReport.Extent = context.invocation.has(.signInOnly) ? .signIn : .whole
        var progress = ProbeProgress(names, isShown: isAll && isatty(STDERR_FILENO) == 1)
        defer { progress.clear() }
        let lines = ProbeLines(output: context.output)
        var outcome = Outcome()
        var postponed: Failure?
        try context.client.ask(
            names.map { ProbeConnection($0, extent) }, atOnce: isAll ? ProbeConnection.atOnce : 1,
            to: { "probe \($0.name)" }, began: { progress.began($0) }
        ) { index, answer throws(Failure) in
            progress.clear()
            defer { progress.show() }
            switch answer {
            case .success(let probe):
                let name = names[index].description
                outcome.probes.append(.init(name: name, probe: probe))
                guard !context.isJSON else { return }
                try context.output.write(
                    context.output.toned(name, .strong) + "\n" + lines.steps(probe) + lines.verdict(probe))
            case .failure(let failure):
                // One that is busy does not keep the others from being tried.
                guard failure.code == .temporary, names.count > 1 else { throw failure }
                Leadkeeper.report(failure)
                postponed = failure
            }
        }
        progress.clear()
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
        return try context.client.connectionNames(to: "list the connections")
    }
}

/// The line on a terminal that says which connection is being probed.
private struct ProbeProgress {
    private let names: [CredentialName]
    private let isShown: Bool
    private var line = ""

    init(_ names: [CredentialName], isShown: Bool) { (self.names, self.isShown) = (names, isShown) }

    /// A probe has begun.
    mutating func began(_ index: Int) {
        line = "probing \(names[index]), \(index + 1) of \(names.count)"
        show()
    }

    /// Writes over the line of before.
    func show() { if isShown { Output.complain("\r\u{1B}[K\(line)") } }

    /// Leaves an empty line to write on.
    func clear() { if isShown { Output.complain("\r\u{1B}[K") } }
}
