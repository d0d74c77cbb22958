import Basics
import Foundation
import Glibc

/// The secrets of one scenario: each unlike any other, and all of them with the same two rare ends, so that a hunt for
/// those finds any of them, and half of one too.
struct SecretMint: Sendable {
    /// How every secret of this mint begins.
    let head: String
    /// How every secret of this mint ends.
    let tail: String

    /// A mint that no other scenario has.
    init() {
        head = Self.rare(12) + "&~+/é%"
        tail = "=\"<" + Self.rare(12)
    }

    /// A secret that nobody has had before, with every kind of character that some encoding would change.
    func secret() -> String { head + Self.rare(8) + tail }

    private static func rare(_ count: Int) -> String {
        let letters = Array("abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789")
        return String((0..<count).compactMap { _ in letters.randomElement() })
    }
}

/// Looks for secrets where none may be: as they are, in base64, URL-encoded, in UTF-16 and in hexadecimal.
struct SecretHunt: Sendable {
    private let needles: [(form: String, bytes: [UInt8])]

    /// A hunt for whatever has the ends of that mint.
    init(for mint: SecretMint) {
        self.init(for: [mint.head, mint.tail])
    }

    /// A hunt for these texts.
    init(for texts: [String]) {
        needles = texts.flatMap(Self.needles)
    }

    /// A hunt for these pieces, each as it is.
    init(forPieces pieces: [(form: String, bytes: [UInt8])]) {
        needles = pieces
    }

    /// The forms in which the bytes hold a secret, such as `PLACE: base64`.
    func findings(in bytes: some ContiguousBytes, at place: String) -> [String] {
        bytes.withUnsafeBytes { haystack in
            needles.filter { Self.contains(haystack, $0.bytes) }
        }.map { "\(place): \($0.form)" }
    }

    /// The findings in every file under a directory, their names included.
    func findings(under directory: String, except excepted: [String] = []) -> [String] {
        var findings: [String] = []
        let files = FileManager.default.enumerator(atPath: directory)
        while let name = files?.nextObject() as? String {
            let path = "\(directory)/\(name)"
            if excepted.contains(path) {
                files?.skipDescendants()
                continue
            }
            findings += self.findings(in: Data(name.utf8), at: "the name of \(path)")
            guard files?.fileAttributes?[.type] as? FileAttributeType == .typeRegular else { continue }
            guard let content = try? Data(contentsOf: URL(filePath: path)) else {
                // A file may go while it is looked for, as a journal of SQLite's does; one that is there has to be
                // read.
                if FileManager.default.fileExists(atPath: path) { findings.append("\(path): could not be read") }
                continue
            }
            findings += self.findings(in: content, at: path)
        }
        return findings
    }

    /// The findings in the arguments and the environment of a process and of its children.
    ///
    /// Neither changes while it runs the same program. A process that is being started has no arguments for a moment,
    /// and one that has ended has none any more. proc(5).
    func findings(ofProcess pid: pid_t) -> [String] {
        while Self.isStarting(pid) { sched_yield() }
        let own = ["cmdline", "environ"].flatMap { name in
            let path = "/proc/\(pid)/\(name)"
            return (try? Data(contentsOf: URL(filePath: path))).map { findings(in: $0, at: path) } ?? []
        }
        return own + Self.children(of: pid).flatMap(findings(ofProcess:))
    }

    private static func isStarting(_ pid: pid_t) -> Bool {
        guard let arguments = try? Data(contentsOf: URL(filePath: "/proc/\(pid)/cmdline")), arguments.isEmpty,
            let state = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
        else { return false }
        return state.split(separator: ")").last?.hasPrefix(" Z") == false
    }

    /// The processes that a process has started and not yet outlived.
    static func children(of pid: pid_t) -> [pid_t] {
        let text = (try? String(contentsOfFile: "/proc/\(pid)/task/\(pid)/children", encoding: .utf8)) ?? ""
        return text.split(separator: " ").compactMap { pid_t($0) }
    }

    /// memchr(3) and memcmp(3): a search in Swift takes a while where it is built without optimisation.
    ///
    /// It goes by a byte that is not zero: of those, whole files are full.
    private static func contains(_ haystack: UnsafeRawBufferPointer, _ needle: [UInt8]) -> Bool {
        guard let begin = haystack.baseAddress, let lead = needle.firstIndex(where: { $0 != 0 }) else { return false }
        var place = begin + lead
        let end = begin + haystack.count - (needle.count - lead)
        while place <= end, let found = memchr(place, Int32(needle[lead]), end - place + 1) {
            if memcmp(found - lead, needle, needle.count) == 0 { return true }
            place = UnsafeRawPointer(found) + 1
        }
        return false
    }

    private static func needles(of text: String) -> [(String, [UInt8])] {
        let plain = Array(text.utf8)
        // What text encodings leave as it is: it is found in JSON, HTML, quoted-printable and any URL-encoding alike.
        let core = text.split { !$0.isASCII || !$0.isLetter && !$0.isNumber }.max { $0.count < $1.count } ?? ""
        var needles: [(String, [UInt8])] = [
            ("as it is", plain), ("in part", Array(core.utf8)),
            ("URL-encoded", Array((text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text).utf8)),
            ("UTF-16", text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }),
            ("UTF-16, big-endian", text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }),
            ("hexadecimal", Array(plain.map { $0.hexadecimal() }.joined().utf8)),
            ("hexadecimal", Array(plain.map { $0.hexadecimal(upperCase: true) }.joined().utf8)),
        ]
        // In base64 a text looks different after zero, one or two other bytes: what does not depend on those is looked
        // for.
        for offset in 0..<3 {
            let whole = plain.dropFirst((3 - offset) % 3)
            let encoded = Data(whole.prefix(whole.count / 3 * 3)).base64EncodedString()
            needles.append(("base64", Array(encoded.utf8)))
            let other = encoded.replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            if other != encoded { needles.append(("base64url", Array(other.utf8))) }
        }
        return needles
    }
}
