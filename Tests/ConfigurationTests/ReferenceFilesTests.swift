import Configuration
import Credentials
import Foundation
import TestSupport
import Testing

/// The files with comments that are installed for people to edit.
@Suite struct ReferenceFilesTests {
    private static let samples = ["azure-ad", "office365"]

    private func text(_ name: String) throws -> String {
        try String(contentsOf: Repository.root.appending(path: "systemd/\(name)"), encoding: .utf8)
    }

    /// The text with `#Key=value` made `Key=value`; words stand behind `# ` and stay comments.
    private func uncommented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("#") && !$0.hasPrefix("# ") ? $0.dropFirst() : $0 }
            .joined(separator: "\n")
    }

    /// `Group Key=value` for every key, commented out or not.
    private func assignments(_ text: String) -> [String] {
        var group = ""
        return uncommented(text).split(separator: "\n").compactMap { line in
            if line.hasPrefix("#") { return nil }
            guard line.hasPrefix("[") else { return "\(group) \(line)" }
            group = String(line.dropFirst().dropLast())
            return nil
        }
    }

    private func connection(_ text: String) throws -> Credential {
        try #require(try settings(["connections/contoso.conf": text]).inventory.first)
    }

    @Test func `leadkeeper.conf has every key at its default, in the order of the manual`() throws {
        let expected = Settings.keyTable.filter { $0.place != .connection }.map {
            "\($0.group) \($0.key)=\($0.defaultText)"
        }
        #expect(try assignments(text("leadkeeper.conf")) == expected)
    }

    @Test func `leadkeeper.conf says the same as no file, as it is and with every key uncommented`() throws {
        let text = try text("leadkeeper.conf")
        #expect(try settings(["leadkeeper.conf": text]) == settings([:]))
        #expect(try settings(["leadkeeper.conf": uncommented(text)]) == settings([:]))
    }

    @Test func `leadkeeper.conf names every word that a key accepts`() throws {
        let text = try text("leadkeeper.conf")
        for (key, words) in [
            ("Cloud", EntraSettings.Cloud.allCases.map(\.rawValue)), ("Cleanup", ["delete", "keep"]),
            ("Security", MailSettings.Security.allCases.map(\.rawValue)), ("Language", ["en", "fr", "sv", "nl"]),
            ("Mode", ["remind", "assisted", "automatic"]),
        ] {
            let end = try #require(text.range(of: "\n#\(key)=")).lowerBound
            let comment = text[..<end].components(separatedBy: "\n\n").last ?? ""
            for word in words { #expect(comment.contains(word), "\(key): \(word)") }
        }
    }

    /// Those of the other destinations, which have fewer keys than there are, as most make no difference there.
    private static let others = ["https-endpoint", "azure-table"]

    @Test(arguments: others) func `a sample of another destination has the keys of its own group at their defaults`(
        name: String
    ) throws {
        let text = try text("connections/\(name).conf.sample")
        let group = try #require(SignInMethod(rawValue: name)?.group)
        for row in Settings.keyTable where row.group == group {
            #expect(text.contains("\n#\(row.key)=\(row.defaultText)\n"))
        }
        #expect(text.contains("\n#Lifetime=never\n"))
    }

    @Test(arguments: samples + others) func `a sample is a valid connection`(name: String) throws {
        #expect(try connection(text("connections/\(name).conf.sample")).identity.method.rawValue == name)
    }

    @Test(arguments: samples) func `a sample has all keys of its method, those without need at their defaults`(
        name: String
    )
        throws
    {
        let other = ["HTTPSEndpoint", "AzureTable"] + (name == "azure-ad" ? ["Office365", "Window"] : ["AzureAD"])
        let rows = Settings.keyTable.filter { $0.place != .settings && !other.contains($0.group) }
        let text = try text("connections/\(name).conf.sample")
        let keys = { (group: String) in rows.filter { $0.group == group }.map { "\(group) \($0.key)" }.sorted() }
        for group in Set(rows.map(\.group)) {
            let found = assignments(text).filter { $0.hasPrefix("\(group) ") }.map { String($0.prefix { $0 != "=" }) }
            #expect(found.sorted() == keys(group))
        }
        for row in rows where !row.isRequired {
            #expect(text.contains("\n#\(row.key)=\(row.defaultText)\n"), "\(row.group) \(row.key)")
        }
        #expect(try connection(uncommented(text)) == connection(text))
    }

    @Test(arguments: ["leadkeeper.conf"] + (samples + others).map { "connections/\($0).conf.sample" })
    func `no line is longer than a terminal is wide`(name: String) throws {
        for line in try text(name).split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }
}
