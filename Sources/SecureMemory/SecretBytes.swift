/// The bytes of one secret, in memory that is locked, left out of core dumps and of forked children, and wiped when the
/// value ends.
///
/// It has no description, no equality and no way into a `String`: bytes are lent to a closure and nothing else.
@safe public struct SecretBytes: ~Copyable, @unchecked Sendable {
    // Sendable: the memory is written by `init` alone, before anyone else can see it.
    private let memory: UnsafeMutableRawBufferPointer

    /// How many bytes the secret has.
    public let count: Int

    /// Whether the memory could be locked.
    ///
    /// Where the limit on locked memory is reached they are not, and the secret could be swapped.
    public let isLocked: Bool

    /// Takes `capacity` bytes of memory and lets `fill` write the secret into it; `fill` answers how many bytes it
    /// wrote.
    ///
    /// Traps when the kernel has no memory left. Rethrows what `fill` throws, with the memory wiped.
    public init<Failure: Error>(capacity: Int, fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int)
        throws(Failure)
    {
        let (memory, isLocked) = unsafe SecretArena.shared.take(max(0, capacity))
        do {
            count = unsafe try fill(memory)
        } catch {
            unsafe SecretArena.shared.giveBack(memory)
            throw error
        }
        precondition(count >= 0 && count <= capacity, "a secret longer than its memory")
        unsafe self.memory = memory
        self.isLocked = isLocked
    }

    /// Copies bytes that somebody else owns, and who wipes their own copy.
    public init(copying bytes: UnsafeRawBufferPointer) {
        unsafe self.init(capacity: bytes.count) { destination in
            unsafe destination.copyMemory(from: bytes)
            return bytes.count
        }
    }

    /// Copies bytes that are not secret yet, or no longer only here: tests and generated material.
    public init(copying bytes: some Collection<UInt8>) {
        unsafe self.init(capacity: bytes.count) { destination in
            unsafe destination.copyBytes(from: bytes)
            return bytes.count
        }
    }

    deinit {
        unsafe SecretArena.shared.giveBack(memory)
    }

    /// Lends the bytes for the time of `body`.
    ///
    /// The pointer must not leave it.
    public borrowing func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        unsafe try body(UnsafeRawBufferPointer(rebasing: memory[0..<count]))
    }

    /// Whether both hold the same bytes, found in a time that depends on the lengths alone.
    public borrowing func isSame(as other: borrowing SecretBytes) -> Bool {
        guard count == other.count else { return false }
        var difference: UInt8 = 0
        for index in 0..<count {
            unsafe difference |= memory[index] ^ other.memory[index]
        }
        return difference == 0
    }
}

/// One secret with several holders; wiped when the last of them lets go.
///
/// A value that cannot be copied cannot cross into a concurrent task and stay with its owner; this reference can.
public final class SharedSecret: Sendable {
    /// The secret itself.
    public let bytes: SecretBytes

    /// Takes the secret over.
    public init(_ bytes: consuming SecretBytes) {
        self.bytes = bytes
    }
}
