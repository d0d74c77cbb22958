import Foundation
import Simulators
import TestSupport

/// Moves the clocks of a daemon and of its cloud forward together, so that days pass in a test's seconds.
struct ClockShift: Sendable {
    private static let compiler = "/usr/bin/cc"
    /// Whether this machine can do that.
    static let isPossible = FileManager.default.isExecutableFile(atPath: compiler)

    /// What the daemon is started with.
    let environment: [String: String]
    private let file: String

    /// Compiles the shim into a directory; the clocks are right until they are moved.
    init(in directory: String) async throws {
        let source = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "clock-shift.c").path
        let library = "\(directory)/clock-shift.so"
        file = "\(directory)/clock-shift"
        let compiled = try await ChildProcess.run(
            Self.compiler, ["-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-o", library, source],
            environment: ["PATH": "/usr/bin:/bin", "TMPDIR": directory])
        guard compiled.status == 0 else { throw ChildProcess.Failure(description: compiled.errors) }
        environment = ["LD_PRELOAD": library, "CLOCK_SHIFT": file]
        try write(0)
    }

    /// Moves both clocks forward by so many seconds.
    func advance(_ cloud: MicrosoftCloud, by seconds: Int64) throws {
        let before = try Data(contentsOf: URL(filePath: file)).withUnsafeBytes { $0.loadUnaligned(as: Int64.self) }
        try write(before + seconds)
        cloud.advance(by: .seconds(seconds))
    }

    /// Writes into the file that the daemon has mapped, in place.
    private func write(_ seconds: Int64) throws {
        let bytes = withUnsafeBytes(of: seconds) { Data($0) }
        if FileManager.default.fileExists(atPath: file) {
            let handle = try FileHandle(forWritingTo: URL(filePath: file))
            defer { try? handle.close() }
            try handle.write(contentsOf: bytes)
        } else {
            try bytes.write(to: URL(filePath: file))
        }
    }
}
