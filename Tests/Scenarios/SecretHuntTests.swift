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

    // MARK: Keys

    /// A key of OpenSSL's, as PKCS#8.
    private static func key() async throws -> Data {
        let made = try await ChildProcess.run(
            "/bin/sh",
            [
                "-c",
                "openssl genrsa 3072 2>/dev/null | openssl pkcs8 -topk8 -nocrypt -outform DER | base64 -w0",
            ], environment: ["PATH": "/usr/bin:/bin"])
        return try #require(Data(base64Encoded: made.output.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    /// What OpenSSL's command makes of a key.
    private static func converted(_ key: Data, _ command: String) async throws -> Data {
        let converted = try await ChildProcess.run(
            "/bin/sh", ["-c", "base64 -d | openssl \(command) 2>/dev/null | base64 -w0"],
            environment: ["PATH": "/usr/bin:/bin"], input: .text(key.base64EncodedString()))
        return try #require(Data(base64Encoded: converted.output.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    @Test func `a planted private key is found in every form that OpenSSL has, and no other key is`() async throws {
        let key = try await Self.key()
        let hunt = try #require(KeyHunt(der: key)).hunt
        for command in [
            "pkey -inform DER -outform PEM", "pkey -inform DER -outform PEM -traditional",
            "pkey -inform DER -outform DER", "rsa -inform DER -outform DER -traditional",
            "pkey -inform DER -text -noout",
        ] {
            let form = try await Self.converted(key, command)
            #expect(!form.isEmpty && !hunt.findings(in: form, at: command).isEmpty, "\(command)")
        }
        let line = key.base64EncodedString()
        for form in [
            line, line.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: ""),
            key.base64EncodedString(options: .lineLength76Characters),
            key.base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed]),
            (Data([1]) + key).base64EncodedString(), (Data([1, 2]) + key).base64EncodedString(),
            key.map { String(format: "%02x", $0) }.joined(), key.map { String(format: "%02X", $0) }.joined(),
        ] {
            #expect(!hunt.findings(in: Data(form.utf8), at: "text").isEmpty, "\(form.prefix(60))")
        }
        let other = try await Self.key()
        #expect(hunt.findings(in: other, at: "another key") == [])
        let certificate = try await Self.converted(key, "pkey -inform DER -pubout -outform DER")
        #expect(hunt.findings(in: certificate, at: "its public half") == [])
    }

    @Test func `each private number alone is found, in bytes of both orders, in hexadecimal and in decimal`()
        async throws
    {
        let key = try await Self.key()
        let hunt = try #require(KeyHunt(der: key)).hunt
        let numbers = try #require(KeyHunt.numbers(in: key))
        #expect(KeyHunt.decimal([1, 0]) == Array("256".utf8) && KeyHunt.decimal([0x3B, 0x9A, 0xCA, 0x00]).count == 10)
        for (name, number) in zip(KeyHunt.names, numbers) {
            let forms = [
                Data(number), Data(number.reversed()), Data(number.map { String(format: "%02x", $0) }.joined().utf8),
                Data(number.map { String(format: "%02X", $0) }.joined(separator: ":").lowercased().utf8),
                Data(KeyHunt.decimal(number)), Data(Data(number).base64EncodedString().utf8),
            ]
            for (index, form) in forms.enumerated() {
                let findings = hunt.findings(in: Data("{\"x\":\"".utf8) + form + Data("\"}".utf8), at: "JSON")
                #expect(findings.contains { $0.contains(": \(name), ") }, "\(name) in form \(index)")
            }
        }
    }
}
