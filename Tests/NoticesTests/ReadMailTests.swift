import TestSupport
import Testing

/// What the tests read mails with, held against mails that nobody of ours wrote.
@Suite struct ReadMailTests {
    private static func bytes(_ lines: [String]) -> [UInt8] { Array(lines.joined(separator: "\r\n").utf8) }

    @Test func `names, folded lines, encoded words and both forms are read`() async throws {
        let mail = try await ReadMail.reading(
            Self.bytes([
                "From: =?utf-8?q?J=C3=B6rg?= <joerg@contoso.com>", "Subject: =?utf-8?b?UHLDvGZlbg==?=",
                " and =?utf-8?q?begin?=", "MIME-Version: 1.0", "List-ID: <x.contoso.com>",
                "Content-Type: multipart/alternative; boundary=\"b\"", "", "--b",
                "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable", "",
                "J=C3=B6rg, a line that goes =", "on", "--b", "Content-Type: text/html; charset=utf-8",
                "Content-Transfer-Encoding: base64", "", "PHA+w7Y8L3A+", "--b--", "",
            ]))
        #expect(mail.defects == [])
        #expect(mail.headers["from"] == "Jörg <joerg@contoso.com>")
        #expect(mail.headers["subject"] == "Prüfen and begin")
        #expect(mail.headers["list-id"] == "<x.contoso.com>" && mail.headers["reply-to"] == nil)
        #expect(mail.text == "Jörg, a line that goes on" && mail.html == "<p>ö</p>")
    }

    @Test func `a mail of one part has no other form`() async throws {
        let mail = try await ReadMail.reading(
            Self.bytes(["Subject: x", "Content-Type: text/plain; charset=utf-8", "", "only this", ""]))
        #expect(mail.text == "only this\n" && mail.html == "" && mail.defects == [])
    }

    @Test(arguments: [
        // A boundary that never comes, one that is not said, and base64 that is none.
        ["Content-Type: multipart/mixed; boundary=\"b\"", "", "text", ""],
        ["Content-Type: multipart/mixed", "", "--b", "", "text", "--b--", ""],
        ["Content-Type: text/plain", "Content-Transfer-Encoding: base64", "", "abc", ""],
    ]) func `what is wrong with a mail is told`(lines: [String]) async throws {
        #expect(try await !ReadMail.reading(Self.bytes(["MIME-Version: 1.0"] + lines)).defects.isEmpty)
    }
}
