internal import Glibc
internal import JSON
internal import Ports
internal import Unix

/// The receiving end of a hook: takes one event, has a script run for it, and says what became of that.
public struct HookService: Sendable {
    /// The longest event, in bytes.
    public static let longestEvent = 256 << 10
    /// How long an event may take to arrive.
    private static let patience = Duration.seconds(30)

    /// Whose connection is taken, beside those of root and of the service's own user.
    public let users: Set<UInt32>
    /// What is run.
    public let script: HookScript
    /// Whether it is well where there is no script.
    public let isOptional: Bool

    /// That script, for events of those users.
    public init(_ script: HookScript, users: Set<UInt32> = [], isOptional: Bool = false) {
        (self.script, self.users, self.isOptional) = (script, users, isOptional)
    }

    /// What became of an event.
    public enum Outcome: Hashable, Sendable {
        /// It was taken, and this is the answer.
        case answered(HookAnswer, id: String)
        /// There is no script, which is well.
        case unneeded
        /// What came is no event.
        case malformed
        /// Somebody connected who may not.
        case notAllowed
    }

    /// Reads one event to its end, has the script run, and answers where the descriptor is a socket.
    ///
    /// A ping is answered without running it: it is enough that there is one that may be run.
    ///
    /// Blocks the calling thread for as long as that takes.
    /// - Parameters:
    ///   - inherited: what of its own environment the script gets, each as `NAME=value`.
    ///   - output: is given what the script writes.
    public func serve(
        on descriptor: Int32, inheriting inherited: [String], output: (ArraySlice<UInt8>) -> Void
    ) -> Outcome {
        if Self.isSocket(descriptor) {
            guard let peer = SocketPeer(of: descriptor), admits(peer) else { return .notAllowed }
        }
        guard let bytes = Self.readAll(descriptor), let event = try? JSONCoder.decode(CloudEvent.self, from: bytes)
        else {
            Self.answer(.notRun("what came is not an event of leadkeeper's"), on: descriptor)
            return .malformed
        }
        if isOptional, access(script.path, F_OK) != 0, errno == ENOENT {
            Self.answer(.exited(EX_OK), on: descriptor)
            return .unneeded
        }
        if event.isPing {
            let answer = script.obstacle.map(HookAnswer.notRun) ?? .exited(EX_OK)
            Self.answer(answer, on: descriptor)
            return .answered(answer, id: event.id)
        }
        let environment = HookVariables.environment(inheriting: inherited, for: event)
        let answer = script.run(input: bytes, environment: environment, output: output)
        Self.answer(answer, on: descriptor)
        return .answered(answer, id: event.id)
    }

    private func admits(_ peer: SocketPeer) -> Bool {
        peer.user == 0 || peer.user == geteuid() || users.contains(peer.user)
    }

    /// Whether somebody waits there for an answer.
    public static func isSocket(_ descriptor: Int32) -> Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
    }

    /// Everything until the end; `nil` where it is too long, late or cut off.
    private static func readAll(_ descriptor: Int32) -> [UInt8]? {
        let end = ContinuousClock.now + patience
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= longestEvent {
            let left = end - .now
            guard left > .zero else { return nil }
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&entry, 1, Int32(clamping: left.components.seconds * 1_000 + 1_000)) > 0 else { continue }
            let count = read(descriptor, &buffer, buffer.count)
            if count == 0 { return bytes }
            if count > 0 { bytes += buffer[..<count] } else if errno != EINTR && errno != EAGAIN { return nil }
        }
        return nil
    }

    /// Sends the answer where somebody waits for one; whoever has gone hears nothing.
    private static func answer(_ answer: HookAnswer, on descriptor: Int32) {
        guard isSocket(descriptor) else { return }
        let line = answer.line
        _ = send(descriptor, line, line.count, Int32(MSG_NOSIGNAL))
    }
}
