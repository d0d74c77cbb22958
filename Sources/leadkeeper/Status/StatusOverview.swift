internal import Control
internal import Credentials
internal import Doctor
internal import Triage

/// What one look at all connections has shown, kept small: a row for each, and what sums them up.
struct StatusOverview {
    /// The rows that were asked for, in order.
    var rows: [StatusRow] = []
    /// All of them, counted, those that are not shown too.
    var tally = Tally()
    /// How leadkeeper itself is; `nil` where that was not asked.
    var health: HealthStatus?
    /// Whether notices are held back; `nil` where they are not.
    var hold: HoldStatus?
    /// How many faults the doctor has found last.
    var faults = 0
    /// Where, such as `contoso: lead-writer-role`; the first few.
    var faulty: [String] = []
    /// Whether one of them needs somebody now.
    var isUrgent = false

    /// What tells whether something has changed since; `nil` where the daemon does not say.
    var mark: String?

    /// Asks the daemon.
    ///
    /// What it answers is read connection by connection, so that thousands need little memory.
    /// - Parameters:
    ///   - times: from when it is seen.
    ///   - earlier: what an earlier look has shown, which is enough where nothing has changed.
    static func ask(
        _ context: CommandContext, _ selection: StatusSelection, times: LocalTimes,
        unless earlier: StatusOverview? = nil
    ) throws(Failure) -> StatusOverview {
        var overview = StatusOverview()
        let maker = StatusRow.Maker(times: times)
        if context.invocation.names.isEmpty {
            let list = try context.client.connections(
                to: "list the connections", unless: earlier?.mark, brief: true
            ) { overview.take($0, selection, maker) }
            if list.unchanged, let earlier { overview = earlier }
            (overview.health, overview.hold, overview.mark) = (list.health, list.hold, list.mark)
            if list.unchanged { return overview }
        } else {
            for name in context.invocation.names {
                let connection = try context.client.ask(GetConnection(name), to: "show the status of \(name)")
                overview.take(connection, selection, maker)
            }
        }
        overview.rows.sort { $0.key.precedes($1.key, in: selection.order) }
        return overview
    }

    /// Counts a connection, and keeps its row where it is asked for.
    mutating func take(_ connection: ConnectionStatus, _ selection: StatusSelection, _ maker: StatusRow.Maker) {
        let concern = connection.concern(at: maker.times.now)
        tally.count(concern)
        isUrgent = isUrgent || concern.isUrgent
        if let doctor = connection.doctor, doctor.faults > 0 {
            faults += doctor.faults
            let checks = doctor.checks.prefix(doctor.faults).map(\.rawValue).joined(separator: ", ")
            if faulty.count < 8 { faulty.append("\(connection.name): \(checks)") }
        }
        guard selection.takes(connection, concern, at: maker.times.now) else { return }
        rows.append(maker.row(connection, concern))
    }
}
