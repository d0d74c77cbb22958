public import Credentials
internal import GLib

/// The file by which `leadkeeper mail migrate` moves mail from a password to tokens: a file of `leadkeeper.conf.d` that
/// is its own, from the first question to the last step.
///
/// It is the state of the move too. What is only prepared stands in it as comments, so that nothing changes before the
/// new way is proven; and it is the program's own only as long as nobody has changed a byte of it.
public struct MailMigrationFile: Hashable, Sendable {
    /// How far the move has come.
    public enum Stage: String, Hashable, Sendable, CaseIterable {
        /// The new way is chosen; mail leaves by the old one.
        case prepared
        /// Mail leaves by the new way; the old one is there as a channel.
        case switched
        /// Mail leaves by the new way; the old one is gone.
        case finished
    }

    /// One key with its value, as the file writes it.
    public struct Line: Hashable, Sendable {
        var key: String
        var value: String

        init(_ key: String, _ value: String) { (self.key, self.value) = (key, value) }

        fileprivate init?(_ text: Substring) {
            guard let sign = text.firstIndex(of: "=") else { return nil }
            self.init(String(text[..<sign]), String(text[text.index(after: sign)...]))
        }

        fileprivate var text: String { "\(key)=\(value)" }
    }

    /// Its name in `leadkeeper.conf.d`.
    public static let name = "90-mail-migrate.conf"
    /// The channel that the old way is once mail leaves by the new one.
    public static let channel = ChannelName("mail-before")

    /// How far the move has come.
    public var stage: Stage
    /// The keys of `[Mail]`.
    private let mail: [Line]
    /// The keys of the channel that the old way becomes; empty where it becomes none.
    private let before: [Line]

    private static let head = """
        # `leadkeeper mail migrate` wrote this file and goes on with it, as long as nobody edits it.
        # Keys here override those of leadkeeper.conf; an empty value takes one back.
        """
    /// What hides a line of what is only prepared.
    private static let mark = "#: "

    /// The file of a move that is prepared.
    ///
    /// - Parameters:
    ///   - way: the new way.
    ///   - settings: how mail leaves until now.
    public init(to way: MailWay, from settings: MailSettings) {
        stage = .prepared
        mail = way.lines(from: settings.from)
        before = settings.channelLines
    }

    /// Reads a file; `nil` for one that this program did not write as it is.
    public init?(_ bytes: [UInt8]) {
        var stage: Stage?
        var groups: [String: [Line]] = [:]
        var group = ""
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            if line.hasPrefix(Self.stageMark) {
                stage = Stage(rawValue: String(line.dropFirst(Self.stageMark.count)))
                continue
            }
            let text = line.hasPrefix(Self.mark) ? line.dropFirst(Self.mark.count) : line
            if text.hasPrefix("#") { continue }
            if text.hasPrefix("[") {
                group = String(text)
            } else if let line = Line(text) {
                groups[group, default: []].append(line)
            }
        }
        guard let stage else { return nil }
        self.stage = stage
        mail = groups["[Mail]"] ?? []
        before = groups[Self.channelGroup] ?? []
        // With the sum in it, this is the text of no file but the one that was written.
        guard Array(text.utf8) == bytes else { return nil }
    }

    /// The new way; `nil` where the file does not name one.
    ///
    /// - Parameter from: who mails are from without it.
    public func way(from: EmailAddress?) -> MailWay? { MailWay(mail, from: from) }

    /// Whether the old way becomes a channel.
    public var keepsBefore: Bool { !before.isEmpty }

    /// The same at another stage.
    public func at(_ stage: Stage) -> MailMigrationFile {
        var file = self
        file.stage = stage
        return file
    }

    /// The file's text, with a sum of it by which a change of a value is seen.
    public var text: String {
        let isHidden = stage == .prepared
        var lines = ["[Mail]"] + mail.map(\.text)
        if !before.isEmpty, stage != .finished { lines += [Self.channelGroup] + before.map(\.text) }
        let body =
            "\(Self.stageMark)\(stage.rawValue)\n" + lines.map { (isHidden ? Self.mark : "") + $0 + "\n" }.joined()
        return "\(Self.head)\n# Sum: \(Checksum.hexadecimal(of: body.utf8))\n\(body)"
    }

    private static let stageMark = "# Stage: "

    private static var channelGroup: String { "[\(Keys.channelMark)\(channel?.description ?? "")]" }
}

extension MailSettings {
    /// The way that mail leaves by, as a channel beside another one; empty where there can be none.
    ///
    /// It tells the operators alone, and what cannot wait: contacts get no mail twice.
    fileprivate var channelLines: [MailMigrationFile.Line] {
        guard signIn == .password, let userName else { return [] }
        let host = host.contains(":") ? "[\(host)]" : host
        return [
            MailMigrationFile.Line("Kind", Channel.Kind.mail.rawValue),
            MailMigrationFile.Line("Server", "\(security == .tls ? "smtps" : "smtp")://\(host):\(port)"),
            MailMigrationFile.Line("Security", security.rawValue),
            // A key file reads a backslash as the beginning of an escape.
            MailMigrationFile.Line("UserName", userName.replacing("\\", with: "\\\\")),
            MailMigrationFile.Line("From", from.description),
            MailMigrationFile.Line("Tell", Channel.Audience.operators.rawValue),
            MailMigrationFile.Line("Level", Channel.Level.actNow.rawValue),
        ]
    }
}

extension MailMigrationFile {
    /// What is there under the file's name.
    public enum Found: Hashable, Sendable {
        /// Nothing.
        case nothing
        /// The file as the program wrote it.
        case own(MailMigrationFile)
        /// A file that the program did not write, or not as it is now.
        case foreign
        /// Something that cannot be read, for that reason.
        case unreadable(String)
    }

    /// Its path in a configuration directory.
    public static func path(in directory: String) -> String {
        RegularFile.path(RegularFile.path(directory, dropInDirectory), name)
    }

    /// The directory of settings that override others, in a configuration directory.
    public static let dropInDirectory = "leadkeeper.conf.d"

    /// Looks at what is there; blocks on the disk.
    public static func find(in directory: String) -> Found {
        switch RegularFile.bytes(at: path(in: directory)) {
        case .success(let bytes): MailMigrationFile(bytes).map(Found.own) ?? .foreign
        case .failure(let failure): failure.isMissing ? .nothing : .unreadable(failure.text)
        }
    }
}
