import Credentials
import Testing

/// What real mail servers say, and what it is about.
@Suite struct MailRepliesTests {
    @Test(arguments: MailReplies.all) func `each is about what it is about, and that alone follows`(
        reply: MailReplies.Reply
    ) {
        let verdict = reply.reply.verdict
        #expect(verdict.subject == reply.subject)
        #expect(verdict.consequence == reply.consequence)
    }

    @Test func `none of them takes a notice from a contact but by saying that there is no such mailbox`() {
        for reply in MailReplies.all where reply.reply.verdict.consequence == .ends {
            #expect(
                reply.command >= .recipient && reply.reply.code >= 500 && reply.subject == .recipient,
                "\(reply.testDescription)")
            #expect(MailReply(reply.command, reply.reply.code - 100, reply.reply.text).verdict.consequence != .ends)
            for command in MailCommand.allCases where command.isEverybodys {
                #expect(MailReply(command, reply.reply.code, reply.reply.text).verdict.consequence == .restsAll)
            }
        }
    }

    @Test func `whatever is said to whatever command, what it can cost is bounded`() {
        var surprises: [String] = []
        for text in MailReplies.all.map(\.reply.text) + [
            "", "5.1.1", "🙂", "\u{0}", String(repeating: "5.1.1 (#", count: 200),
        ] {
            for command in MailCommand.allCases {
                for code in [421, 450, 550, 552] {
                    let verdict = MailReply(command, code, text).verdict
                    let isBounded =
                        switch verdict.consequence {
                        case .accepted: false
                        case .ends:
                            code >= 500 && command >= .recipient && verdict.subject == .recipient && verdict.isLasting
                        // Before RCPT nobody was named, so it is everybody's, but for what is said of a mail's size.
                        case .restsRecipient, .restsMail: !command.isEverybodys || verdict.subject == .content
                        case .restsAll: true
                        }
                    if !isBounded || code < 500 && verdict.isLasting {
                        surprises.append("\(command) \(code) \(text): \(verdict)")
                    }
                }
            }
        }
        #expect(surprises == [])
    }

    @Test(arguments: MailReplies.all) func `what an address, a host or a link is called changes nothing`(
        reply: MailReplies.Reply
    ) {
        let names = " (relay.spam.helo.example, <user@quota.relay.example>, https://rate-limit.example/sender/mailbox)"
        let named = MailReply(reply.command, reply.reply.code, reply.reply.text + names)
        #expect(named.verdict.subject == reply.subject)
        #expect(named.verdict.consequence == reply.consequence)
    }

    @Test(arguments: MailReplies.all) func `capital letters change nothing`(reply: MailReplies.Reply) {
        let loud = MailReply(reply.command, reply.reply.code, reply.reply.text.uppercased())
        #expect(loud.verdict == reply.reply.verdict)
    }

    @Test func `a mail that was taken was taken, whatever else is said`() {
        for text in ["2.0.0 OK", "5.1.1 user unknown", "relay access denied", ""] {
            #expect(MailReply(.end, 250, text).verdict == MailVerdict(.nothing, .accepted, isLasting: false))
        }
    }

    @Test(arguments: [
        ("5.1.1 no", "5.1.1"), ("#5.1.0 no", "5.1.0"), ("sorry (#4.2.2)", "4.2.2"), ("[5.7.1] no", "5.7.1"),
        ("5.1.1", "5.1.1"),
        ("5.7.708 no", "5.7.708"), ("  5.1.1  no", "5.1.1"), ("5.1.1: no", "5.1.1"), ("no (in words) (5.4.1)", "5.4.1"),
    ]) func `a status is found where servers put it`(text: String, status: String) {
        #expect(EnhancedStatus(in: text)?.description == status)
    }

    @Test(arguments: [
        "", "no", "5.1.1.10 is not welcome", "[5.1.1.10] no", "5.1 no", "5.1.1a no", "3.1.1 no", "2.0.0 ok", "6.1.1",
        "1234.1.1",
        "5.1234.1",
        "5..1", "version 5.1.1 of us", "5.", "(#", "5.1.",
    ]) func `what is none is not taken for one`(text: String) {
        #expect(EnhancedStatus(in: text) == nil)
    }

    @Test(arguments: [
        ("4.7.1 Greylisted, please try again in 300 seconds", TimeSpan.seconds(300)),
        ("please come back in 00:04:59", .seconds(299)),
        ("try again in 15 minutes", .minutes(15)), ("Greylisted for 5 min.", .minutes(5)),
        ("retry after 2 hours", .hours(2)),
        ("wait 60s", .seconds(60)), ("come again in 1 day", .days(1)), ("limit is 120 messages per 1h", .hours(1)),
    ]) func `the time that a server asks for is read`(text: String, span: TimeSpan) {
        #expect(MailReply(.recipient, 450, text).verdict.rest == span)
    }

    @Test(arguments: [
        "try again later", "10 MB at most", "10m", "12345678 seconds", "0 seconds", "in 5", "10:30", "aa:bb:cc",
    ])
    func `what is no time is not taken for one`(text: String) {
        #expect(MailReply(.recipient, 450, text).verdict.rest == nil)
    }

    @Test(arguments: [
        (MailCommand.login, 535, "5.7.8 Error: authentication failed: (reason unavailable)", true),
        (.login, 535, "5.7.8 Username and Password not accepted.", true),
        (.login, 535, "Authentication Credentials Invalid", true),
        (.login, 535, "5.7.3 Authentication unsuccessful", true),
        (.login, 535, "5.7.139 Authentication unsuccessful, the user credentials were incorrect.", true),
        (
            .login, 535, "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
            false
        ),
        (
            .login, 535,
            "5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy.",
            false
        ),
        (
            .login, 535,
            "5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully.",
            false
        ), (.login, 535, "5.7.139 Authentication unsuccessful, basic authentication is disabled.", false),
        (.login, 535, "5.7.1 SMTP access is disabled for this account", false),
        (.login, 534, "5.7.9 Application-specific password", false),
        (.login, 454, "4.7.0 Temporary authentication failure", false),
        (.login, 504, "5.7.4 Unrecognized authentication type", false),
        (.sender, 535, "5.7.8 authentication failed", false),
        (.sender, 550, "5.7.30 Basic authentication is not supported", false),
    ]) func `a password is turned down only where the answer is about the password`(
        command: MailCommand, code: Int, text: String, isTurnedDown: Bool
    ) {
        #expect(MailReply(command, code, text).turnsPasswordDown == isTurnedDown)
    }

    @Test func `two answers are the same whoever they are for, and differ where their codes do`() {
        let one = MailReply(.recipient, 550, "5.7.1 <a@contoso.com>: no id=123a")
        #expect(one.kinship == MailReply(.recipient, 550, "5.7.1 <b@fabrikam.com>: no id=987z").kinship)
        #expect(one.kinship != MailReply(.recipient, 550, "5.7.2 <b@fabrikam.com>: no").kinship)
        #expect(one.kinship != MailReply(.end, 550, "5.7.1 no").kinship)
        #expect(
            MailReply(.recipient, 554, "no <a@contoso.com> today 17").kinship
                == MailReply(.recipient, 554, "no <b@contoso.com> today 18").kinship)
        #expect(MailReply(.recipient, 554, "no").kinship != MailReply(.recipient, 554, "never").kinship)
    }

    @Test func `without an answer whoever was being talked about rests`() {
        for command in MailCommand.allCases {
            let verdict = MailVerdict(withoutAnswerTo: command)
            #expect(!verdict.isLasting)
            #expect(
                verdict.consequence
                    == (command.isEverybodys ? .restsAll : command == .recipient ? .restsRecipient : .restsMail))
        }
    }
}
