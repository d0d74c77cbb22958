import Foundation
import TestSupport
import Testing

/// Everything in Markdown: that each link leads somewhere, and that the README stays what somebody reads in one go.
@Suite struct PaperLinksTests {
    /// Those in the repository's own folders, and none of what a build or a test leaves behind.
    private static let papers: [String] = {
        let folders = ["", "Documentation/", "Documentation/Mails/"]
        return folders.flatMap { folder in
            let found = try? FileManager.default.contentsOfDirectory(
                atPath: Repository.root.appending(path: folder).path)
            return (found ?? []).filter { $0.hasSuffix(".md") }.map { folder + $0 }
        }.sorted()
    }()

    private static func text(_ paper: String) throws -> String {
        try String(contentsOf: Repository.root.appending(path: paper), encoding: .utf8)
    }

    /// The text without what stands in blocks of code or between backquotes, where brackets are no links.
    private static func prose(_ paper: String) throws -> String {
        try text(paper).replacing(/(?m)^```[\s\S]*?^```$/, with: "").replacing(/`[^`\n]*`/, with: "")
    }

    /// The anchors of a page's headings, as GitHub makes them.
    private static func anchors(of paper: String) throws -> Set<String> {
        let text = try text(paper).replacing(/(?m)^```[\s\S]*?^```$/, with: "")
        return Set(
            text.matches(of: /(?m)^#{1,6} (.+)$/).map { match in
                String(match.1).lowercased().filter { $0.isLetter || $0.isNumber || " -_".contains($0) }
                    .replacing(" ", with: "-")
            })
    }

    @Test func `there are papers`() {
        #expect(Self.papers.count > 15 && Self.papers.contains("README.md"))
    }

    @Test(arguments: papers) func `each link in a paper leads to what is there`(paper: String) throws {
        let folder = Repository.root.appending(path: paper).deletingLastPathComponent()
        for match in try Self.prose(paper).matches(of: /\]\(([^)\s]+)\)/) {
            let link = String(match.1)
            guard !link.hasPrefix("https://"), !link.hasPrefix("http://"), !link.hasPrefix("mailto:") else { continue }
            let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let file = parts[0].isEmpty ? Repository.root.appending(path: paper) : folder.appending(path: parts[0])
            #expect(FileManager.default.fileExists(atPath: file.path), "\(link)")
            guard parts.count == 2, FileManager.default.fileExists(atPath: file.path) else { continue }
            let target = file.standardized.path.dropFirst(Repository.root.standardized.path.count + 1)
            #expect(try Self.anchors(of: String(target)).contains(parts[1]), "\(link)")
        }
    }

    @Test func `a heading is found by its anchor, and by nothing else`() throws {
        let anchors = try Self.anchors(of: "CONTRIBUTING.md")
        #expect(anchors.isSuperset(of: ["a-release", "where-to-begin", "build-and-test"]))
        #expect(!anchors.contains("a release") && !anchors.contains("make-help"))
    }

    @Test func `the README is short enough for a newcomer`() throws {
        let lines = try Self.text("README.md").split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count < 200)
        for line in lines { #expect(line.count <= 100, "\(line)") }
    }

    @Test func `each picture is small, and is shown somewhere`() throws {
        let folder = "Documentation/Pictures"
        let pictures = try FileManager.default.contentsOfDirectory(
            atPath: Repository.root.appending(path: folder).path)
        #expect(!pictures.isEmpty)
        let all = try Self.papers.map(Self.text).joined()
        for picture in pictures {
            let data = try Data(contentsOf: Repository.root.appending(path: "\(folder)/\(picture)"))
            #expect(data.count < 150_000 && data.starts(with: [0x89] + "PNG".utf8), "\(picture)")
            #expect(all.contains("Pictures/\(picture))"), "\(picture)")
        }
    }
}
