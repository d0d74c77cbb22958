internal import Basics
internal import Control
internal import Credentials
internal import Doctor

extension Command {
    static let doctor = Command(
        "doctor", .connections(0...Int.max, spelling: "[NAME…]", withReserved: false),
        options: [.host, .verbose, .config, .state, .keyring, .hooks, .runtime, .json, .quiet, .color],
        does: "what is not set up as it has to be",
        details:
            """
            Checks everything that Microsoft's articles on lead management ask for, and what may stand in the way: \
            leadkeeper's own keyring, clock, disk and ways to tell people, the way to Microsoft, the environment, the \
            application or user, its role and privileges, policies, the offer; of an HTTPS endpoint or an Azure table \
            what can be seen without writing a lead. Prints what is wrong \
            or may become wrong, with the steps that mend it, and what could not be told, with the right that is \
            missing; with --verbose, what is right too. Asks Microsoft anew and changes nothing. Exits 1 if a fault is \
            found. With --host, looks at this machine alone and needs no daemon: configuration, disk, keyring, clock, \
            the way to Microsoft's hosts, mail.
            """
    ) { invocation throws(Failure) in
        try invocation.has(.host) ? HostDoctor.run(invocation) : DoctorCommand.run(CommandContext(invocation))
    }
}

extension Option {
    static let host = Option("host", does: "look at this machine alone, without the daemon")
    static let verbose = Option("verbose", does: "show what is right too")
}

/// `leadkeeper doctor`: whether connections are set up as they have to be.
enum DoctorCommand {
    static func run(_ context: CommandContext) throws(Failure) -> ExitCode {
        let names = try names(context)
        let lines = DoctorLines(output: context.output, showsAll: context.invocation.has(.verbose))
        var report = DoctorReport(connections: [])
        for (index, name) in names.enumerated() {
            let place = names.count > 1 ? ", \(index + 1) of \(names.count)" : ""
            let answer = try Progress.shown("examining \(name)\(place)") { () throws(Failure) in
                try context.client.ask(RunDoctor(name), to: "examine \(name)")
            }
            report.connections += answer.connections
            guard !context.isJSON else { continue }
            for connection in answer.connections {
                try context.output.write((index > 0 ? "\n" : "") + lines.text(connection))
            }
        }
        if context.isJSON { try context.print(json: report) }
        if names.isEmpty, !context.isJSON { try context.output.write("no connections configured\n") }
        return report.connections.contains { $0.findings.contains { $0.status == .fault } } ? .no : .done
    }

    private static func names(_ context: CommandContext) throws(Failure) -> [CredentialName] {
        let names = context.invocation.names
        guard names.isEmpty else {
            try context.requireKnown(names, to: "examine")
            return names
        }
        return try context.client.connectionNames(to: "list the connections")
    }
}

/// What the doctor has found about a connection, as people read it.
struct DoctorLines {
    let output: Output
    /// Whether what is right is shown too.
    let showsAll: Bool

    /// The summary, a table, and the steps; each line with its end.
    func text(_ connection: DoctorReport.Connection) -> String {
        var text = output.toned(connection.name.printable, .strong) + ": \(summary(connection))\n"
        let shown = connection.findings.filter { showsAll || $0.status != .ok }
        if !shown.isEmpty { text += "\n" + table(shown) }
        for finding in connection.findings where !finding.steps.isEmpty { text += "\n" + details(finding) }
        return text
    }

    /// "2 faults, 1 warning, 30 ok, 4 cannot be told".
    private func summary(_ connection: DoctorReport.Connection) -> String {
        let count = { (status: CheckFinding.Status) in connection.findings.count { $0.status == status } }
        let (faults, warnings) = (count(.fault), count(.warning))
        return [
            faults.counted("fault"), warnings.counted("warning"),
            "\(count(.ok)) ok", "\(count(.unknown)) cannot be told",
        ].joined(separator: ", ")
    }

    private func table(_ findings: [FindingRecord]) -> String {
        var table = Table(columns: [
            .init(heading: "CHECK", least: 12, rank: 1), .init(heading: "ANSWER", least: 11, rank: 2),
            .init(heading: "SEEN BY", least: 20, rank: 0),
        ])
        table.rows = findings.map { finding in
            let because = finding.cause.map { "because of \($0.rawValue)" }
            return [
                .init(finding.check.rawValue), Self.answer(finding.status), .init(because ?? finding.evidence),
            ]
        }
        return table.lines(on: output)
    }

    static func answer(_ status: CheckFinding.Status) -> Table.Cell {
        switch status {
        case .ok: .init("ok", .good)
        case .warning: .init("warning", .warning)
        case .fault: .init("fault", .bad)
        case .unknown: .init("cannot tell")
        }
    }

    /// A finding with its evidence, whole, and what mends it.
    private func details(_ finding: FindingRecord) -> String {
        let isFault = finding.status == .fault
        let evidence = finding.evidence.prefix(1).uppercased() + finding.evidence.dropFirst()
        let link = finding.link.map { "  article: \($0)\n" } ?? ""
        return output.toned(finding.check.rawValue, isFault ? .bad : .warning) + "\n"
            + Paragraph.wrap("\(evidence).".printable, label: "  ") + "\n"
            + Steps.text(finding.steps) + (finding.section == .beyond ? "" : "  section: \(finding.section.rawValue)\n")
            + link
    }
}
