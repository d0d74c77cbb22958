import Doctor
import Foundation
import Testing

/// `Documentation/Requirements.md`, which goes through Microsoft's pages line by line.
struct RequirementsTests {
    private static let page: String? = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try? String(contentsOf: root.appending(path: "Documentation/Requirements.md"), encoding: .utf8)
    }()

    /// The words in the last column of each row that have the form of an id.
    private static var named: [String] {
        (page ?? "").split(separator: "\n").filter { $0.hasPrefix("|") }.flatMap { row in
            let column = row.split(separator: "|").last.map(String.init) ?? ""
            return column.split(separator: "`", omittingEmptySubsequences: false).enumerated()
                .filter { $0.offset % 2 == 1 }.map { String($0.element) }
        }
        .filter { !$0.hasPrefix("leadkeeper ") }
    }

    @Test func `every check stands in it, and what stands in it is a check`() throws {
        let named = Set(Self.named)
        #expect(named.subtracting(Check.allCases.map(\.rawValue)) == [])
        #expect(Set(Check.allCases.map(\.rawValue)).subtracting(named) == [])
    }

    @Test func `a requirement without a check says why`() throws {
        let rows = try #require(Self.page).split(separator: "\n").filter { $0.hasPrefix("| ") }
        for row in rows where !row.hasPrefix("| Requirement") && !row.hasPrefix("| ---") {
            let last = row.split(separator: "|").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
            #expect(
                last.contains("`") || last.hasPrefix("None: ") || last.hasPrefix("None, ") || last.hasPrefix("The two"),
                "\(row)")
        }
    }

    @Test func `ids are in kebab case, and a cause stands before what it hides`() {
        for (index, check) in Check.allCases.enumerated() {
            #expect(check.rawValue.wholeMatch(of: /[a-z]+(-[a-z]+)*/) != nil)
            for cause in check.causes {
                #expect(Check.allCases.firstIndex(of: cause).map { $0 < index } == true, "\(check)")
            }
        }
    }
}
