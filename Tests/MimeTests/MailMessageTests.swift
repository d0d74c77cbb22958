import Foundation
import Mime
import Testing

@Suite struct MailMessageTests {
    private var mail: MailMessage {
        MailMessage(
            senderName: "leadkeeper", sender: "leadkeeper@contoso.example", recipient: "ops@contoso.example",
            subject: "contoso: client secret lapses in 7 days — act now", date: 1_795_000_000,
            messageID: MessageID.make(key: "contoso/1/lapses/604800/ops@contoso.example", domain: "contoso.example"),
            text: "Räksmörgås\nline two\n", html: "<p>Räksmörgås</p>\n")
    }

    private var text: String { String(decoding: mail.encoded(), as: UTF8.self) }

    @Test func `is the same bytes each time it is made`() {
        #expect(mail.encoded() == mail.encoded())
    }

    @Test func `has ASCII alone and no line end but CRLF`() {
        let bytes = mail.encoded()
        #expect(bytes.allSatisfy { $0 < 128 })
        for (index, byte) in bytes.enumerated() where byte == 10 || byte == 13 {
            #expect(byte == 10 ? bytes[index - 1] == 13 : bytes[index + 1] == 10)
        }
        #expect(bytes.suffix(2) == [13, 10])
    }

    @Test func `names its date, its id and that a program sent it`() {
        #expect(text.contains("Date: Wed, 18 Nov 2026 11:06:40 +0000\r\n"))
        #expect(text.contains("Message-Id: \(mail.messageID)\r\n"))
        #expect(text.contains("Auto-Submitted: auto-generated\r\n"))
        #expect(text.contains("Content-Type: multipart/alternative"))
    }

    @Test func `says where it belongs, where answers go and whether it is urgent, where it does`() {
        for name in ["References", "In-Reply-To", "Reply-To", "List-Id", "Importance"] {
            #expect(!text.contains("\r\n\(name):"))
        }
        var mail = mail
        mail.replyTo = ["ops@contoso.example", "root@contoso.example"]
        mail.thread = MessageID.make(key: "thread/contoso/v1/ops@contoso.example", domain: "contoso.example")
        mail.list = MailList(host: "Gate.contoso.example")
        mail.isImportant = true
        let text = String(decoding: mail.encoded(), as: UTF8.self).replacingOccurrences(of: "\r\n\t", with: " ")
        let lines = Set(text.split(separator: "\r\n"))
        let thread = mail.thread ?? ""
        #expect(lines.contains("References: \(thread)") && lines.contains("In-Reply-To: \(thread)"))
        #expect(lines.contains("Reply-To: ops@contoso.example, root@contoso.example"))
        #expect(lines.contains("List-Id: leadkeeper on gate.contoso.example <leadkeeper.gate.contoso.example>"))
        #expect(lines.contains("Importance: high"))
    }

    @Test(arguments: ["gate\r\nBcc: x", "", "gåte <b>", String(repeating: "a.", count: 300)])
    func `names a list whatever the host is called`(host: String) {
        var mail = mail
        mail.list = MailList(host: host)
        let header = String(decoding: mail.encoded(), as: UTF8.self).split(separator: "\r\n\r\n")[0]
        #expect(!header.split(separator: "\r\n").contains { $0.lowercased().hasPrefix("bcc") })
        #expect(header.contains("\r\nList-Id:"))
    }

    @Test(arguments: [
        "x\r\nBcc: everyone@contoso.example", "x\nBcc: everyone@contoso.example", "\u{202E}x\u{0}\u{2028}Bcc: y",
    ])
    func `lets no subject or name add a header field`(hostile: String) {
        var mail = mail
        mail.subject = hostile
        mail.senderName = hostile
        let header = String(decoding: mail.encoded(), as: UTF8.self).split(separator: "\r\n\r\n")[0]
        #expect(!header.split(separator: "\r\n").contains { $0.lowercased().hasPrefix("bcc") })
    }

    @Test func `has an id that follows from its key alone`() {
        #expect(MessageID.make(key: "a", domain: "b") == MessageID.make(key: "a", domain: "b"))
        #expect(MessageID.make(key: "a", domain: "b") != MessageID.make(key: "c", domain: "b"))
    }

    @Test(arguments: [
        ("Contoso leads", "From: Contoso leads <leadkeeper@contoso.example>"),
        ("Contoso, leads", #"From: "Contoso, leads" <leadkeeper@contoso.example>"#),
        ("Räksmörgås", "From: =?"), ("ceo@bank.example", #"From: "ceo@bank.example" <leadkeeper@contoso.example>"#),
        ("x (y)", #"From: "x (y)" <leadkeeper@contoso.example>"#),
    ])
    func `shows the sender's name, and keeps it apart from the address`(name: String, line: String) throws {
        var mail = mail
        mail.senderName = name
        let from = String(decoding: mail.encoded(), as: UTF8.self).split(separator: "\r\n").filter {
            $0.hasPrefix("From:")
        }
        #expect(from.count == 1 && from[0].hasPrefix(line), "\(from)")
        #expect(from[0].hasSuffix(" <leadkeeper@contoso.example>"), "\(from)")
    }

    private func mail(with entries: [CalendarPart], isInvitation: Bool = true) -> [Substring] {
        var mail = mail
        mail.calendar = entries
        mail.isInvitation = isInvitation
        return String(decoding: mail.encoded(), as: UTF8.self).split(
            separator: "\r\n", omittingEmptySubsequences: false)
    }

    private func entry(_ text: String) -> CalendarPart {
        CalendarPart(method: "REQUEST", object: Array(text.utf8), fileName: "leadkeeper.ics")
    }

    @Test func `an entry for the calendar is an alternative and a file, byte for byte`() throws {
        let lines = mail(with: [entry("BEGIN:VCALENDAR\r\nX:å\r\nEND:VCALENDAR\r\n")])
        let types = lines.filter { $0.hasPrefix("Content-Type: ") }.map { $0.dropFirst(14).prefix { $0 != ";" } }
        #expect(
            types == [
                "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar",
                "application/ics",
            ])
        #expect(lines.contains("Content-Type: text/calendar; method=REQUEST; charset=utf-8"))
        #expect(lines.contains("Content-Disposition: attachment; filename=leadkeeper.ics"))
        #expect(lines.count { $0 == "QkVHSU46VkNBTEVOREFSDQpYOsOlDQpFTkQ6VkNBTEVOREFSDQo=" } == 2)
    }

    @Test func `of several entries each is a file that says what it does, and none an alternative`() throws {
        let lines = mail(with: [entry("a"), entry("b")])
        let types = lines.filter { $0.hasPrefix("Content-Type: ") }.map { $0.dropFirst(14).prefix { $0 != ";" } }
        #expect(
            types == [
                "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "text/calendar",
            ])
        #expect(lines.count { $0 == "Content-Disposition: attachment; filename=leadkeeper.ics" } == 2)
        #expect(lines.count { $0.contains("method=REQUEST") } == 2)
    }

    @Test func `an entry that goes along with other news is a file alone`() throws {
        let lines = mail(with: [entry("a")], isInvitation: false)
        #expect(lines.count { $0.hasPrefix("Content-Type: text/calendar; method=REQUEST") } == 1)
        #expect(lines.count { $0.hasPrefix("Content-Disposition: attachment") } == 1)
    }
}
