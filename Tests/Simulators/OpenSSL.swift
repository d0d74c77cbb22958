internal import Foundation

/// The `openssl` command.
enum OpenSSL {
    struct Failure: Error, CustomStringConvertible {
        let arguments: [String]
        let status: Int32
        let text: String

        var description: String { "failed to run openssl \(arguments.joined(separator: " ")): exit \(status): \(text)" }
    }

    /// Runs the command to its end, without blocking the caller's thread.
    static func run(_ arguments: [String]) async throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        // A file and not a pipe: nobody has to drain it while the command runs.
        let messages = FileManager.default.temporaryDirectory.appending(path: "openssl-\(UUID().uuidString)")
        _ = FileManager.default.createFile(atPath: messages.path, contents: nil)
        defer { try? FileManager.default.removeItem(at: messages) }
        let errors = try FileHandle(forWritingTo: messages)
        defer { try? errors.close() }
        process.standardError = errors
        let status: Int32 = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do {
                try process.run()
            } catch {
                process.terminationHandler = nil
                continuation.resume(throwing: error)
            }
        }
        guard status == 0 else {
            throw Failure(
                arguments: arguments, status: status, text: (try? String(contentsOf: messages, encoding: .utf8)) ?? "")
        }
    }
}
