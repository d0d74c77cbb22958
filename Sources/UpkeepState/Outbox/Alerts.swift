package import Credentials

/// What the monitors of channels are told: what is wrong, again and again until it is over, and then that it is.
///
/// When to tell is reckoned in time since boot and forgotten with the process, which tells everything at its start.
package struct Alerts {
    /// What is known of one monitor.
    private struct Monitor {
        /// What it was told, or is about to be, and not yet that it is over.
        var alerts: [Alert.Subject: [Alert]] = [:]
        /// When it is told next; `nil` for at once.
        var dueAt: TimeSpan?
        var isUnderWay = false
        /// How often it could not be told since it last was.
        var failures = 0
        /// How many changes there were, and how many of them the telling under way has.
        var changes = (all: 0, told: 0)
    }

    private var monitors: [ChannelName: Monitor] = [:]
    /// What is not written down yet.
    private var unwritten: Set<Alert.Key> = []

    /// There are no monitors.
    package init() {}

    /// Takes over the monitors that the configuration has, and what the ledger knows of those that are new.
    package mutating func use(_ channels: [Channel], knowing known: [Alert]) {
        let before = monitors
        monitors = [:]
        for channel in channels where channel.kind == .alertmanager {
            var monitor = before[channel.name] ?? Monitor()
            if before[channel.name] == nil {
                monitor.alerts = Dictionary(
                    grouping: known.filter { $0.key.channel == channel.name }, by: \.key.subject)
            }
            monitor.dueAt = nil
            monitors[channel.name] = monitor
        }
        unwritten = unwritten.filter { monitors[$0.channel] != nil }
    }

    /// Whether there are any.
    package var isEmpty: Bool { monitors.isEmpty }

    /// About what some monitor was told something.
    package var subjects: Set<Alert.Subject> { Set(monitors.values.flatMap(\.alerts.keys)) }

    /// Takes in what is wrong with something now, as far as one monitor is to know of it.
    package mutating func note(
        _ matter: StandingMatter?, of subject: Alert.Subject, for channel: ChannelName, now: Instant
    ) {
        guard monitors[channel] != nil else { return }
        let key = matter.map { Alert.Key(channel, subject, reason: $0.reason, isUrgent: $0.isUrgent) }
        var alerts = monitors[channel]?.alerts[subject] ?? []
        var changed: [Alert.Key] = []
        for index in alerts.indices where alerts[index].key != key && alerts[index].endsAt == nil {
            alerts[index].endsAt = now
            changed.append(alerts[index].key)
        }
        if let matter, let key {
            let fresh = Alert(key, message: matter.message, startsAt: min(matter.since ?? now, now))
            if let index = alerts.firstIndex(where: { $0.key == key }) {
                if alerts[index].endsAt == nil {
                    alerts[index].message = matter.message
                } else {
                    alerts[index] = Alert(key, message: matter.message, startsAt: now)
                    changed.append(key)
                }
            } else {
                alerts.append(fresh)
                changed.append(key)
            }
        }
        guard !alerts.isEmpty else { return }
        monitors[channel]?.alerts[subject] = alerts
        guard !changed.isEmpty else { return }
        unwritten.formUnion(changed)
        monitors[channel]?.changes.all += 1
        // Where it could not be told, it is told again when the ladder says so.
        if monitors[channel]?.failures == 0 { monitors[channel]?.dueAt = nil }
    }

    /// What has to be written down.
    package var toWrite: [Alert] {
        guard !unwritten.isEmpty else { return [] }
        return unwritten.flatMap { key in
            monitors[key.channel]?.alerts[key.subject]?.filter { $0.key == key } ?? []
        }
    }

    /// It is written down.
    package mutating func isWritten(_ alerts: [Alert]) { unwritten.subtract(alerts.map(\.key)) }

    /// Whether a monitor is to be told now; the caller then tells it.
    package mutating func begin(_ channel: ChannelName, at uptime: TimeSpan) -> Bool {
        guard let monitor = monitors[channel], !monitor.isUnderWay, !monitor.alerts.isEmpty,
            monitor.dueAt.map({ $0 <= uptime }) ?? true
        else { return false }
        monitors[channel]?.isUnderWay = true
        monitors[channel]?.changes.told = monitor.changes.all
        return true
    }

    /// When a monitor is told next; `nil` where there is nothing to tell, or it is being told.
    package func next(at uptime: TimeSpan) -> TimeSpan? {
        monitors.values.filter { !$0.isUnderWay && !$0.alerts.isEmpty }.map { $0.dueAt ?? uptime }.min()
    }

    /// All that one monitor is to be told, in an order that stays.
    package func all(of channel: ChannelName) -> [Alert] {
        (monitors[channel]?.alerts.values.flatMap(\.self) ?? []).sorted {
            ($0.startsAt, $0.key.reason, "\($0.key.subject)") < ($1.startsAt, $1.key.reason, "\($1.key.subject)")
        }
    }

    /// A monitor has taken these: what was over need not be told again.
    ///
    /// - Returns: what is to be forgotten.
    package mutating func areTaken(_ told: [Alert], by channel: ChannelName) -> [Alert] {
        var over: [Alert] = []
        for alert in told where alert.endsAt != nil {
            guard let index = monitors[channel]?.alerts[alert.key.subject]?.firstIndex(of: alert) else { continue }
            monitors[channel]?.alerts[alert.key.subject]?.remove(at: index)
            if monitors[channel]?.alerts[alert.key.subject]?.isEmpty == true {
                monitors[channel]?.alerts[alert.key.subject] = nil
            }
            over.append(alert)
        }
        unwritten.subtract(over.map(\.key))
        return over
    }

    /// A monitor was told, or could not be; what has changed meanwhile is told at once.
    ///
    /// - Parameter rest: how long it asks to be left alone; `nil` where it does not.
    package mutating func end(_ channel: ChannelName, isTaken: Bool, rest: TimeSpan?, at uptime: TimeSpan) {
        guard let monitor = monitors[channel] else { return }
        monitors[channel]?.isUnderWay = false
        guard isTaken else {
            monitors[channel]?.failures += 1
            let delay = min(.seconds(Int64(5) << Int64(min(monitor.failures, 4))), Alert.interval)
            monitors[channel]?.dueAt = uptime + max(delay, rest ?? delay)
            return
        }
        monitors[channel]?.failures = 0
        let hasChanged = monitor.changes.all != monitor.changes.told
        monitors[channel]?.dueAt = hasChanged ? nil : uptime + Alert.interval
    }
}
