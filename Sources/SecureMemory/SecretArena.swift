internal import CLinux
internal import Glibc
internal import Synchronization

/// Memory for secrets: locked, left out of core dumps and of forked children, and wiped when it is given back.
///
/// Small secrets share chunks, since pages of their own would cost each of them seven calls of the kernel. A chunk lies
/// between two pages that nobody may touch; behind each secret stands a mark, which is looked at when it is given back.
/// One chunk that has become empty is kept for the secrets to come. mmap(2), mlock(2), madvise(2), explicit_bzero(3).
@safe final class SecretArena: Sendable {
    /// The memory that all secrets of the process share.
    static let shared = SecretArena()

    /// How many bytes a chunk has.
    static let chunkLength = 65_536
    /// The most bytes that a secret in a chunk has; a longer one gets pages of its own.
    static let longestInChunk = 32_768
    /// How many bytes the mark has.
    private static let markLength = MemoryLayout<UInt64>.size

    private struct State {
        var chunks: [SecretChunk] = []
        /// Whether the limit on locked memory was met, so that no more chunks are made: a page can be locked where a
        /// chunk cannot.
        var isLimited = false
    }

    private let state = Mutex(State())
    private let mark: UInt64
    private let lock: @Sendable (UnsafeMutableRawBufferPointer) -> Bool

    /// - Parameter lock: locks memory and tells whether it could; only tests bring one that cannot.
    @safe init(
        lock: @escaping @Sendable (UnsafeMutableRawBufferPointer) -> Bool = {
            unsafe mlock($0.baseAddress, $0.count) == 0
        }
    ) {
        unsafe self.lock = lock
        var random: UInt64 = 0
        unsafe getentropy(&random, MemoryLayout<UInt64>.size)
        mark = random
    }

    /// How many chunks there are, and how many bytes of them are in use: for tests.
    var usage: (chunks: Int, bytes: Int) {
        state.withLock { state in (state.chunks.count, state.chunks.reduce(0) { $0 + $1.usedLength }) }
    }

    /// Memory of so many bytes, all zero, and whether it is locked; traps when the kernel has none left.
    func take(_ count: Int) -> (memory: UnsafeMutableRawBufferPointer, isLocked: Bool) {
        let length = count + Self.markLength
        let piece = unsafe takeFromChunk(length) ?? takePages(length)
        unsafe piece.memory.storeBytes(of: mark, toByteOffset: count, as: UInt64.self)
        return unsafe (UnsafeMutableRawBufferPointer(rebasing: piece.memory[..<count]), piece.isLocked)
    }

    /// Wipes memory that `take` gave, and takes it back; traps where somebody has written behind it.
    func giveBack(_ memory: UnsafeMutableRawBufferPointer) {
        guard let start = memory.baseAddress else { return }
        let whole = unsafe UnsafeMutableRawBufferPointer(start: start, count: memory.count + Self.markLength)
        let found = unsafe whole.loadUnaligned(fromByteOffset: memory.count, as: UInt64.self)
        unsafe explicit_bzero(start, whole.count)
        guard found == mark else { fatalError("somebody wrote behind a secret") }
        let isInChunk = state.withLock { state in
            guard let index = state.chunks.firstIndex(where: { unsafe $0.holds(start) }) else { return false }
            unsafe state.chunks[index].giveBack(whole)
            if state.chunks[index].isEmpty, state.chunks.contains(where: { $0.isEmpty && $0 !== state.chunks[index] }) {
                state.chunks.remove(at: index)
            }
            return true
        }
        if !isInChunk { unsafe munmap(start, Self.pages(whole.count)) }
    }

    private func takeFromChunk(_ length: Int) -> (memory: UnsafeMutableRawBufferPointer, isLocked: Bool)? {
        guard length <= Self.longestInChunk else { return nil }
        return unsafe state.withLock { state in
            for chunk in state.chunks {
                if let memory = unsafe chunk.take(length) { return unsafe (memory, true) }
            }
            guard !state.isLimited else { return nil }
            guard let chunk = SecretChunk(length: Self.chunkLength), unsafe lock(chunk.memory) else {
                state.isLimited = true
                return nil
            }
            state.chunks.append(chunk)
            return unsafe chunk.take(length).map { unsafe ($0, true) }
        }
    }

    private func takePages(_ length: Int) -> (memory: UnsafeMutableRawBufferPointer, isLocked: Bool) {
        let count = Self.pages(length)
        let address = unsafe mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let address = unsafe address, unsafe address != MAP_FAILED else {
            fatalError("out of memory for a secret")
        }
        let memory = unsafe UnsafeMutableRawBufferPointer(start: address, count: count)
        let isLocked = unsafe lock(memory)
        unsafe madvise(address, count, MADV_DONTDUMP)
        unsafe madvise(address, count, MADV_DONTFORK)
        return unsafe (memory, isLocked)
    }

    /// So many bytes in whole pages.
    private static func pages(_ length: Int) -> Int {
        let pageSize = Int(getpagesize())
        return (length + pageSize - 1) / pageSize * pageSize
    }
}
