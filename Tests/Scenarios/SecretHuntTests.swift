import Foundation
import TestSupport
import Testing

@Suite struct SecretHuntTests {
    private static let forms: [(String, @Sendable (String) -> Data)] = [
        ("raw", { Data($0.utf8) }),
        ("base64", { Data(Data($0.utf8).base64EncodedString().utf8) }),
        ("base64 after one byte", { Data(Data(("\u{0}" + $0).utf8).base64EncodedString().utf8) }),
        ("base64 after two bytes", { Data(Data(("ab" + $0 + "c").utf8).base64EncodedString().utf8) }),
        ("URL", { Data(($0.addingPercentEncoding(withAllowedCharacters: .urlQueryAllowed) ?? "").utf8) }),
        ("URL, all", { Data(($0.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "").utf8) }),
        ("UTF-16", { $0.data(using: .utf16LittleEndian) ?? Data() }),
        ("UTF-16BE", { $0.data(using: .utf16BigEndian) ?? Data() }),
        ("hexadecimal", { Data($0.utf8.map { String(format: "%02X", $0) }.joined().utf8) }),
        (
            "HTML",
            { Data($0.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;").utf8) }
        ),
        ("half", { Data($0.utf8.prefix($0.utf8.count / 2)) }),
        ("the other half", { Data($0.utf8.suffix($0.utf8.count / 2)) }),
    ]

    @Test(arguments: forms.indices)
    func `a planted secret is found in any form, deep in a directory`(form: Int) throws {
        let mint = SecretMint()
        let hunt = SecretHunt(for: mint)
        let directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: "\(directory.path)/a/b", withIntermediateDirectories: true)
        let padding = Data((0..<100_000).map { _ in UInt8.random(in: 0...255) })
        let file = "\(directory.path)/a/b/file"
        try padding.write(to: URL(filePath: file))
        #expect(hunt.findings(under: directory.path) == [])
        try (padding + Self.forms[form].1(mint.secret()) + padding).write(to: URL(filePath: file))
        #expect(hunt.findings(under: directory.path).contains { $0.hasPrefix(file) }, "\(Self.forms[form].0)")
        #expect(hunt.findings(under: directory.path, except: ["\(directory.path)/a"]) == [])
    }

    @Test func `a secret in a file's name, an argument or the environment is found`() async throws {
        let mint = SecretMint()
        let hunt = SecretHunt(for: mint)
        let directory = try TemporaryDirectory()
        try Data().write(to: URL(filePath: "\(directory.path)/\(mint.tail)"))
        #expect(hunt.findings(under: directory.path).contains { $0.hasPrefix("the name of") })
        let careless = [
            try ChildProcess("/usr/bin/sleep", ["60"], environment: ["A": mint.secret()]),
            try ChildProcess(
                "/bin/sh", ["-c", "sleep 60; true", mint.secret()], environment: ["PATH": "/usr/bin:/bin"]),
        ]
        for process in careless {
            #expect(hunt.findings(ofProcess: process.pid).contains { $0.contains("as it is") })
            for child in SecretHunt.children(of: process.pid) { kill(child, SIGKILL) }
            await process.stop()
        }
        // The secret comes to this one later, and it hands it on.
        let script = "A=$(cat); export A; /bin/sh -c 'echo started; exec sleep 60'; true"
        let parent = try ChildProcess(
            "/bin/sh", ["-c", script], environment: ["PATH": "/usr/bin:/bin"], input: mint.secret())
        #expect(await parent.writes("started"))
        #expect(hunt.findings(ofProcess: parent.pid).contains { $0.contains("as it is") })
        for child in SecretHunt.children(of: parent.pid) { kill(child, SIGKILL) }
        await parent.stop()
        let careful = try ChildProcess("/usr/bin/sleep", ["60"], environment: [:])
        #expect(hunt.findings(ofProcess: careful.pid) == [])
        await careful.stop()
    }
}
