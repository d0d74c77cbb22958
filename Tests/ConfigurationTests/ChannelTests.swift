import Configuration
import Credentials
import Testing

@Suite struct ChannelTests {
    @Test func `a channel has its kind, and defaults for the rest`() throws {
        let settings = try settings(["leadkeeper.conf": "[Channel ops]\nKind=webhook\n"])
        #expect(settings.channels == [Channel(try #require(ChannelName("ops")), .webhook)])
    }

    @Test func `a channel says whose notices go there, from which level on, and whether it may be near`() throws {
        let settings = try settings([
            "leadkeeper.conf":
                "[Channel ops]\nKind=webhook\nTell=contacts\n[Channel b-2]\nKind=webhook\nAllowPrivate=yes\n",
            "leadkeeper.conf.d/10-ops.conf": "[Channel ops]\nTell=both\nLevel=act-now\n",
        ])
        #expect(
            settings.channels == [
                Channel(try #require(ChannelName("b-2")), .webhook, allowsPrivate: true),
                Channel(try #require(ChannelName("ops")), .webhook, audience: .both, level: .actNow),
            ])
    }

    @Test func `each URL is a secret of its own, whose trouble is the operators'`() throws {
        let settings = try settings(["leadkeeper.conf": "[Channel ops]\nKind=webhook\n"])
        let name = try #require(CredentialName("@channel-ops"))
        let credential = try #require(settings[name])
        #expect(credential.identity == .channel(.webhook) && credential.contacts == settings.operators)
        #expect(settings.connectionCount == 0)
    }

    @Test(arguments: [
        ("[Channel ops]\n", "leadkeeper.conf:1: [Channel ops] Kind: missing"),
        ("[Channel ops]\nKind=pigeon\n", "leadkeeper.conf:2: [Channel ops] Kind: “pigeon” is not valid"),
        ("[Channel ops]\nKind=webhook\nTell=all\n", "leadkeeper.conf:3: [Channel ops] Tell: “all” is not valid"),
        ("[Channel ops]\nKind=webhook\nURL=https://x\n", "leadkeeper.conf:3: [Channel ops] URL: found an unknown key"),
        ("[Channel Ops]\nKind=webhook\n", "leadkeeper.conf:1: [Channel Ops]: found a channel of that name"),
        ("[Channel mail]\nKind=webhook\n", "leadkeeper.conf:1: [Channel mail]: found a channel of that name"),
        ("[Channel]\nKind=webhook\n", "leadkeeper.conf:1: [Channel]: found a channel without a name"),
    ]) func `what is wrong with a channel is told where it stands`(text: String, beginning: String) throws {
        let lines = try faults(text)
        #expect(lines.count == 1 && lines[0].hasPrefix(beginning), "\(lines)")
    }

    @Test func `a channel that is a mail server has the keys of Mail, and its sender where it names none`() throws {
        let settings = try settings([
            "leadkeeper.conf": """
            [Mail]
            From=Leads <leads@contoso.com>
            [Channel second]
            Kind=mail
            Server=smtps://mx.example.net
            UserName=relay
            MailsPerMinute=7
            [Channel third]
            Kind=mail
            Server=smtp://localhost
            From=other@example.net
            [Notices]
            Gather=1h
            MailsPerDay=0

            """
        ])
        let second = try #require(ChannelName("second"))
        let mail = try #require(settings.channelMails[second])
        #expect(mail.host == "mx.example.net" && mail.port == 465 && mail.security == .tls)
        #expect(mail.from.description == "leads@contoso.com" && mail.fromName == "Leads")
        #expect(mail.pace == MailPace(gathering: .hours(1), mailsPerDay: nil, mailsPerMinute: 7))
        #expect(settings.channels.first == Channel(second, .mail, pace: mail.pace))
        #expect(settings[second.credential]?.identity == .mailbox(userName: "relay"))
        let third = try #require(ChannelName("third"))
        #expect(settings.channelMails[third]?.from.description == "other@example.net")
        #expect(settings.channelMails[third]?.security == MailSettings.Security.none)
        #expect(settings[third.credential] == nil)
    }

    @Test func `a channel that sends through Microsoft Graph has an application, whose secret has a window`() throws {
        let id = "12345678-8af1-4a5f-1234-12234d01db47"
        let settings = try settings([
            "leadkeeper.conf": """
            [Channel second]
            Kind=mail
            Server=graph:
            From=leads@contoso.com
            DirectoryID=\(id)
            ApplicationID=\(id)

            """
        ])
        let name = try #require(CredentialName("@channel-second"))
        let guid = try #require(GUID(id))
        let credential = try #require(settings[name])
        #expect(credential.identity == .azureAD(directory: guid, application: guid) && credential.sendsMail)
        let channel = try #require(name.channel)
        #expect(settings.mail.service == .smtp && settings.channelMails[channel]?.service == .graph)
    }

    @Test(arguments: [
        ("Kind=mail\n", "leadkeeper.conf:1: [Channel ops] Server: missing"),
        ("Kind=mail\nServer=graph:\nFrom=a@b.example\n", "leadkeeper.conf:1: [Channel ops] ApplicationID: missing"),
        (
            "Kind=mail\nServer=smtp://x.example\nSecurity=none\n",
            "leadkeeper.conf:4: [Channel ops] Security: “none” is not valid"
        ),
        ("Kind=teams\nServer=smtp://x\n", "leadkeeper.conf:3: [Channel ops] Server: “smtp://x” is not valid"),
        ("Kind=mail\nHost=x\nServer=smtp://x.example\n", "leadkeeper.conf:3: [Channel ops] Host: found an unknown key"),
    ]) func `what is wrong with a channel's mail server is told where it stands`(text: String, line: String) throws {
        let lines = try faults("[Channel ops]\n" + text)
        #expect(lines.contains { $0.hasPrefix(line) }, "\(lines)")
    }

    @Test func `a connection's file has no channels`() throws {
        let lines = try faults(connection: "[Channel ops]\nKind=webhook\n").filter { $0.contains("Channel") }
        #expect(lines.count == 1 && lines[0].contains("a group that belongs in leadkeeper.conf"), "\(lines)")
    }
}
