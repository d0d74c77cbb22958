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
        #expect(credential.identity == .channel(.webhook) && credential.contacts == settings.mail.operators)
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

    @Test func `a connection's file has no channels`() throws {
        let lines = try faults(connection: "[Channel ops]\nKind=webhook\n").filter { $0.contains("Channel") }
        #expect(lines.count == 1 && lines[0].contains("a group that belongs in leadkeeper.conf"), "\(lines)")
    }
}
