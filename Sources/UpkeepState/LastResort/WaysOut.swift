package import Ports

/// Whether anybody can be reached.
package enum WaysOut: Hashable, Sendable {
    /// All ways are known to be down.
    case down([Alarm.Way])
    /// At least one has taken something since they were.
    case open
    /// One at least was not tried since.
    case untried
}
