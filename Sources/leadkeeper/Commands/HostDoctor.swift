internal import Basics
internal import Configuration
internal import Credentials
internal import Doctor
internal import Glibc
internal import JSON
internal import Launch
internal import Unix

/// `leadkeeper doctor --host`: whether the machine is in order.
enum HostDoctor {
    /// How much the report may take.
    private static let limit = 1 << 20

    static func run(_ invocation: Invocation) throws(Failure) -> ExitCode {
        guard invocation.names.isEmpty else { throw .usage("`doctor --host` takes no names") }
        let output = Output(invocation)
        // As the service sees it: its user may be kept from what root may read.
        _ = ServiceView.take(of: Places.configuration(invocation))
        let report = try Progress.shown("examining this host") { () throws(Failure) in try examined(invocation) }
        if invocation.has(.json) {
            try output.write(json: report)
        } else {
            try output.write(HostLines(output: output, showsAll: invocation.has(.verbose)).text(report))
        }
        return report.host.contains { $0.status == .fault } ? .no : .done
    }

    /// Has the daemon's program look, which reaches the network by the daemon's own libraries.
    private static func examined(_ invocation: Invocation) throws(Failure) -> HostReport {
        let operation = "failed to examine this host"
        guard let program = InnerProgram.daemon.path else {
            throw Failure(
                .internal, "\(operation): \(InnerProgram.daemon.rawValue) is not there",
                hint: "parts of leadkeeper are missing; reinstall it")
        }
        let bytes: [UInt8]
        do throws(ProgramOutput.Obstacle) {
            bytes = try ProgramOutput.of(
                program, ["--examine-host"] + Places.arguments(ofDaemon: invocation), limit: limit)
        } catch {
            switch error {
            case .notStarted(let cause): throw Failure(.temporary, "\(operation): \(cause)")
            case .failed: throw Failure(.internal, "\(operation): \(program) gave no report")
            }
        }
        guard let report = try? JSONCoder.decode(HostReport.self, from: bytes) else {
            throw Failure(.internal, "\(operation): \(program) gave no report")
        }
        return report
    }
}

/// What was found about the machine, as people read it.
struct HostLines {
    let output: Output
    /// Whether what is right is shown too.
    let showsAll: Bool

    /// The summary, a table, and the steps; each line with its end.
    func text(_ report: HostReport) -> String {
        let count = { (status: CheckFinding.Status) in report.host.count { $0.status == status } }
        var text = output.toned("this host", .strong) + ": "
        text +=
            [
                count(.fault).counted("fault"), count(.warning).counted("warning"), "\(count(.ok)) ok",
                "\(count(.unknown)) cannot be told",
            ].joined(separator: ", ") + "\n"
        let shown = report.host.filter { showsAll || $0.status != .ok }
        guard !shown.isEmpty else { return text }
        var table = Table(columns: [
            .init(heading: "CHECK", least: 12, rank: 1), .init(heading: "ANSWER", least: 11, rank: 2),
            .init(heading: "SEEN BY", least: 20, rank: 0),
        ])
        table.rows = shown.map { [.init($0.check.rawValue), DoctorLines.answer($0.status), .init($0.evidence)] }
        text += "\n" + table.lines(on: output)
        for finding in shown where !finding.steps.isEmpty {
            text += "\n" + output.toned(finding.check.rawValue, finding.status == .fault ? .bad : .warning) + "\n"
            text += Paragraph.wrap("\(finding.evidence).".printable, label: "  ") + "\n" + Steps.text(finding.steps)
        }
        return text
    }
}
