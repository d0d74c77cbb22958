import Durability
import TestSupport
import Testing

@testable import Safekeeping

@Suite struct DigestTests {
    @Test(arguments: [0, 1, 700_000])
    func `a copy has the digest that sha256sum tells`(length: Int) async throws {
        let place = try TemporaryDirectory()
        let directory = try Directory(place.path)
        try directory.write((0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }, as: "original")
        let other = try directory.makeDirectory("other")
        let digest = try other.copyWithDigest("original", of: directory, as: "copy", owner: nil)
        #expect(digest.size == length)
        #expect(try other.digest(of: "copy") == digest)
        let program = try await ChildProcess.run("/usr/bin/sha256sum", [other.path(of: "copy")])
        #expect(program.output.hasPrefix(digest.sha256 + " "))
    }

    @Test func `what is absent has none`() throws {
        let place = try TemporaryDirectory()
        #expect(try Directory(place.path).digest(of: "none") == nil)
    }
}
