import Configuration
import Foundation
import TestSupport
import Testing

@Suite struct FaultsTests {
    @Test func `all faults of all files are reported at once, by file and line`() throws {
        let lines = try ConfigurationDirectory([
            "leadkeeper.conf":
                "[Mail]\nServr=x\nServer=mail\n[Netwrok]\nTimeout=1\n[Probe]\nCleanup=Keep\n[Probe]\nCleanup=keep\n",
            "leadkeeper.conf.d/a.conf": "Language=en\n[Connection]\nURL=x\n[Notices]\nnonsense\nMode=remind\n",
            "connections/b.conf": azureAD.replacing("ops@contoso.com;", with: "ops;") + "[Mail]\n",
            "connections/a.conf": "[Connection]\nMethod=aad\n[AzureAD]\nDirectoryID=1\n[Office365]\nUserName=x\n",
        ]).faultLines()
        #expect(
            lines.map { line in [" found ", " “", " missing,"].reduce(line) { $0.components(separatedBy: $1)[0] } } == [
                "leadkeeper.conf:2: [Mail] Servr:", "leadkeeper.conf:3: [Mail] Server:",
                "leadkeeper.conf:4: [Netwrok]:",
                "leadkeeper.conf:7: [Probe] Cleanup:", "leadkeeper.conf:8: [Probe]:",
                "leadkeeper.conf:9: [Probe] Cleanup:",
                "leadkeeper.conf.d/a.conf:1: Language:", "leadkeeper.conf.d/a.conf:2: [Connection]:",
                "leadkeeper.conf.d/a.conf:5: [Notices]:", "leadkeeper.conf.d/a.conf:6: [Notices] Mode:",
                "connections/a.conf:1: [Connection] Contacts:", "connections/a.conf:1: [Connection] URL:",
                "connections/a.conf:2: [Connection] Method:", "connections/a.conf:4: [AzureAD] DirectoryID:",
                "connections/a.conf:6: [Office365] UserName:", "connections/b.conf:4: [Connection] Contacts:",
                "connections/b.conf:9: [Mail]:",
            ], "\(lines)")
    }

    @Test(arguments: [
        ("[Mail]\nservr=x\n", "did you mean “Server”?"), ("[Mail]\nserver=x\n", "did you mean “Server”?"),
        ("[Mail]\nUser-Name=x\n", "did you mean “UserName”?"), ("[mail]\n", "did you mean “[Mail]”?"),
        ("[Notice]\n", "did you mean “[Notices]”?"), ("[Mail]\nTimeout=1s\n", "it belongs in [Network]"),
        ("[Mail]\nPassword=hunter2\n", "secrets are not kept in files, but stored with `leadkeeper secret set NAME`"),
        ("[Notices]\nLanguage=en # English\n", "did you mean “en”? put a comment on a line of its own"),
        ("[Notices]\nLanguage=\\q\n", #"a backslash is written \\"#),
        ("[Connection]\nURL=x\n", "found a group that belongs in connections/NAME.conf"),
        ("\u{feff}[Mail]\n", "found a byte order mark"),
    ])
    func `a fault says what was probably meant`(text: String, words: String) throws {
        let lines = try faults(text)
        #expect(lines.count == 1 && lines[0].contains(words), "\(lines)")
        #expect(!lines[0].contains("hunter2"))
    }

    @Test func `a fault is one line whatever was found`() {
        let fault = Fault(
            file: "/a\nb", line: 1, group: "A", key: "k\u{202e}",
            found: .value(String(repeating: "x", count: 300) + "\u{2028}"),
            accepted: "less", suggestion: "y", hint: "z")
        #expect(
            fault.description
                == "/a?b:1: [A] k?: “\(String(repeating: "x", count: 200))…” is not valid, expected: less; did you mean “y”? z"
        )
    }

    @Test func `a report lists the faults, or else the credentials`() throws {
        let faulty = CheckReport(try ConfigurationDirectory(["leadkeeper.conf": "[Mail]\nServer=x y\nFoo=\n"]).load())
        #expect(!faulty.isValid)
        #expect(faulty.lines.count == 3)
        #expect(faulty.lines.last == "\(faulty.result.directory): 2 faults")
        let sound = CheckReport(try ConfigurationDirectory(["connections/a.conf": azureAD]).load())
        #expect(sound.isValid)
        #expect(
            sound.lines == [
                "a: azure-ad, 23456052-aaaa-bbbb-8662-1234df56788f at https://contoso.crm4.dynamics.com",
                "\(sound.result.directory): valid, 1 credential",
            ])
    }

    @Test func `a report for programs has every part of every fault`() throws {
        let faulty = CheckReport(try ConfigurationDirectory(["leadkeeper.conf": "[Notices]\nLanguage=En\n"]).load())
        let body = try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(faulty)) as? [String: Any])
        #expect(body["valid"] as? Bool == false)
        #expect(body["credentials"] is NSNull)
        #expect((body["files"] as? [String])?.count == 1)
        let fault = try #require((body["faults"] as? [[String: Any]])?.first)
        #expect(
            Set(fault.keys) == ["file", "line", "group", "key", "found", "accepted", "suggestion", "hint", "message"])
        #expect(fault["line"] as? Int == 2)
        #expect(fault["found"] as? String == "En")
        #expect(fault["suggestion"] as? String == "en")
        #expect(fault["hint"] is NSNull)
        let sound = CheckReport(try ConfigurationDirectory(["connections/a.conf": azureAD]).load())
        let soundBody = try #require(
            try JSONSerialization.jsonObject(with: JSONEncoder().encode(sound)) as? [String: Any])
        #expect(soundBody["credentials"] as? [String] == ["a"])
    }

    @Test func `any files at all are judged without a trap, with either settings or faults that name their place`()
        throws
    {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        let rows = Settings.keyTable
        let values = [
            "", "1d", "0d", "never", "90", "en", "azure-ad", "office365", "automatic", "a@b.example", "a@b.example;",
            "smtp://localhost", "none",
            "https://a.example", "https://a.example/x", "12345678-8af1-4a5f-1234-12234d01db47", "UTC", ";", ";;", "\\",
            "\\s",
            "x # y", "é", "\u{0}",
        ]
        func text(_ random: inout SeededGenerator) -> Data {
            var lines: [String] = []
            for _ in 0..<Int.random(in: 0...14, using: &random) {
                guard let row = rows.randomElement(using: &random), let value = values.randomElement(using: &random)
                else {
                    continue
                }
                switch Int.random(in: 0..<8, using: &random) {
                case 0: lines.append("[\(row.group)]")
                case 1: lines.append("[\(row.group.dropLast())]")
                case 2: lines.append("\(row.key.dropFirst())=\(value)")
                case 3: lines.append(value)
                case 4: lines.append("\(row.key)=\(value)")
                default: lines += ["[\(row.group)]", "\(row.key)=\(value)"]
                }
            }
            var bytes = Array(lines.joined(separator: "\n").utf8)
            if Int.random(in: 0..<4, using: &random) == 0, !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: .min ... .max, using: &random)
            }
            return Data(bytes)
        }
        let directory = try ConfigurationDirectory()
        for round in 0..<120 {
            for name in ["leadkeeper.conf", "leadkeeper.conf.d/a.conf", "connections/a.conf"] {
                try directory.write(name, text(&random))
            }
            let result = directory.load()
            #expect((result.settings == nil) == !result.faults.isEmpty, "seed \(seed), round \(round)")
            for fault in result.faults {
                #expect(result.files.contains(fault.file), "seed \(seed), round \(round): \(fault)")
                // Lines that lie outside all groups can name none.
                #expect(fault.group != nil || fault.line != nil, "seed \(seed), round \(round): \(fault)")
                #expect(
                    !fault.accepted.isEmpty && !fault.description.contains("\n"),
                    "seed \(seed), round \(round): \(fault)")
                #expect(fault.key != nil || fault.line != nil, "seed \(seed), round \(round): \(fault)")
            }
        }
    }
}
