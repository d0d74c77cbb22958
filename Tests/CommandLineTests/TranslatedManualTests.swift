import Foundation
import TestSupport
import Testing

private let isManualTranslated = ["make", "scdoc", "po4a"].allSatisfy {
    FileManager.default.isExecutableFile(atPath: "/usr/bin/\($0)")
}

/// The manual in other languages, which po4a makes of scdoc's pages and `systemd/man/po`.
@Suite(.enabled(if: isManualTranslated, "make, scdoc or po4a is not installed"))
struct TranslatedManualTests {
    private static let languages = ["fr", "nl", "sv"]
    private static let root = Repository.root.path
    private static let pages = [
        "leadkeeper.1", "leadkeeper.conf.5", "leadkeeper-connection.5", "leadkeeper-rotation.7",
    ]

    private static func shell(_ command: String) async throws -> ChildProcess.Ended {
        try await ChildProcess.run(
            "/bin/sh", ["-c", "cd '\(root)' && \(command)"],
            environment: ["LC_ALL": "C.UTF-8", "MANWIDTH": "80", "PATH": "/usr/bin:/bin"])
    }

    /// The pages that po4a writes where so many per cent of a page have to be translated.
    private func written(threshold: Int) async throws -> Set<String> {
        let directory = try TemporaryDirectory()
        let masters = Self.pages.map { ".build/man/master/\($0)" }.joined(separator: " ")
        let ended = try await Self.shell(
            "make --silent \(masters) && po4a --quiet --no-update --keep \(threshold) --variable out='\(directory.path)' "
                + "systemd/man/po4a.cfg")
        #expect(ended.exit == .code(0), "\(ended.errors)")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: directory.path)
        return Set(paths.filter { $0.contains("/") })
    }

    @Test func `a page is shown once enough of it is translated`() async throws {
        let all = Set(Self.languages.flatMap { language in Self.pages.map { "\(language)/\($0)" } })
        #expect(try await written(threshold: 0) == all)
        #expect(try await written(threshold: 101).isEmpty)
        let shown = try await written(threshold: 80)
        for language in Self.languages {
            #expect(shown.isSuperset(of: ["\(language)/leadkeeper.1", "\(language)/leadkeeper.conf.5"]))
        }
    }

    @Test(arguments: languages) func `gettext finds no fault in a translation`(language: String) async throws {
        let ended = try await Self.shell("msgfmt --check --output-file=/dev/null systemd/man/po/\(language).po")
        #expect(ended.exit == .code(0) && ended.errors.isEmpty, "\(ended.errors)")
    }

    @Test(arguments: languages)
    func `a translation is for people of that language, with the keys and commands as they are`(
        language: String
    ) async throws {
        let made = try await Self.shell("make --silent man")
        #expect(made.exit == .code(0), "\(made.errors)")
        let page = ".build/man/\(language)/man5/leadkeeper.conf.5"
        let read = try await Self.shell("man --warnings --local-file '\(page)'")
        #expect(read.exit == .code(0) && read.errors.isEmpty, "\(read.errors)")
        let english = try await Self.shell("man --local-file .build/man/leadkeeper.conf.5")
        let keys = { (text: String) in
            text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
                .filter { $0.wholeMatch(of: /[A-Za-z]+=/) != nil }
        }
        #expect(!keys(english.output).isEmpty && keys(read.output) == keys(english.output))
        // What is not translated yet stays English, a fifth of the page at most.
        let count = { (word: String, text: String) in text.components(separatedBy: word).count - 1 }
        for word in ["Accepted:", "Default:", " the "] {
            #expect(count(word, read.output) * 5 < count(word, english.output), "\(word)")
        }
        for line in ["leadkeeper secret set @mail", "Server=smtps://mail.contoso.com"] {
            #expect(read.output.contains(line), "\(line)")
        }
        // The date and the version are those of the English page.
        let head = { (path: String) in try await Self.shell("sed -n '/^\\.TH/s/\"//gp' '\(path)'").output }
        #expect(try await head(page) == head(".build/man/leadkeeper.conf.5"))
    }
}
