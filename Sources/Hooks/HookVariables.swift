internal import Basics
internal import Credentials
public import Ports

/// The facts of an event as the environment of a script.
public enum HookVariables {
    /// What the names of all of them begin with.
    public static let mark = "LEADKEEPER_"
    /// The most scalars that a value has; what is longer is cut, and ends in `…`.
    public static let longest = 1_000

    /// What a script does without: what is the service manager's business with the process that runs it, and what is
    /// meant for that one's own libraries.
    private static let ours: Set<String> = [
        "JOURNAL_STREAM", "LISTEN_FDNAMES", "LISTEN_FDS", "LISTEN_PID", "MALLOC_ARENA_MAX", "NOTIFY_SOCKET",
        "SWIFT_BACKTRACE", "WATCHDOG_PID", "WATCHDOG_USEC",
    ]
    /// Where programs are looked for, unless the unit says so.
    private static let path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// All of a script's environment: what its unit has set, and the event.
    static func environment(inheriting inherited: [String], for event: CloudEvent) -> [String] {
        let kept = inherited.filter { entry in
            let name = entry.prefix { $0 != "=" }
            return !name.hasPrefix(mark) && !ours.contains(String(name))
        }
        return kept + (kept.contains { $0.hasPrefix("PATH=") } ? [] : [path]) + entries(of: event)
    }

    /// Each as `NAME=value`, on one line; what an event lacks is empty.
    public static func entries(of event: CloudEvent) -> [String] {
        values(of: event).map {
            "\(mark)\($0.name)=\(($0.value ?? "").displaySafe(.replaced(by: " "), squeezesSpace: true, limit: longest))"
        }
    }

    /// The names and what they stand for, in the order of the manual.
    static func values(of event: CloudEvent) -> [(name: String, value: String?)] {
        let notice = event.data
        return [
            ("CHANNEL", event.channel), ("ID", notice.id), ("KIND", notice.kind), ("LEVEL", notice.level),
            ("LEVEL_WORDS", notice.levelWords), ("SUBJECT", notice.subject), ("TEXT", notice.text),
            ("START_BY", notice.startBy), ("LINK", notice.link), ("CONNECTION", notice.connection),
            ("ENVIRONMENT", notice.environment), ("FAULT", notice.fault),
            ("EXPIRES_AT", notice.expiresAt?.description), ("AT", notice.at.description), ("HOST", notice.host),
            ("LANGUAGE", notice.language),
        ]
    }
}
