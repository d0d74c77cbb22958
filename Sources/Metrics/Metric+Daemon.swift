internal import Control
internal import Credentials

extension Metric {
    /// Those of the daemon itself.
    static let ofDaemon = ofProcess + ofHealth + ofNotices

    private static let ofProcess = [
        Metric("build_info", "The version of the daemon", labels: "version") {
            $0.service.map { MetricFamily.Sample.one($0.version) } ?? []
        },
        Metric("process_start_time_seconds", "When the daemon was started") {
            MetricFamily.Sample.number($0.process.map { Double($0.startedAt) })
        },
        Metric("process_cpu_seconds_total", "Processor time that the daemon has used, in user and system mode") {
            MetricFamily.Sample.number($0.process?.processorSeconds)
        },
        Metric("process_resident_memory_bytes", "Memory of the daemon that is resident") {
            MetricFamily.Sample.number($0.process?.residentBytes.map { Double($0) })
        },
        Metric("process_open_fds", "File descriptors that the daemon has open") {
            MetricFamily.Sample.number($0.process?.openFiles.map { Double($0) })
        },
        Metric(
            "last_pass_timestamp_seconds",
            "When the daemon's loop last went round, which it does once a minute at least"
        ) {
            MetricFamily.Sample.moment($0.service?.lastPassAt)
        },
    ]

    private static let ofHealth = [
        Metric("needs_attention", "Whether somebody has to act for leadkeeper itself") {
            MetricFamily.Sample.flag($0.list.health?.needsAttention)
        },
        Metric("part_up", "Whether a part of leadkeeper works; no sample where that was not seen", labels: "part") {
            $0.parts.flatMap { MetricFamily.Sample.flag($0.part.status, $0.name) }
        },
        Metric(
            "part_needs_attention",
            "Whether a part of leadkeeper does not work and that will not pass by itself", labels: "part"
        ) {
            $0.parts.flatMap { MetricFamily.Sample.flag($0.part.needsAttention, $0.name) }
        },
        Metric(
            "configuration_last_reload_successful", "Whether the configuration that was read last is in use"
        ) {
            // Where files are merely newer, nobody has asked for a reload.
            MetricFamily.Sample.flag(
                $0.list.health.map { $0.configuration.status != .false || $0.areFilesNewer })
        },
        Metric(
            "configuration_files_newer", "Whether the configuration files have changed since they were read"
        ) {
            MetricFamily.Sample.flag($0.list.health?.areFilesNewer)
        },
        Metric(
            "publish_up", "Whether the publish directory is written; no sample where nothing is published"
        ) {
            $0.list.health?.publishing.map { MetricFamily.Sample.flag($0.status) } ?? []
        },
        Metric("backup_last_begun_timestamp_seconds", "When a backup was last begun") {
            MetricFamily.Sample.moment($0.service?.lastBackupAt)
        },
        Metric("connections", "How many credentials are watched, leadkeeper's own among them", labels: "method") {
            Dictionary(grouping: $0.list.connections, by: \.method).sorted { $0.key < $1.key }.flatMap {
                MetricFamily.Sample.number(Double($0.value.count), $0.key)
            }
        },
    ]

    private static let ofNotices = [
        Metric(
            "alert_path_up", "Whether a way out works, by a canary or a notice; no sample where that was not seen",
            labels: "channel", "kind", "operators"
        ) {
            $0.ways.flatMap {
                MetricFamily.Sample.flag($0.status, $0.name, $0.kind, $0.tellsOperators ? "true" : "false")
            }
        },
        Metric("alert_path_last_proof_timestamp_seconds", "When a way out was last proven", labels: "channel") {
            $0.ways.flatMap { MetricFamily.Sample.moment($0.lastProofAt, $0.name) }
        },
        Metric("heartbeat_up", "Whether the monitor takes signs of life; no sample before one was due") {
            $0.list.health?.heartbeat.map { MetricFamily.Sample.flag($0.status) } ?? []
        },
        Metric("heartbeat_last_taken_timestamp_seconds", "When the monitor last took a sign that all is well") {
            MetricFamily.Sample.moment($0.list.health?.heartbeat?.takenAt)
        },
        Metric(
            "notice_oldest_waiting_timestamp_seconds",
            "Since when the notice waits that has waited longest to be sent; no sample where none waits"
        ) {
            MetricFamily.Sample.moment($0.service?.oldestNoticeAt)
        },
        Metric(
            "notices_held_until_timestamp_seconds",
            "Until when notices to contacts are held back; no sample where they are not"
        ) {
            MetricFamily.Sample.moment($0.list.hold?.until)
        },
    ]
}

extension Metric.Source {
    fileprivate var service: ServiceStatus? { list.health?.service }

    fileprivate var ways: [AlertPathStatus] { list.health?.alertPaths ?? [] }

    /// The parts by their names, in a fixed order.
    fileprivate var parts: [(name: String, part: HealthStatus.Part)] {
        guard let health = list.health else { return [] }
        return [
            ("mail", health.mail), ("keyring", health.keyring.part), ("clock", health.clock),
            ("configuration", health.configuration), ("ledger", health.ledger), ("disk", health.disk),
        ]
    }
}

extension HealthStatus {
    /// Whether the configuration files have changed since they were read, and nothing else is the matter with them.
    fileprivate var areFilesNewer: Bool { configuration.reason == Health.filesNewer }
}
