internal import Basics
internal import Control
internal import Credentials
internal import Glibc
internal import JSON

/// What of this machine comes into a report: its versions, the units and what the journal says of them.
extension Report.Versions {
    /// The machine's, and those that the daemon has told.
    init(of keyring: KeyringHealth?) {
        leadkeeper = ReportTerm(version: Release.version)
        keyringProvider = ReportTerm(keyring?.provider, of: ["gnome-keyring", "oo7-daemon", "keepassxc", "ksecretd"])
        keyringProviderVersion = ReportTerm(version: keyring?.providerVersion)
        let release = Self.release()
        system = ReportTerm(release["ID"], of: ["debian", "ubuntu", "raspbian", "devuan", "linuxmint"])
        systemVersion = ReportTerm(version: release["VERSION_ID"])
        var name = utsname()
        if uname(&name) == 0 {
            kernel = ReportTerm(version: Self.text(&name.release))
            machine = ReportTerm(Self.text(&name.machine), of: ["x86_64", "aarch64", "riscv64", "ppc64le", "s390x"])
        }
        let said = (try? ProgramOutput.of("systemctl", ["--version"], limit: 4_096, quiet: true)) ?? []
        systemd = ReportTerm(version: String(decoding: said, as: UTF8.self).split(separator: " ").dropFirst().first)
    }

