public import Foundation
import Unix

/// A directory of a test's own, removed when its last holder lets go.
public final class TemporaryDirectory: Sendable {
    /// Where it is; short enough for sockets in it.
    public let path: String

    /// Where it is.
    public var url: URL { URL(filePath: path, directoryHint: .isDirectory) }

    /// Makes one, for this user alone.
    public init() throws {
        var template = Array("/tmp/leadkeeper-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw ChildProcess.Failure(description: "failed to make a directory: \(errorText())")
        }
        path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
