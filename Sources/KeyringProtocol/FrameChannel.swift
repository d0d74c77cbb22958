internal import Glibc
public import SecureMemory

/// One end of a connection between daemon and worker: sends and receives whole frames, each before a deadline.
///
/// Blocks the calling thread, so it belongs on a thread or queue of its own. Any error leaves the stream in the middle
/// of a frame: the owner must let go of the channel. unix(7), poll(2).
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

    /// The socket, non-blocking.
    public let descriptor: Int32

    /// Takes a connected non-blocking socket over and closes it in the end.
    public init(owning descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Sends an encoded frame.
    public func send(_ frame: borrowing SecretBytes, before deadline: ContinuousClock.Instant) throws(Failure) {
        try frame.withBytes { bytes throws(Failure) in
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

    /// Receives the bytes of one frame, without its length.
    public func receive(before deadline: ContinuousClock.Instant) throws(Failure) -> SecretBytes {
        var header: UInt32 = 0
        try withUnsafeMutableBytes(of: &header) { buffer throws(Failure) in
            try fill(buffer, before: deadline)
        }
        let length = Int(UInt32(bigEndian: header))
        guard length > 0, length <= Wire.maximumCount else { throw .outOfBounds }
        return try SecretBytes(capacity: length) { buffer throws(Failure) in
            try fill(buffer, before: deadline)
            return length
        }
    }

    private func fill(_ buffer: UnsafeMutableRawBufferPointer, before deadline: ContinuousClock.Instant) throws(Failure)
    {
        var received = 0
        while received < buffer.count {
            let remaining = UnsafeMutableRawBufferPointer(rebasing: buffer[received...])
            let count = recv(descriptor, remaining.baseAddress, remaining.count, 0)
            if count > 0 {
                received += count
            } else if count == 0 {
                throw .closed
            } else {
                try waitAfterError(for: Int16(POLLIN), before: deadline)
            }
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
