internal import Foundation

/// A mail as another mail program reads it: Python's `email` package.
public struct ReadMail: Sendable, Decodable {
    /// The header fields, by their name in lower case.
    public let headers: [String: String]
    /// The plain text.
    public let text: String
    /// The other form of it.
    public let html: String
    /// What the reader finds wrong with it; empty when nothing is.
    public let defects: [String]

    /// Reads the bytes of a mail.
    public static func reading(_ message: [UInt8]) async throws -> ReadMail {
        let script = """
            import email, email.policy, json, sys
            message = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
            parts = {part.get_content_type(): part for part in message.walk()}
            content = lambda kind: parts[kind].get_content() if kind in parts else ""
            json.dump({
                "headers": {name.lower(): str(value) for name, value in message.items()},
                "text": content("text/plain"), "html": content("text/html"),
                "defects": [str(defect) for part in message.walk() for defect in part.defects],
            }, sys.stdout)
            """
        let python = try await ChildProcess.run(
            ScriptedServer.python, ["-I", "-c", script], input: .text(String(decoding: message, as: UTF8.self)))
        guard python.status == 0 else {
            throw ChildProcess.Failure(description: "failed to read a mail: \(python.errors)")
        }
        return try JSONDecoder().decode(ReadMail.self, from: Data(python.output.utf8))
    }
}
