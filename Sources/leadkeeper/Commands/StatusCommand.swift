internal import Control
internal import Credentials
internal import Doctor

extension Command {
    static let status = Command(
        "status", .names, options: [.check, .runtime, .json, .color],
        does: "what is watched, when it expires, whether it works",
        details:
            """
            Without a name, prints one line about leadkeeper itself and one for each connection. With names, prints \
            everything about each: expiry, last probe step by step, advice, conditions. With --check, prints nothing \
            and exits 0 if no action is needed, 1 if somebody has to act on one of the connections or on leadkeeper \
            itself, 69 if the daemon does not answer.
            """
    ) { invocation throws(Failure) in
        try StatusCommand.run(CommandContext(invocation))
    }
}

extension Option {
    static let check = Option("check", does: "print nothing; the exit code tells whether action is needed")
}

/// `leadkeeper status`: what is kept, when it lapses, whether it works, what comes next.
enum StatusCommand {
    static func run(_ context: CommandContext) throws(Failure) -> ExitCode {
        let isCheck = context.invocation.has(.check)
        let list: ConnectionList
        do {
            list = try answer(context, withHealth: context.isJSON || isCheck)
        } catch {
            // The exit code is all that is asked for, and nobody answers.
            guard isCheck, error.code == .unavailable || error.code == .temporary else { throw error }
            return .unavailable
        }
        if isCheck { return list.needsAttention ? .no : .done }
        if context.isJSON {
            try context.print(json: list)
        } else if context.invocation.names.isEmpty {
            let health = list.health.map { HealthLine().text($0, on: context.output) } ?? ""
            let answers = AnswerLines(times: context.times)
            let hold = list.hold.map { Paragraph.wrap(answers.sentence($0).printable) + "\n" } ?? ""
            let paths = list.health?.alertPaths.map {
                AlertPathsLine(times: context.times).text($0, on: context.output)
            }
            try context.output.write(
                health + (paths ?? "") + hold + doctor(list.connections, on: context.output)
                    + StatusTable(times: context.times).text(list.connections, on: context.output))
        } else {
            let details = StatusDetails(times: context.times, output: context.output)
            try context.output.write(list.connections.map(details.text).joined(separator: "\n"))
        }
        return .done
    }

    /// What the doctor has found last, in one line: `doctor: 2 faults (contoso: lead-writer-role, tenant-matches)`;
    /// nothing where it has found none.
    private static func doctor(_ connections: [ConnectionStatus], on output: Output) -> String {
        let found = connections.compactMap { connection in connection.doctor.map { (connection.name, $0) } }
        let faults = found.map(\.1.faults).reduce(0, +)
        guard faults > 0 else { return "" }
        let names = found.filter { $0.1.faults > 0 }.map { name, summary in
            "\(name): \(summary.checks.prefix(summary.faults).map(\.rawValue).joined(separator: ", "))"
        }
        let line = "\(faults == 1 ? "1 fault" : "\(faults) faults") (\(names.joined(separator: "; ")))"
        return "doctor: " + output.toned(line.printable.shortened(to: 72), .bad) + "\n"
    }

    /// All connections, or those that are named; of leadkeeper itself in any case where all are asked for.
    private static func answer(_ context: CommandContext, withHealth: Bool) throws(Failure) -> ConnectionList {
        guard !context.invocation.names.isEmpty else {
            return try context.client.ask(ListConnections(), to: "list the connections")
        }
        var list = ConnectionList(connections: [])
        for name in context.invocation.names {
            list.connections.append(try context.client.ask(GetConnection(name), to: "show the status of \(name)"))
        }
        if withHealth { list.health = try context.client.ask(GetHealth(), to: "ask how leadkeeper is") }
        return list
    }
}

