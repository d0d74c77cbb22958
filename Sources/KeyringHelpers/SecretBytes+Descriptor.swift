internal import Glibc
public import SecureMemory

extension SecretBytes {
    /// Reads from a descriptor to its end, straight into the secret's memory; `nil` where that fails, or more comes than
    /// `limit` bytes.
    ///
    /// Blocks until the end. read(2).
    public static func read(from descriptor: Int32, limit: Int) -> SecretBytes? {
        var isWhole = false
        let secret = SecretBytes(capacity: limit + 1) { buffer in
            var count = 0
            while count < buffer.count {
                let room = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
                let received = Glibc.read(descriptor, room.baseAddress, room.count)
                if received == 0 {
                    isWhole = true
                    break
                }
                if received > 0 { count += received } else if errno != EINTR { break }
            }
            return count
        }
        guard isWhole else { return nil }
        return secret
    }

    /// Writes all of it to a descriptor; `false` where nobody takes it.
    ///
    /// Blocks until it is taken. write(2).
    public borrowing func write(to descriptor: Int32) -> Bool {
        withBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[sent...])
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count >= 0 { sent += count } else if errno != EINTR { return false }
            }
            return true
        }
    }
}