    /// What the distribution says of itself; os-release(5).
    private static func release() -> [String: String] {
        guard let file = fopen("/etc/os-release", "re") else { return [:] }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 8_192)
        let count = fread(&bytes, 1, bytes.count, file)
        let text = String(decoding: bytes[..<count], as: UTF8.self)
        return text.split(separator: "\n").reduce(into: [:]) { table, line in
            let parts = line.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { table[String(parts[0])] = String(parts[1].replacing("\"", with: "")) }
        }
    }

    private static func text<Field>(_ field: inout Field) -> String {
        withUnsafeBytes(of: &field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}

extension Report.Unit {
    /// The units that leadkeeper is made of.
    static let all = [
        "leadkeeper.service", "leadkeeper-keyring.service", "leadkeeper-keyring.socket", "leadkeeper-secrets.service",
        "leadkeeper-bus.service", "leadkeeper-master.service", "leadkeeper-hook.socket", "leadkeeper-alert.socket",
    ]

    private static let properties = [
        "Id", "ActiveState", "SubState", "Result", "UnitFileState", "NRestarts", "ExecMainStatus",
        "ActiveEnterTimestamp", "MemoryCurrent", "CPUUsageNSec", "DropInPaths", "NeedDaemonReload",
    ]

    /// The units as systemd has them; `nil` where it does not answer.
    ///
    /// systemctl(1).
    static func shown() -> [Report.Unit]? {
        let said = try? ProgramOutput.of(
            "systemctl", ["show", "--timestamp=unix", "--property=\(properties.joined(separator: ","))"] + all,
            limit: 1 << 20, quiet: true)
        return said.map { read(String(decoding: $0, as: UTF8.self)) }
    }

    /// The units in what `systemctl show` prints: one after the other, with an empty line between them.
    static func read(_ text: String) -> [Report.Unit] {
        text.split(separator: "\n\n").compactMap { block in
            let lines = block.split(separator: "\n").map { $0.split(separator: "=", maxSplits: 1) }
            let values = Dictionary(
                lines.filter { $0.count == 2 }.map { (String($0[0]), $0[1]) }, uniquingKeysWith: { first, _ in first })
            guard let unit = ReportTerm(values["Id"], of: all) else { return nil }
            let number = { (name: String) in values[name].flatMap { Int64($0) } }
            return Report.Unit(
                unit: unit, state: ReportTerm(values["ActiveState"], of: states),
                substate: ReportTerm(values["SubState"], of: substates),
                result: ReportTerm(values["Result"], of: results),
                isEnabled: ReportTerm(values["UnitFileState"], of: fileStates), restarts: number("NRestarts"),
                exitStatus: number("ExecMainStatus"),
                activeSince: values["ActiveEnterTimestamp"].flatMap { Int64($0.drop { $0 == "@" }) }
                    .map { Timestamp(Instant(secondsSinceEpoch: $0)) },
                memoryBytes: number("MemoryCurrent"), processorNanoseconds: number("CPUUsageNSec"),
                dropIns: values["DropInPaths"].map { $0.split(separator: " ").count } ?? 0,
                needsDaemonReload: values["NeedDaemonReload"] == "yes")
        }
    }

    // The words of systemd's own; systemctl(1), systemd.service(5), org.freedesktop.systemd1(5).
    private static let states = [
        "active", "reloading", "inactive", "failed", "activating", "deactivating", "maintenance",
    ]
    private static let substates = [
        "dead", "condition", "start-pre", "start", "start-post", "running", "exited", "reload", "reload-signal",
        "reload-notify", "stop", "stop-watchdog", "stop-sigterm", "stop-sigkill", "stop-post", "final-watchdog",
        "final-sigterm", "final-sigkill", "failed", "dead-before-auto-restart", "failed-before-auto-restart",
        "auto-restart", "auto-restart-queued", "cleaning", "listening",
    ]
    static let results = [
        "success", "resources", "protocol", "timeout", "exit-code", "signal", "core-dump", "watchdog",
        "start-limit-hit", "oom-kill", "exec-condition", "service-start-limit-hit", "trigger-limit-hit",
    ]
    private static let fileStates = [
        "enabled", "enabled-runtime", "linked", "linked-runtime", "alias", "masked", "masked-runtime", "static",
        "indirect", "disabled", "generated", "transient", "bad",
    ]
}

extension Report.JournalEntry {
    /// How many entries a report has at most.
    private static let limit = 2_000

    private static let fields = [
        "LEADKEEPER_EVENT", "LEADKEEPER_CONNECTION", "LEADKEEPER_CLASS", "PRIORITY", "MESSAGE_ID", "_SYSTEMD_UNIT",
        "UNIT", "EXIT_STATUS", "UNIT_RESULT",
    ]

    /// The newest entries about the units, oldest first; `nil` where nobody lets us read.
    ///
    /// journalctl(1). Their messages are left out: what a server said stands in some of them.
    static func newest(_ names: ReportNames) -> [Report.JournalEntry]? {
        let said = try? ProgramOutput.of(
            "journalctl",
            [
                "--output=json", "--output-fields=\(fields.joined(separator: ","))", "--no-pager", "--quiet",
                "--lines=\(limit)",
            ] + Report.Unit.all.flatMap { ["--unit", $0] }, limit: 1 << 25, quiet: true)
        return said.map { read($0, names) }
    }

    /// The entries in what `journalctl --output=json` prints, one on a line; a line of another form is left out.
    static func read(_ bytes: [UInt8], _ names: ReportNames) -> [Report.JournalEntry] {
        bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
            guard let fields = try? JSONCoder.decode([String: Field].self, from: Array(line)),
                let microseconds = fields["__REALTIME_TIMESTAMP"]?.text.flatMap({ Int64($0) })
            else { return nil }
            let number = { (name: String) in fields[name]?.text.flatMap { Int64($0) } }
            let word = { (name: String, known: [String]) in ReportTerm(fields[name]?.text, of: known) }
            return Report.JournalEntry(
                at: Timestamp(Instant(secondsSinceEpoch: microseconds / 1_000_000)),
                unit: word("UNIT", Report.Unit.all) ?? word("_SYSTEMD_UNIT", Report.Unit.all),
                priority: number("PRIORITY"), event: word("LEADKEEPER_EVENT", EventKind.allCases.map(\.word)),
                connection: names.connection(fields["LEADKEEPER_CONNECTION"]?.text),
                class: word("LEADKEEPER_CLASS", ProbeClass.allCases.map(\.rawValue)),
                systemd: (fields["MESSAGE_ID"]?.text).flatMap { messages[$0] }.map { ReportTerm($0) },
                exitStatus: number("EXIT_STATUS"), result: word("UNIT_RESULT", Report.Unit.results))
        }
    }

    /// What systemd says of a unit, by the ids of its messages; sd-messages(3).
    private enum Message: String {
        case starting, started, stopping, stopped, failed, reloading, reloaded, restarts, exited
        case resources = "resources-used"
    }

    private static let messages: [String: Message] = [
        "7d4958e842da4a758f6c1cdc7b36dcc5": .starting, "39f53479d3a045ac8e11786248231fbf": .started,
        "de5b426a63be47a7b6ac3eaac82e2f6f": .stopping, "9d1aaa27d60140bd96365438aad20286": .stopped,
        "be02cf6855d2428ba40df7e9d022f03d": .failed, "d9b373ed55a64feb8242e02dbe79a49c": .failed,
        "d34d037fff1847e6ae669a370e694725": .reloading, "7b05ebc668384222baa8881179cfda54": .reloaded,
        "5eb03494b6584870a536b337290809b3": .restarts, "98e322203f7a4ed290d09fe03c09fe15": .exited,
        "ae8f7b866b0347b9af31fe1c80b127c0": .resources,
    ]

    /// A field's value, where it is a text; binary ones and such as stand more than once are of no use here.
    private struct Field: Decodable {
        let text: String?

        init(from decoder: any Decoder) throws { text = try? decoder.singleValueContainer().decode(String.self) }
    }
}
