internal import Glibc
internal import SecureMemory

/// One end of a connection between daemon and worker: sends and receives whole frames, each before a deadline.
///
/// Frames may follow each other without waiting for an answer; answers come in the order of the questions. Blocks the
/// calling thread, so it belongs on a thread or queue of its own. Any error leaves the stream in the middle of a frame:
/// the owner must let go of the channel. unix(7), poll(2).
public final class FrameChannel: Sendable {
    /// Why a frame did not get through.
    public enum Failure: Error, Hashable, Sendable {
        /// The deadline passed.
        case timedOut
        /// The other end is gone, or was never there.
        case closed
        /// The length of the frame is out of bounds.
        case outOfBounds
    }

    /// How much is received at once: more than the longest frame.
    private static let window = 16_384

    /// The socket, non-blocking.
    public let descriptor: Int32

    /// Takes a connected non-blocking socket over and closes it in the end.
    public init(owning descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Sends requests one behind the other.
    public func send(_ requests: [Request], before deadline: ContinuousClock.Instant) throws(Failure) {
        var rest = requests[...]
        while !rest.isEmpty { try send(Wire.encode(&rest), before: deadline) }
    }

    /// Sends replies one behind the other.
    public func send(_ replies: [Reply], before deadline: ContinuousClock.Instant) throws(Failure) {
        var rest = replies[...]
        while !rest.isEmpty { try send(Wire.encode(&rest), before: deadline) }
    }

    private func send(_ frames: borrowing SecretBytes, before deadline: ContinuousClock.Instant) throws(Failure) {
        try frames.withBytes { bytes throws(Failure) in
            var sent = 0
            while sent < bytes.count {
                let remaining = UnsafeRawBufferPointer(rebasing: bytes[sent...])
                let count = Glibc.send(descriptor, remaining.baseAddress, remaining.count, Int32(MSG_NOSIGNAL))
                if count >= 0 {
                    sent += count
                } else {
                    try waitAfterError(for: Int16(POLLOUT), before: deadline)
                }
            }
        }
    }

    /// Receives one frame, and those behind it that are there already, up to so many.
    ///
    /// - Parameter take: gets the bytes of each, without its length, for the time of the call.
    public func receive(
        upTo limit: Int = 1, before deadline: ContinuousClock.Instant, _ take: (UnsafeRawBufferPointer) -> Void
    ) throws(Failure) {
        // Nothing of it is kept: it is memory for secrets, which is wiped when this returns.
        _ = try SecretBytes(capacity: Self.window) { buffer throws(Failure) in
            try receive(upTo: limit, into: buffer, before: deadline, take)
            return 0
        }
    }

    /// Looks at what has come without taking it, and takes whole frames: so nothing has to be kept until the rest of a
    /// frame comes.
    private func receive(
        upTo limit: Int, into buffer: UnsafeMutableRawBufferPointer, before deadline: ContinuousClock.Instant,
        _ take: (UnsafeRawBufferPointer) -> Void
    ) throws(Failure) {
        let seen = try receive(into: buffer, Int32(MSG_PEEK), before: deadline)
        let frames = try Self.frames(in: UnsafeRawBufferPointer(rebasing: buffer[..<seen]), upTo: limit)
        guard let last = frames.last else {
            try fill(UnsafeMutableRawBufferPointer(rebasing: buffer[..<4]), before: deadline)
            let length = try Self.length(UnsafeRawBufferPointer(buffer))
            let frame = UnsafeMutableRawBufferPointer(rebasing: buffer[..<length])
            try fill(frame, before: deadline)
            return take(UnsafeRawBufferPointer(frame))
        }
        try fill(UnsafeMutableRawBufferPointer(rebasing: buffer[..<last.upperBound]), before: deadline)
        for frame in frames { take(UnsafeRawBufferPointer(rebasing: buffer[frame])) }
    }

    /// Where the whole frames lie that begin there, without their lengths.
    private static func frames(
        in bytes: UnsafeRawBufferPointer, upTo limit: Int
    ) throws(Failure) -> [Range<Int>] {
        var frames: [Range<Int>] = []
        var start = 0
        while frames.count < limit, bytes.count - start >= 4 {
            let end = start + 4 + (try length(UnsafeRawBufferPointer(rebasing: bytes[start...])))
            guard end <= bytes.count else { break }
            frames.append(start + 4..<end)
            start = end
        }
        return frames
    }

    private static func length(_ header: UnsafeRawBufferPointer) throws(Failure) -> Int {
        let length = Int(UInt32(bigEndian: header.loadUnaligned(as: UInt32.self)))
        guard length > 0, length <= Wire.maximumCount else { throw .outOfBounds }
        return length
    }

    private func fill(_ buffer: UnsafeMutableRawBufferPointer, before deadline: ContinuousClock.Instant) throws(Failure)
    {
        var received = 0
        while received < buffer.count {
            received += try receive(
                into: UnsafeMutableRawBufferPointer(rebasing: buffer[received...]), 0, before: deadline)
        }
    }

    /// Receives something, at least a byte.
    private func receive(
        into buffer: UnsafeMutableRawBufferPointer, _ flags: Int32, before deadline: ContinuousClock.Instant
    ) throws(Failure) -> Int {
        while true {
            let count = recv(descriptor, buffer.baseAddress, buffer.count, flags)
            if count > 0 { return count }
            guard count < 0 else { throw .closed }
            try waitAfterError(for: Int16(POLLIN), before: deadline)
        }
    }

    /// Looks at errno: waits until the socket is ready again if that is all, and else calls the connection closed.
    private func waitAfterError(for events: Int16, before deadline: ContinuousClock.Instant) throws(Failure) {
        switch errno {
        case EINTR: return
        case EAGAIN:
            let left = deadline - .now
            guard left > .zero else { throw .timedOut }
            var entry = pollfd(fd: descriptor, events: events, revents: 0)
            // Rounded up, so that the last wait does not become a busy loop.
            let milliseconds = left.components.seconds * 1_000 + left.components.attoseconds / 1_000_000_000_000_000 + 1
            poll(&entry, 1, Int32(clamping: milliseconds))
        default: throw .closed
        }
    }
}
