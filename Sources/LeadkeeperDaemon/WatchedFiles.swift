internal import Configuration
internal import Credentials

/// The configuration files, and whether they have changed since they were read for what is in use.
struct WatchedFiles {
    /// How often the loop looks whether they have, by itself.
    private static let interval = TimeSpan.seconds(30)

    /// Where they are.
    let directory: String
    /// As they were when they were read for what is in use.
    private var watch: ConfigurationWatch
    /// When they were last looked at, in time since boot; `nil` before the first look.
    private var lookedAt: TimeSpan?

    /// The files of a directory, as they were just before they were read.
    init(directory: String, asRead watch: ConfigurationWatch) {
        self.directory = directory
        self.watch = watch
    }

    /// What was read then is in use from now on.
    mutating func areInUse(asRead watch: ConfigurationWatch) { self.watch = watch }

    /// Whether it is time to look at them.
    func areDue(at uptime: TimeSpan) -> Bool { lookedAt.map { uptime - $0 >= Self.interval } ?? true }

    /// Looks at them.
    mutating func haveChanged(at uptime: TimeSpan) -> Bool {
        lookedAt = uptime
        return watch.hasChanged()
    }
}
