internal import CLinux
internal import Glibc

/// One stretch of memory for several secrets, of blocks of 64 bytes; unmapped with the object.
///
/// Touched by one thread at a time: it belongs to the lock of its arena.
@safe final class SecretChunk: @unchecked Sendable {
    private static let blockLength = 64

    /// The memory between the two pages that nobody may touch.
    let memory: UnsafeMutableRawBufferPointer

    private let mapping: UnsafeMutableRawBufferPointer
    /// A bit for each block that is in use.
    private var used: [UInt64]
    private var usedCount = 0

    /// Maps memory, not yet locked; `nil` where the kernel has none.
    ///
    /// - Parameter length: in bytes, a multiple of the page's and of 64 blocks'.
    init?(length: Int) {
        let guardLength = Int(getpagesize())
        let whole = length + 2 * guardLength
        let address = unsafe mmap(nil, whole, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let address = unsafe address, unsafe address != MAP_FAILED else { return nil }
        unsafe mapping = UnsafeMutableRawBufferPointer(start: address, count: whole)
        unsafe memory = UnsafeMutableRawBufferPointer(rebasing: mapping[guardLength..<guardLength + length])
        used = Array(repeating: 0, count: length / Self.blockLength / UInt64.bitWidth)
        guard unsafe mprotect(memory.baseAddress, length, PROT_READ | PROT_WRITE) == 0 else {
            unsafe munmap(mapping.baseAddress, mapping.count)
            return nil
        }
        unsafe madvise(memory.baseAddress, length, MADV_DONTDUMP)
        unsafe madvise(memory.baseAddress, length, MADV_DONTFORK)
    }

    deinit {
        unsafe munmap(mapping.baseAddress, mapping.count)
    }

    /// Whether nothing of it is in use.
    var isEmpty: Bool { usedCount == 0 }

    /// How many bytes are in use, in whole blocks.
    var usedLength: Int { usedCount * Self.blockLength }

    /// Whether the address lies in it.
    func holds(_ address: UnsafeMutableRawPointer) -> Bool {
        guard let start = unsafe memory.baseAddress else { return false }
        return unsafe (0..<memory.count).contains(address - start)
    }

    /// The first free blocks with room for so many bytes, all zero; `nil` where there is none.
    func take(_ length: Int) -> UnsafeMutableRawBufferPointer? {
        let blocks = Self.blocks(length)
        guard let first = firstFree(blocks) else { return nil }
        for block in first..<first + blocks { used[block / 64] |= 1 << UInt64(block % 64) }
        usedCount += blocks
        let start = first * Self.blockLength
        return unsafe UnsafeMutableRawBufferPointer(rebasing: memory[start..<start + length])
    }

    /// Frees the blocks of a piece, which its holder has wiped.
    func giveBack(_ piece: UnsafeMutableRawBufferPointer) {
        guard let start = unsafe memory.baseAddress, let address = piece.baseAddress else { return }
        let first = unsafe (address - start) / Self.blockLength
        let blocks = Self.blocks(piece.count)
        for block in first..<first + blocks { used[block / 64] &= ~(1 << UInt64(block % 64)) }
        usedCount -= blocks
    }

    /// The first of so many free blocks in a row.
    private func firstFree(_ blocks: Int) -> Int? {
        var run = 0
        for (index, word) in used.enumerated() {
            if word == 0 {
                run += 64
                if run >= blocks { return (index + 1) * 64 - run }
            } else if word == .max {
                run = 0
            } else {
                for bit in 0..<64 {
                    run = word & 1 << UInt64(bit) == 0 ? run + 1 : 0
                    if run == blocks { return index * 64 + bit + 1 - blocks }
                }
            }
        }
        return nil
    }

    private static func blocks(_ length: Int) -> Int { (length + blockLength - 1) / blockLength }
}
