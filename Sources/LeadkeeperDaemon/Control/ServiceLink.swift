internal import Control
internal import Synchronization

/// Lets the control API reach the loop, which is made after it.
///
/// What is kept is the loop, never a function: one in a generic container is wrapped once more by each look at it.
final class ServiceLink: Sendable {
    private let loop = Mutex<Service?>(nil)

    func connect(_ loop: Service) {
        self.loop.withLock { $0 = loop }
    }

    /// The loop; throws `temporary` until there is one.
    func service() throws(Problem) -> Service {
        guard let loop = loop.withLock({ $0 }) else { throw Problem(.temporary, "the daemon is starting") }
        return loop
    }
}