/// How leadkeeper itself is, in one line: `leadkeeper: mail ok, keyring ok, clock ok, configuration ok`.
struct HealthLine {
    /// The line with its end.
    func text(_ health: HealthStatus, on output: Output) -> String {
        var parts = [
            ("mail", health.mail), ("keyring", health.keyring.part), ("clock", health.clock),
            ("configuration", health.configuration),
        ]
        // These two are of interest where they fail alone.
        parts += [("ledger", health.ledger), ("disk", health.disk)].filter { $0.1.status != .true }
        let heartbeat = health.heartbeat.map { ("heartbeat", $0.part) }
        parts += [heartbeat].compactMap(\.self)
        return "leadkeeper: " + parts.map { words($0, $1, on: output) }.joined(separator: ", ") + "\n"
    }

    private func words(_ name: String, _ part: HealthStatus.Part, on output: Output) -> String {
        switch part.status {
        case .true where part.reason == "Warnings": output.toned("\(name) ok with warnings (\(cause(part)))", .warning)
        case .true: "\(name) ok"
        case .unknown: output.toned("\(name) unknown (\(cause(part)))", .warning)
        case .false: output.toned("\(name) FAILS (\(cause(part)))", .bad)
        }
    }

    private func cause(_ part: HealthStatus.Part) -> String {
        part.message.printable.shortened(to: 60)
    }
}

/// One line a connection.
struct StatusTable {
    let times: LocalTimes

    /// The table, or one sentence where there is nothing to show.
    func text(_ connections: [ConnectionStatus], on output: Output) -> String {
        guard !connections.isEmpty else {
            return "no connections configured\n"
        }
        var table = Table(columns: [
            .init(heading: "CONNECTION", least: 12, rank: 3),
            .init(heading: "METHOD", least: 9, rank: 4, isOptional: true),
            .init(heading: "EXPIRES (\(times.zoneName))", least: 10, rank: 2),
            .init(heading: "WORKS", least: 24, rank: 0),
            .init(heading: "NEXT", least: 4, rank: 1),
        ])
        table.rows = connections.map { connection in
            [
                .init(connection.name), .init(connection.method), lapses(connection), works(connection),
                next(connection),
            ]
        }
        return table.lines(on: output)
    }

    private func lapses(_ connection: ConnectionStatus) -> Table.Cell {
        guard connection.secret.stored else { return .init("no secret", .bad) }
        let when = connection.window.expiresAt.map { times.dateAndDistance($0.instant) }
        switch connection.window.state {
        case .open: return .init(when ?? "")
        case .notice: return .init(when ?? "", .warning)
        case .lapsed: return .init(when ?? "", .bad)
        case .never: return .init("never")
        case .unknown: return .init("unknown", .warning)
        }
    }

    private func works(_ connection: ConnectionStatus) -> Table.Cell {
        let suffix = connection.probe.class.map { ": \($0.rawValue)" } ?? ""
        switch connection.probe.result {
        case .ok: return .init("yes", .good)
        case .failed: return .init("no\(suffix)", .bad)
        case .unknown: return .init("unknown\(suffix)", .warning)
        case .never: return .init(connection.url == nil ? "–" : "untried")
        }
    }

    private func next(_ connection: ConnectionStatus) -> Table.Cell {
        if let deadline = connection.handOff.deadline ?? connection.rotation.deadline {
            let isLate = deadline.instant <= times.now
            return .init("hand-off \(RelativeTime.short(deadline.instant, from: times.now))", isLate ? .bad : .warning)
        }
        if connection.rotation.attention != nil { return .init("rotation stuck", .bad) }
        if let trial = connection.trial {
            let next = trial.nextAttemptAt.map { " \(RelativeTime.short($0.instant, from: times.now))" } ?? ""
            return .init("trial\(next)", .warning)
        }
        return .init(upcoming(connection))
    }

    private func upcoming(_ connection: ConnectionStatus) -> String {
        if let acknowledgement = connection.acknowledgement {
            return "\(acknowledgement.by.printable.shortened(to: 20)) is on it"
        }
        if let until = connection.snoozes.map(\.until.instant).max() {
            return "snoozed, ends \(RelativeTime.short(until, from: times.now))"
        }
        return next(connection.next)
    }

    private func next(_ next: NextAction?) -> String {
        next.map { "\($0.action.rawValue) \(RelativeTime.short($0.at.instant, from: times.now))" } ?? "–"
    }
}
