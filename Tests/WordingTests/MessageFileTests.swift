import Foundation
import TestSupport
import Testing

@testable import Wording

/// The reader of compiled catalogues, with what msgfmt writes and with what nobody should.
@Suite struct MessageFileTests {
    private static let catalogue = """
        msgid ""
        msgstr ""
        "Content-Type: text/plain; charset=UTF-8\\n"
        "Plural-Forms: nplurals=3; plural=n==1 ? 0 : n<5 ? 1 : 2;\\n"

        msgctxt "greeting"
        msgid "Hello, {name}"
        msgstr "Zdravím, {name} – ěščř"

        msgctxt "span.days"
        msgid "{count} day"
        msgid_plural "{count} days"
        msgstr[0] "{count} den"
        msgstr[1] "{count} dny"
        msgstr[2] "{count} dní"
        """

    /// What msgfmt makes of a catalogue.
    private static func compiled(_ text: String = catalogue, _ arguments: String = "") async throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "messages-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try text.write(to: folder.appending(path: "x.po"), atomically: true, encoding: .utf8)
        let script = "cd '\(folder.path)' && msgfmt \(arguments) -o x.mo x.po"
        let run = try await ChildProcess.run("/bin/sh", ["-c", script])
        #expect(run.errors == "")
        return try Array(Data(contentsOf: folder.appending(path: "x.mo")))
    }

    @Test(arguments: ["", "--endianness=big", "--endianness=little", "--no-hash", "--alignment=16"])
    func `what msgfmt writes is read in either byte order`(arguments: String) async throws {
        let file = try MessageFile(await Self.compiled(Self.catalogue, arguments))
        #expect(Set(file.messages.keys) == ["greeting", "span.days"])
        #expect(file.messages["greeting"]?.forms == ["Zdravím, {name} – ěščř"])
        #expect(file.messages["span.days"]?.source == ["{count} day", "{count} days"])
        #expect(file.messages["span.days"]?.forms == ["{count} den", "{count} dny", "{count} dní"])
        #expect([1, 2, 5].map(file.plural.form(for:)) == [0, 1, 2])
    }

    @Test func `a message that is looked up in the file is what reading all of it finds`() throws {
        for (language, bytes) in CatalogTests.compiled {
            let all = try MessageFile(bytes)
            let place = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
            defer { place.deallocate() }
            _ = place.initialize(from: bytes)
            let start = try #require(UnsafePointer(place.baseAddress))
            let file = try MessageFile(compiled: CompiledBytes(start, count: bytes.count))
            for (key, message) in all.messages {
                #expect(file[key] == message && file.has(key), "\(language) \(key)")
                for absent in [key + "~", String(key.dropLast()), "a" + key] where all.messages[absent] == nil {
                    #expect(file[absent] == nil && !file.has(absent), "\(language) \(absent)")
                }
            }
            #expect(file[""] == nil && !file.has("") && file["\u{4}"] == nil && file["zzzz"] == nil && file["!"] == nil)
            #expect([0, 1, 2, 9].map(file.plural.form(for:)) == [0, 1, 2, 9].map(all.plural.form(for:)))
        }
    }

    @Test func `a file that is cut anywhere is refused`() async throws {
        let bytes = try await Self.compiled(Self.catalogue, "--no-hash")
        for length in 0..<bytes.count {
            #expect(throws: MessageFile.Fault.self, "\(length) of \(bytes.count)") {
                try MessageFile(Array(bytes.prefix(length)))
            }
        }
    }

    @Test func `no word of a file leads the reader out of it`() async throws {
        let bytes = try await Self.compiled()
        let words: [UInt32] = [
            0, 1, 3, 28, UInt32(bytes.count) - 1, UInt32(bytes.count), 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF,
        ]
        for offset in stride(from: 0, through: bytes.count - 4, by: 1) {
            for word in words {
                var forged = bytes
                for index in 0..<4 { forged[offset + index] = UInt8(truncatingIfNeeded: word >> (8 * UInt32(index))) }
                // Refused or read: it only must not crash, and what it reads has as many forms as its rule says.
                guard let file = try? MessageFile(forged) else { continue }
                #expect(file.messages.values.allSatisfy { [1, file.plural.count].contains($0.forms.count) })
            }
        }
    }

    @Test func `no byte that is turned over crashes the reader`() async throws {
        let bytes = try await Self.compiled()
        for index in bytes.indices {
            for bit in 0..<8 {
                var forged = bytes
                forged[index] ^= 1 << bit
                _ = try? MessageFile(forged)
            }
        }
    }

    @Test func `random bytes behind the magic number are refused`() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            let noise = (0..<Int.random(in: 0..<200, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            #expect(throws: MessageFile.Fault.self, "\(noise)") { try MessageFile([0xDE, 0x12, 0x04, 0x95] + noise) }
        }
    }

    @Test func `what is no catalogue of ours is refused with its reason`() async throws {
        #expect(throws: MessageFile.Fault.unknownFormat) { try MessageFile(Array("GIF89a--------------------".utf8)) }
        var bytes = try await Self.compiled()
        let place = try #require(bytes.firstRange(of: Array("charset=UTF-8".utf8))).upperBound - 1
        bytes[place] = UInt8(ascii: "7")
        #expect(throws: MessageFile.Fault.unknownEncoding) { try MessageFile(bytes) }
        let rule = Self.catalogue.replacingOccurrences(of: "n<5", with: "n<<5")
        await #expect(throws: MessageFile.Fault.brokenPlural) { try MessageFile(await Self.compiled(rule)) }
        let keyless = Self.catalogue.replacingOccurrences(of: "msgctxt \"greeting\"\n", with: "")
        await #expect(throws: MessageFile.Fault.ambiguousKey) { try MessageFile(await Self.compiled(keyless)) }
    }
}
