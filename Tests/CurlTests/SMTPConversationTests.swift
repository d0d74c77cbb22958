import CCurl
import Testing

@testable import Curl

/// Which command each reply answers, without any server.
@Suite struct SMTPConversationTests {
    private func conversation(
        _ lines: [String], usesStartTLS: Bool = false, logsIn: Bool = false
    ) -> SMTPConversation {
        var conversation = SMTPConversation(usesStartTLS: usesStartTLS, logsIn: logsIn)
        for line in lines { _ = conversation.receive(line: Array(line.utf8)) }
        return conversation
    }

    private func outcome(_ lines: [String], usesStartTLS: Bool = false, logsIn: Bool = false) -> SMTPOutcome {
        conversation(lines, usesStartTLS: usesStartTLS, logsIn: logsIn).outcome(CURLE_RECV_ERROR, "it was lost")
    }

    private static let greeted = [
        "220 mx.contoso.com ESMTP", "250-mx.contoso.com", "250-SIZE 1000", "250 AUTH PLAIN LOGIN",
    ]

    @Test(arguments: [
        (["554 5.7.1 no"], SMTPCommand.connect), (["220 hi", "550 no"], .hello), (greeted + ["550 5.1.8 no"], .sender),
        (greeted + ["250 ok", "550 5.1.1 no"], .recipient), (greeted + ["250 ok", "250 ok", "503 no"], .data),
        (greeted + ["250 ok", "250 ok", "354 go on", "552 no"], .end),
    ]) func `a refusal belongs to the command that it answers`(lines: [String], command: SMTPCommand) {
        guard case .refused(at: command, _, _) = outcome(lines) else {
            Issue.record("\(outcome(lines))")
            return
        }
    }

    @Test func `a refusal of MAIL is none of the sign-in where the server offers no sign-in`() {
        let lines = ["220 hi", "250-mx", "250 SIZE 1000", "553 5.7.1 not owned"]
        #expect(outcome(lines, logsIn: true) == .refused(at: .sender, code: 553, text: "5.7.1 not owned"))
        let offered = Self.greeted + ["535 5.7.8 no"]
        #expect(outcome(offered, logsIn: true) == .refused(at: .login, code: 535, text: "5.7.8 no"))
        let signedIn = Self.greeted + ["334 ", "235 2.7.0 ok", "553 5.7.1 not owned"]
        #expect(outcome(signedIn, logsIn: true) == .refused(at: .sender, code: 553, text: "5.7.1 not owned"))
    }

    @Test func `what the server offered before TLS does not count behind it`() {
        let lines = [
            "220 hi", "250-mx", "250-AUTH PLAIN", "250 STARTTLS", "220 go", "250-mx", "250 SIZE 1", "550 5.1.8 no",
        ]
        #expect(outcome(lines, usesStartTLS: true, logsIn: true) == .refused(at: .sender, code: 550, text: "5.1.8 no"))
    }

    @Test func `no earlier answer is shown for a command that had none`() {
        let lines = Self.greeted + ["250 2.1.0 sender ok"]
        #expect(outcome(lines) == .failed(.interrupted, at: .recipient, text: "it was lost"))
        #expect(outcome([]) == .failed(.interrupted, at: .connect, text: "it was lost"))
        #expect(
            outcome(Self.greeted + ["250 ok", "250 ok", "354 go on"]) == .unknown(.interrupted, text: "it was lost"))
    }

    @Test func `an answer to QUIT is not the answer to the mail`() {
        let refused = Self.greeted + ["250 ok", "550 5.1.1 no", "421 4.4.2 timeout"]
        #expect(outcome(refused) == .refused(at: .recipient, code: 550, text: "5.1.1 no"))
        let taken = Self.greeted + ["250 ok", "250 ok", "354 go on", "250 2.0.0 taken", "500 what"]
        #expect(outcome(taken) == .accepted(code: 250, text: "2.0.0 taken"))
    }

    @Test func `the lines of an answer are one text, with its status once`() {
        let gmail = [
            "550-5.1.1 The email account that you tried to reach does not exist. Please try",
            "550-5.1.1 double-checking the address",
            "550 5.1.1  https://support.google.com/mail/?p=NoSuchUser - gsmtp",
        ]
        #expect(
            conversation(Self.greeted + ["250 ok"] + gmail).text
                == "5.1.1 The email account that you tried to reach does not exist. Please try double-checking the address  "
                + "https://support.google.com/mail/?p=NoSuchUser - gsmtp")
        let exim = ["550-Verification failed for <a@b>", "550-No Such User Here", "550 Sender verify failed"]
        #expect(
            conversation(Self.greeted + ["250 ok"] + exim).text
                == "Verification failed for <a@b> No Such User Here Sender verify failed")
        #expect(conversation(Self.greeted + ["550-5.1.10 a", "550-5.1.1 b", "550 5.1.10"]).text == "5.1.10 a 5.1.1 b")
    }

    @Test(arguments: ["", "5", "55x no", "\u{0}\u{1}", "-50 no", "099 no"]) func `what is no reply is none`(
        line: String
    ) {
        #expect(conversation([line]).code == 0)
    }
}
