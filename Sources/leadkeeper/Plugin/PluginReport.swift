internal import Basics
internal import Control
internal import Credentials
internal import Triage

/// What `check_leadkeeper` says of what it has seen: a state, one short line, performance data, and more where that is
/// asked for.
struct PluginReport {
    /// The states of the guidelines, and the exit codes that they have.
    enum State: Int32, Comparable {
        case ok = 0
        case warning = 1
        case critical = 2
        case unknown = 3

        /// Critical is worst, as unknown may be as bad as a warning and no worse.
        private var weight: Int {
            switch self {
            case .ok: 0
            case .unknown: 1
            case .warning: 2
            case .critical: 3
            }
        }

        static func < (one: State, other: State) -> Bool { one.weight < other.weight }

        var word: String {
            switch self {
            case .ok: "OK"
            case .warning: "WARNING"
            case .critical: "CRITICAL"
            case .unknown: "UNKNOWN"
            }
        }
    }

    /// How many connections have performance data of their own where all are looked at: a monitor cuts what is too long.
    static let longestData = 50

    private(set) var state = State.ok
    /// The first line, without the state and the performance data.
    private(set) var summary = ""
    private(set) var data: [String] = []
    /// Lines behind the first, for whoever asks for more.
    private(set) var details: [String] = []

    private let words = ConcernWords()
    private let isAlone: Bool
    private let times: LocalTimes
    private let arguments: PluginArguments

    /// What is to be said of these connections, and of leadkeeper itself where that was asked.
    init(_ list: ConnectionList, _ arguments: PluginArguments, times: LocalTimes) {
        self.times = times
        isAlone = list.connections.count == 1
        self.arguments = arguments
        let all = list.connections.triaged(at: times.now).map { connection in
            let concern = connection.concern(at: times.now)
            return (connection: connection, concern: concern, state: state(of: connection, concern))
        }
        state = all.map(\.state).max() ?? .ok
        let asking = all.filter { $0.state != .ok }.sorted { $0.state > $1.state }
        var summary =
            asking.isEmpty
            ? fine(list.connections)
            : asking.prefix(3).map { said($0.connection, $0.concern) }
                .joined(separator: "; ") + (asking.count > 3 ? " and \(asking.count - 3) more" : "")
        if asking.count > 1 { summary = "\(asking.count) of \(all.count): \(summary)" }
        let own = list.health.flatMap(trouble)
        if let own {
            state = max(state, own.state)
            summary = asking.isEmpty ? own.words : "\(own.words); \(summary)"
        }
        self.summary = summary
        if arguments.connections.isEmpty {
            data = ["somebody=\(asking.count);0;;0;\(all.count)"]
        }
        if !arguments.connections.isEmpty || all.count <= Self.longestData {
            data += all.compactMap { left($0.connection) }
        }
        for one in all where arguments.verbosity > (one.state == .ok ? 1 : 0) {
            details.append("\(one.state.word): \(said(one.connection, one.concern, whole: true))")
        }
    }

    /// The lines, each with its end, as a monitor reads them.
    var text: String {
        let data = data.isEmpty ? "" : " | \(data.joined(separator: " "))"
        return "LEADKEEPER \(state.word): \(Self.plain(summary))\(data)\n"
            + details.map { Self.plain($0) + "\n" }.joined()
    }

    /// A text without what has a meaning of its own in a plug-in's output.
    static func plain(_ text: String) -> String { text.printable.replacing("|", with: "/") }

    /// What a connection's concern and what is left of its time amount to.
    private func state(of connection: ConnectionStatus, _ concern: Concern) -> State {
        let hasRanges = arguments.warning != nil || arguments.critical != nil
        var state: State =
            switch concern.level {
            // Whoever gives ranges judges dates by those.
            case .somebody where concern.isOfDate && hasRanges: .ok
            case .somebody: concern.isUrgent ? .critical : .warning
            // A single probe that could not tell is no news; the daemon says so once it lasts.
            case .unknown, .fine: .ok
            }
        if hasRanges, let left = secondsLeft(connection) {
            if arguments.warning?.alerts(left) == true { state = max(state, .warning) }
            if arguments.critical?.alerts(left) == true { state = max(state, .critical) }
        }
        return state
    }

    private func secondsLeft(_ connection: ConnectionStatus) -> Double? {
        guard connection.secret.stored, let end = end(connection) else { return nil }
        return Double((end - times.now).seconds)
    }

    private func end(_ connection: ConnectionStatus) -> Instant? {
        let given = connection.window.givenAt?.instant
        return given.flatMap { $0 > times.now ? $0 : nil } ?? connection.window.expiresAt?.instant
    }

    /// What is left of a connection's time, with the ranges that it is judged by: `contoso_left=17193600s;2592000:;604800:`.
    private func left(_ connection: ConnectionStatus) -> String? {
        guard let left = secondsLeft(connection), let end = end(connection) else { return nil }
        func atLeast(_ moment: Timestamp?) -> PluginRange? {
            moment.map { PluginRange(atLeast: Double((end - $0.instant).seconds)) }
        }
        let hasRanges = arguments.warning != nil || arguments.critical != nil
        let warning = hasRanges ? arguments.warning : atLeast(connection.window.noticeAt)
        let critical = hasRanges ? arguments.critical : atLeast(connection.startBy)
        return "\(connection.name)_left=\(PluginRange.number(left))s;\(warning?.text ?? "");\(critical?.text ?? "")"
    }

    /// A connection in a few words: "contoso expired", or with what is needed.
    private func said(_ connection: ConnectionStatus, _ concern: Concern, whole: Bool = false) -> String {
        let left = secondsLeft(connection).map { TimeSpan(seconds: Int64($0)) }
        let time = left.map { ", \($0.inWords) \($0.seconds < 0 ? "ago" : "left")" } ?? ""
        let state = words.state(connection, concern)
        guard whole || isAlone else { return "\(connection.name) \(state)" }
        let need = words.need(of: connection, concern, day: times.day)
        let told = words.told(connection, concern, time: times.clockOrDay)
        return "\(connection.name) \(state)\(time)"
            + [need, told].filter { !$0.isEmpty }.map { "; \($0)" }.joined()
    }

    private func fine(_ connections: [ConnectionStatus]) -> String {
        if isAlone, let connection = connections.first {
            return said(connection, connection.concern(at: times.now))
        }
        guard !connections.isEmpty else { return "no connections configured" }
        let next = connections.compactMap { connection in secondsLeft(connection).map { (connection.name, $0) } }
            .min { $0.1 < $1.1 }
        let nearest = next.map { "; next to expire: \($0.0) in \(TimeSpan(seconds: Int64($0.1)).inWords)" } ?? ""
        return "none of \(connections.count) needs somebody\(nearest)"
    }

    /// What is wrong with leadkeeper itself; `nil` where nothing needs somebody.
    private func trouble(_ health: HealthStatus) -> (state: State, words: String)? {
        guard health.needsAttention else { return nil }
        let ways = (health.alertPaths ?? []).filter(\.tellsOperators)
        let isCutOff = !ways.isEmpty && ways.allSatisfy { $0.status == .false }
        var failing = HealthLine.parts(health).filter { $0.part.needsAttention }.map(\.name)
        failing += (health.alertPaths ?? []).filter { $0.needsAttention && !failing.contains($0.name) }.map(\.name)
        let names = failing.isEmpty ? "itself" : failing.joined(separator: ", ")
        return (isCutOff ? .critical : .warning, "leadkeeper's \(names) \(failing.count == 1 ? "fails" : "fail")")
    }
}
