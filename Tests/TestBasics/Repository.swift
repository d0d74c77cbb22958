public import Foundation

/// The project's files, wherever it was cloned to.
public enum Repository {
    /// The directory with `Package.swift`.
    public static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
}
