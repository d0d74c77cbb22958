public import Credentials

/// A way for mail by token, as a person chooses it.
public struct MailWay: Hashable, Sendable {
    /// What mail is handed to: `graph:`, or a mail server such as `smtp://smtp.office365.com:587`.
    public var server: String
    /// The mailbox that it leaves from.
    public var mailbox: EmailAddress
    /// The application that sends.
    public var application: EntraApplication

    /// A way.
    public init(server: String, mailbox: EmailAddress, application: EntraApplication) {
        self.server = server
        self.mailbox = mailbox
        self.application = application
    }

    /// What stands for Microsoft Graph in place of a server.
    public static let graph = "graph:"

    /// Whether it goes through Microsoft Graph.
    public var isGraph: Bool { server == Self.graph }

    /// The keys of `[Mail]` that make it so, whatever `[Mail]` has besides; an empty value takes back what stands in an
    /// earlier file.
    ///
    /// - Parameter from: who mails are from until now.
    func lines(from: EmailAddress) -> [MailMigrationFile.Line] {
        var lines = [
            MailMigrationFile.Line("Server", server), MailMigrationFile.Line("Security", ""),
            MailMigrationFile.Line("SignIn", MailSettings.SignIn.oauth.rawValue),
            MailMigrationFile.Line("UserName", isGraph ? "" : mailbox.description),
            MailMigrationFile.Line("DirectoryID", application.directory.description),
            MailMigrationFile.Line("ApplicationID", application.id.description),
        ]
        // Graph sends from its mailbox alone; a mail server lets the mailbox send as it did before.
        if isGraph, from != mailbox { lines.append(MailMigrationFile.Line("From", mailbox.description)) }
        return lines
    }

    /// The way that such keys make; `nil` where they make none.
    init?(_ lines: [MailMigrationFile.Line], from: EmailAddress?) {
        let value = { (key: String) in lines.first { $0.key == key }?.value ?? "" }
        guard let directory = GUID(value("DirectoryID")), let id = GUID(value("ApplicationID")),
            let mailbox = EmailAddress(value("UserName")) ?? EmailAddress(value("From")) ?? from
        else { return nil }
        self.init(
            server: value("Server"), mailbox: mailbox,
            application: EntraApplication(directory: directory, id: id))
    }
}

extension EntraSettings.Cloud {
    /// Exchange Online's mail server for programs that sign in.
    public var mailServer: String {
        let host =
            switch self {
            case .public: "smtp.office365.com"
            case .usgov: "smtp.office365.us"
            case .usgovDoD: "outlook-dod.office365.us"
            case .china: "smtp.partner.outlook.cn"
            }
        return "smtp://\(host):587"
    }
}
