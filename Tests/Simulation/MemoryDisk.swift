import Foundation

/// Where memory can be a file system, a directory on it: years of commits would spend their time in fsync.
package enum MemoryDisk {
    /// A new directory with that word in its name, which its maker removes.
    package static func makeDirectory(_ word: String) throws -> String {
        let base =
            FileManager.default.isWritableFile(atPath: "/dev/shm")
            ? "/dev/shm" : FileManager.default.temporaryDirectory.path
        let path = "\(base)/\(word)-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }
}
