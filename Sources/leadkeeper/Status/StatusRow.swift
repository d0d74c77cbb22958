internal import Basics
internal import Control
internal import Credentials
internal import Triage

/// One connection as a table shows it.
struct StatusRow {
    var name: String
    var method: String
    var concern: Concern
    /// How it stands.
    var state: String
    /// When it expires, and how far away that is.
    var expires: String
    /// The same in fewer columns.
    var expiresShort: String
    var expiryTone: Tone
    /// What is needed, and who was told.
    var needed: String
    /// What comes next by itself.
    var next: String
    /// What it is put in order by.
    var key: StatusSelection.SortKey
    /// Where leads go.
    var url: String
    /// Whom notices go to.
    var contacts: [String]
    /// When it was last probed.
    var checkedAt: Instant?
    /// When it expires.
    var expiresAt: Instant?

    /// Makes rows.
    struct Maker {
        let times: LocalTimes
        private let words = ConcernWords()

        init(times: LocalTimes) { self.times = times }

        /// The row of a connection.
        func row(_ connection: ConnectionStatus, _ concern: Concern) -> StatusRow {
            let (expires, short, tone) = expiry(connection)
            return StatusRow(
                name: connection.name, method: connection.method, concern: concern,
                state: words.state(connection, concern), expires: expires, expiresShort: short, expiryTone: tone,
                needed: needed(connection, concern), next: next(connection),
                key: StatusSelection.SortKey(connection, concern), url: connection.url ?? "",
                contacts: connection.contacts, checkedAt: connection.probe.at?.instant,
                expiresAt: connection.window.expiresAt?.instant)
        }

        /// How it stands, such as "expires soon".
        func state(_ connection: ConnectionStatus, _ concern: Concern) -> String { words.state(connection, concern) }

        /// What is needed, and who was told: "new client secret in Entra, start by 2026-12-15; 3 contacts told 11:35".
        func needed(_ connection: ConnectionStatus, _ concern: Concern) -> String {
            let need = words.need(of: connection, concern, day: times.day)
            let told = words.told(connection, concern, time: times.clockOrDay)
            return [need, told].filter { !$0.isEmpty }.joined(separator: "; ")
        }

        private func expiry(_ connection: ConnectionStatus) -> (String, String, Tone) {
            guard connection.secret.stored else { return ("–", "–", .plain) }
            let end = connection.window.expiresAt?.instant
            let long = end.map { times.dateAndDistance($0) } ?? ""
            let short = end.map { "\(times.day($0)) (\(RelativeTime.short($0, from: times.now)))" } ?? ""
            switch connection.window.state {
            case .open: return (long, short, .plain)
            case .notice: return (long, short, .warning)
            case .lapsed: return (long, short, .bad)
            case .never: return ("never", "never", .plain)
            case .unknown: return ("unknown", "unknown", .warning)
            }
        }

        private func next(_ connection: ConnectionStatus) -> String {
            if let acknowledgement = connection.acknowledgement {
                return "\(acknowledgement.by.printable.shortened(to: 20)) is on it"
            }
            if let until = connection.snoozes.map(\.until.instant).max() {
                return "snoozed, ends \(RelativeTime.short(until, from: times.now))"
            }
            if let next = connection.trial?.nextAttemptAt {
                return "trial \(RelativeTime.short(next.instant, from: times.now))"
            }
            return connection.next.map {
                "\($0.action.rawValue) \(RelativeTime.short($0.at.instant, from: times.now))"
            } ?? "–"
        }
    }
}

extension Concern {
    /// The colour that it has on a terminal.
    var tone: Tone {
        switch level {
        case .somebody: isUrgent ? .bad : .warning
        case .unknown: .warning
        case .fine: self == .fine ? .good : .plain
        }
    }
}
