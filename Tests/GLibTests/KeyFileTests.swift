import GLib
import TestBasics
import Testing

private func read(_ text: String) -> KeyFile {
    KeyFile(Array(text.utf8))
}

private func kinds(_ text: String) -> [KeyFile.Defect.Kind] {
    read(text).defects.map(\.kind)
}

@Suite struct KeyFileTests {
    @Test func `groups, keys and values come with their lines`() throws {
        let file = read("# a comment\n\n[Mail]\nServer = smtp://a \n  From=\n[Entra]\n\tCloud=china\n")
        #expect(file.defects.isEmpty)
        #expect(file.groups.map(\.name) == ["Mail", "Entra"])
        #expect(file.groups.map(\.line) == [3, 6])
        #expect(file.entries.map(\.key) == ["Server", "From", "Cloud"])
        #expect(file.entries.map(\.line) == [4, 5, 7])
        #expect(file.entry("Mail", "Server")?.value == "smtp://a")
        #expect(file.entry("Mail", "From")?.value == "")
        #expect(file.entry("Entra", "Cloud")?.value == "china")
        #expect(file.entry("Entra", "Server") == nil)
    }

    @Test(arguments: [
        ("a;b", ["a", "b"]), ("a;b;", ["a", "b"]), ("a ; b", ["a", "b"]), ("a;;b", ["a", "", "b"]), ("a", ["a"]),
        ("", []),
        (#"a\;b;c"#, ["a;b", "c"]), (";", [""]),
    ])
    func `a list is separated by semicolons and may end with one`(text: String, elements: [String]) {
        #expect(read("[A]\nx=\(text)").entry("A", "x")?.elements == elements)
    }

    @Test func `escapes are resolved, and unknown ones leave no value`() {
        #expect(read(#"[A]\#nx=\sa\\b\tc"#).entry("A", "x")?.value == "a\\b\tc")
        let file = read(#"[A]\#nx=a\qb"#)
        #expect(file.entries.count == 1)
        #expect(file.entry("A", "x")?.value == nil)
        #expect(file.entry("A", "x")?.elements == nil)
    }

    @Test func `lines may end as on Windows, and the last one without an end`() {
        let file = read("[A]\r\nx=1\r\ny=2")
        #expect(file.defects.isEmpty)
        #expect(file.entries.map(\.value) == ["1", "2"])
    }

    @Test func `an empty file has nothing in it, and nothing wrong with it`() {
        for text in ["", "\n", "# only this", "  \t\n"] {
            let file = read(text)
            #expect(file.groups.isEmpty && file.entries.isEmpty && file.defects.isEmpty)
        }
    }

    @Test func `every defect is found, and the sound lines are read all the same`() {
        let file = read(
            "x=1\n[A]\ngood=1\nnonsense\n[]\nlost=1\n[B\n[B]\nalso good=2\nFrom[de]=3\nEncoding=latin1\ngood=4\n")
        #expect(
            file.defects.map(\.kind) == [.outsideGroups, .unrecognisedLine, .groupName, .keyName, .keyName])
        #expect(file.defects.map(\.line) == [1, 4, 5, 10, 11])
        #expect(file.defects.map(\.group) == [nil, "A", nil, "B", "B"])
        #expect(file.defects.map(\.key) == ["x", nil, nil, "From[de]", "Encoding"])
        #expect(file.entries.map(\.key) == ["good", "also good", "good"])
    }

    @Test func `a key that stands twice is reported, and the first one counts`() {
        let file = read("[A]\nx=1\n[B]\nx=1\n[A]\nx=2\ny=3\n")
        #expect(file.defects.map(\.kind) == [.repeatedGroup(firstLine: 1), .repeatedKey(firstLine: 2)])
        #expect(file.defects.map(\.line) == [5, 6])
        #expect(file.entries.map { $0.group + $0.key + ($0.value ?? "?") } == ["Ax1", "Bx1", "Ay3"])
    }

    @Test func `control characters and broken text are defects of their line alone`() {
        #expect(kinds("[A]\nx=a\u{0}b\ny=1") == [.controlCharacter])
        #expect(kinds("[A]\nx=a\u{1b}[0m") == [.controlCharacter])
        #expect(kinds("[A]\nx=a\tb") == [])
        #expect(kinds("\u{feff}[A]") == [.byteOrderMark])
        let file = KeyFile(Array("[A]\nx=".utf8) + [0xC3, 0x28] + Array("\ny=1".utf8))
        #expect(file.defects.map(\.kind) == [.notUTF8])
        #expect(file.defects.map(\.line) == [2])
        #expect(file.defects.map(\.key) == ["x"])
        #expect(file.entry("A", "y")?.value == "1")
    }

    @Test func `any bytes at all are read without a trap, and what is left is always acceptable to GLib`() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "[", "]", "A", "=", ";", "\\", "\n", "\r", " ", "\t", "#", "\u{0}", "é", "\u{7f}", "Encoding", "x", "[A]\n",
            "x=1\n",
        ]
        for round in 0..<3_000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0...40, using: &random) {
                if Int.random(in: 0..<30, using: &random) == 0 {
                    bytes.append(UInt8.random(in: .min ... .max, using: &random))
                } else {
                    bytes += Array((pieces.randomElement(using: &random) ?? "").utf8)
                }
            }
            let file = KeyFile(bytes)
            let lines = bytes.count { $0 == UInt8(ascii: "\n") } + 1
            #expect(
                file.defects.allSatisfy { defect in defect.line.map { (1...lines).contains($0) } ?? false },
                "seed \(seed), round \(round): \(bytes)")
            #expect(
                Set(file.entries.map { "\($0.group)\n\($0.key)" }).count == file.entries.count,
                "seed \(seed), round \(round)")
        }
    }
}
