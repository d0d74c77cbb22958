import Foundation
import Glibc
import TestSupport

/// The built program, run once.
struct Program: Sendable {
    let status: Int32
    let output: String
    let complaint: String

    static let path = Bundle.main.executableURL?.deletingLastPathComponent().appending(path: "leadkeeper").path ?? ""

    /// Runs it to its end on a thread of its own; files, not pipes, take what it writes, so that nothing can fill up.
    static func run(
        _ arguments: [String], input: String = "", environment: [String: String] = [:]
    ) async throws -> Program {
        try await onOwnThread {
            let directory = try TemporaryDirectory()
            let file = { (name: String, content: String) throws -> FileHandle in
                let path = "\(directory.path)/\(name)"
                try Data(content.utf8).write(to: URL(filePath: path))
                return try FileHandle(forUpdating: URL(filePath: path))
            }
            let output = try file("output", "")
            let complaint = try file("complaint", "")
            let process = Process()
            process.executableURL = URL(filePath: path)
            process.arguments = arguments
            process.environment = ["TZ": "Europe/Stockholm", "PATH": "/usr/bin:/bin"].merging(environment) { _, new in new }
            process.standardInput = try file("input", input)
            process.standardOutput = output
            process.standardError = complaint
            try process.run()
            process.waitUntilExit()
            let text = { (name: String) in try String(contentsOf: URL(filePath: "\(directory.path)/\(name)"), encoding: .utf8) }
            return Program(
                status: process.terminationStatus, output: try text("output"), complaint: try text("complaint"))
        }
    }
}

/// Runs what blocks on a thread of its own, so that no test keeps another one's task waiting.
func onOwnThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result(catching: body)) }
    }
}
