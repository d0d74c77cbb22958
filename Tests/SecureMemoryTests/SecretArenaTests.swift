import Foundation
import Synchronization
import TestBasics
import Testing

@testable import SecureMemory

struct SecretArenaTests {
    @Test func `secrets share a chunk, and none reaches into another`() {
        let arena = SecretArena()
        var random = SeededGenerator(seed: 14)
        var pieces: [(memory: UnsafeMutableRawBufferPointer, value: UInt8)] = []
        for round in 0..<20_000 {
            if pieces.count > 200 || Bool.random(using: &random), !pieces.isEmpty {
                let piece = pieces.remove(at: Int.random(in: 0..<pieces.count, using: &random))
                #expect(piece.memory.allSatisfy { $0 == piece.value })
                arena.giveBack(piece.memory)
            } else {
                let longest = [40, 200, 5_000, 40_000].randomElement(using: &random) ?? 1
                let piece = arena.take(Int.random(in: 0...longest, using: &random))
                #expect(piece.memory.allSatisfy { $0 == 0 }, "something is left of an earlier secret")
                let value = UInt8(truncatingIfNeeded: round | 1)
                piece.memory.initializeMemory(as: UInt8.self, repeating: value)
                pieces.append((piece.memory, value))
            }
        }
        #expect(arena.usage.chunks > 1)
        for piece in pieces { arena.giveBack(piece.memory) }
        #expect(arena.usage == (1, 0), "one empty chunk is kept")
    }

    @Test(arguments: [0, 1, 55, 56, 57, 64, 4_096, 32_760, 32_761, 65_536, 100_000])
    func `a secret has as many bytes as it wants, whatever their number`(count: Int) {
        let arena = SecretArena()
        let piece = arena.take(count)
        #expect(piece.memory.count == count)
        // A mark of eight bytes stands behind each; what is longer with it has pages of its own.
        #expect(arena.usage.chunks == (count + 8 <= SecretArena.longestInChunk ? 1 : 0))
        piece.memory.initializeMemory(as: UInt8.self, repeating: 0xff)
        arena.giveBack(piece.memory)
        #expect(arena.usage.bytes == 0)
    }

    @Test func `what was wiped is zero while the chunk goes on`() throws {
        let arena = SecretArena()
        let neighbour = arena.take(8)
        let piece = arena.take(100)
        piece.memory.copyBytes(from: Array("correct horse battery staple".utf8))
        let start = try #require(piece.memory.baseAddress)
        arena.giveBack(piece.memory)
        // The chunk is mapped still, since the neighbour is in it.
        #expect(UnsafeRawBufferPointer(start: start, count: 108).allSatisfy { $0 == 0 })
        arena.giveBack(neighbour.memory)
    }

    @Test(.disabled(if: Sanitizer.isPresent, "\(Sanitizer.reason)"), arguments: [10, 50_000])
    func `the kernel keeps a secret in memory, out of dumps and out of children`(count: Int) throws {
        let piece = SecretArena.shared.take(count)
        defer { SecretArena.shared.giveBack(piece.memory) }
        let flags = try #require(Self.flags(at: UInt(bitPattern: piece.memory.baseAddress)))
        #expect(flags.contains("dd") && flags.contains("dc"), "\(flags)")
        #expect(flags.contains("lo") == piece.isLocked, "\(flags)")
    }

    @Test func `nobody may touch what lies around a chunk`() throws {
        let chunk = try #require(SecretChunk(length: SecretArena.chunkLength))
        let start = UInt(bitPattern: chunk.memory.baseAddress)
        for address in [start - 1, start + UInt(chunk.memory.count)] {
            let flags = try #require(Self.flags(at: address))
            #expect(!flags.contains("rd") && !flags.contains("wr"), "\(flags)")
        }
    }

    /// Above the limit on locked memory a page may be locked where a chunk may not.
    @Test func `where a chunk cannot be locked each secret has pages of its own, locked as far as they can be`() {
        let left = Mutex(3 * 4_096)
        let arena = SecretArena { memory in
            left.withLock { left in
                guard memory.count <= left else { return false }
                left -= memory.count
                return true
            }
        }
        let pieces = (0..<5).map { _ in arena.take(40) }
        #expect(pieces.map(\.isLocked) == [true, true, true, false, false])
        #expect(arena.usage.chunks == 0)
        for piece in pieces {
            piece.memory.initializeMemory(as: UInt8.self, repeating: 1)
            arena.giveBack(piece.memory)
        }
    }

    @Test func `many threads take and give back at once, and nothing is left`() async {
        let arena = SecretArena()
        await withTaskGroup(of: Void.self) { group in
            for seed in 0..<8 {
                group.addTask {
                    var random = SeededGenerator(seed: UInt64(seed))
                    for _ in 0..<5_000 {
                        let piece = arena.take(Int.random(in: 1...3_000, using: &random))
                        piece.memory.initializeMemory(as: UInt8.self, repeating: UInt8(seed + 1))
                        #expect(piece.memory.allSatisfy { $0 == UInt8(seed + 1) })
                        arena.giveBack(piece.memory)
                    }
                }
            }
        }
        #expect(arena.usage.bytes == 0)
    }

    @Test func `a write behind a secret ends the process when the secret ends`() async {
        await #expect(processExitsWith: .failure) {
            let piece = SecretArena.shared.take(40)
            let behind = piece.memory.baseAddress?.load(fromByteOffset: 40, as: UInt8.self) ?? 0
            piece.memory.baseAddress?.storeBytes(of: ~behind, toByteOffset: 40, as: UInt8.self)
            SecretArena.shared.giveBack(piece.memory)
        }
    }

    @Test func `a filler that throws leaves nothing behind`() {
        struct Failure: Error {}
        let before = SecretArena.shared.usage.chunks
        for _ in 0..<10_000 {
            #expect(throws: Failure.self) {
                _ = try SecretBytes(capacity: 4_096) { buffer throws(Failure) -> Int in
                    buffer.initializeMemory(as: UInt8.self, repeating: 7)
                    throw Failure()
                }
            }
        }
        // Other tests have secrets of their own meanwhile.
        #expect(SecretArena.shared.usage.chunks <= before + 64)
    }

    /// What the kernel knows of the mapping that an address lies in: proc(5), `VmFlags`.
    private static func flags(at address: UInt) -> Set<String>? {
        // Foundation's reader of whole files stops where the kernel's first answer ends.
        let maps = try? FileHandle(forReadingFrom: URL(filePath: "/proc/self/smaps")).readToEnd()
        var isFound = false
        for line in String(decoding: maps ?? Data(), as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            let bounds = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            if bounds.count == 2 { isFound = bounds[0] <= address && address < bounds[1] }
            if isFound, words[0] == "VmFlags:" { return Set(words.dropFirst()) }
        }
        return nil
    }
}
