internal import Glibc

/// Memory for secret bytes that come in pieces; it grows, and every piece of it is wiped when it is let go of.
@safe public final class WipedBuffer {
    private var memory: UnsafeMutableRawBufferPointer

    /// How many bytes have come.
    public private(set) var count = 0

    /// Allocates for `capacity` bytes to come.
    public init(capacity: Int = 4096) {
        unsafe memory = .allocate(byteCount: max(capacity, 1), alignment: 16)
    }

    deinit {
        unsafe Self.release(memory)
    }

    /// What has come: good until more does, and no longer than this object.
    public var bytes: UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(rebasing: memory[..<count])
    }

    /// Copies bytes that somebody else owns, and who wipes their own copy.
    public func append(_ bytes: UnsafeRawBufferPointer) {
        if unsafe count + bytes.count > memory.count {
            let larger = unsafe UnsafeMutableRawBufferPointer.allocate(
                byteCount: max(memory.count * 2, count + bytes.count), alignment: 16)
            unsafe larger.copyMemory(from: self.bytes)
            unsafe Self.release(memory)
            unsafe memory = larger
        }
        unsafe UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: bytes)
        count += bytes.count
    }

    /// A locked copy of what has come.
    public func secret() -> SharedSecret {
        unsafe SharedSecret(SecretBytes(copying: bytes))
    }

    private static func release(_ memory: UnsafeMutableRawBufferPointer) {
        if let address = memory.baseAddress { unsafe explicit_bzero(address, memory.count) }
        unsafe memory.deallocate()
    }
}
