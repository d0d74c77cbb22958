import Foundation
import TestSupport

/// What the README says to type.
enum Readme {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The blocks of code in the section with this heading, in order, as they stand there.
    static func blocks(of section: String) throws -> [String] {
        let text = try String(contentsOf: Repository.root.appending(path: "README.md"), encoding: .utf8)
        guard let heading = text.range(of: "\n## \(section)\n") else {
            throw Failure(description: "the README has no section \(section)")
        }
        let rest = text[heading.upperBound...]
        let end = rest.range(of: "\n## ")?.lowerBound ?? rest.endIndex
        let parts = rest[..<end].split(separator: "```\n", omittingEmptySubsequences: false)
        return parts.enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
}
