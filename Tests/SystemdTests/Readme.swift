import Foundation
import TestSupport

/// What the README, or another page, says to type.
enum Readme {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The blocks of code in the section with this heading, in order, as they stand there.
    static func blocks(of section: String) throws -> [String] {
        try blocks(of: section, in: "README.md", below: "## ")
    }

    /// The same of leadkeeper(1), in which a backslash is written twice.
    static func manualBlocks(of section: String) throws -> [String] {
        try blocks(of: section, in: "systemd/man/leadkeeper.1.scd", below: "# ").map {
            $0.replacing("\\\\", with: "\\")
        }
    }

    private static func blocks(of section: String, in page: String, below mark: String) throws -> [String] {
        let text = try String(contentsOf: Repository.root.appending(path: page), encoding: .utf8)
        guard let heading = text.range(of: "\n\(mark)\(section)\n") else {
            throw Failure(description: "\(page) has no section \(section)")
        }
        let rest = text[heading.upperBound...]
        let end = rest.range(of: "\n\(mark)")?.lowerBound ?? rest.endIndex
        let parts = rest[..<end].split(separator: "```\n", omittingEmptySubsequences: false)
        return parts.enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
}
