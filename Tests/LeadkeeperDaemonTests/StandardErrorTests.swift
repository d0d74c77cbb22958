import Foundation
import Testing

@testable import Logging

@Suite struct StandardErrorTests {
    @Test(.timeLimit(.minutes(1)), arguments: [(0, 0), (4_096, 4_096)])
    func `a line for which a pipe has no room, or too little, is dropped or cut, and holds nobody up`(
        room: Int, taken: Int
    ) throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        var block = [UInt8](repeating: 0x2E, count: 4_096)
        while write(ends[1], block, block.count) > 0 {}
        if room > 0 { #expect(read(ends[0], &block, room) == room) }
        _ = fcntl(ends[1], F_SETFL, 0)
        StandardError.write(String(repeating: "x", count: 10_000), to: ends[1])
        var last: [UInt8] = []
        while case let count = read(ends[0], &block, block.count), count > 0 { last += block[..<count] }
        #expect(last.count { $0 == UInt8(ascii: "x") } == max(0, taken - 1))
        #expect(last.last == (taken > 0 ? UInt8(ascii: "\n") : 0x2E))
    }
}
