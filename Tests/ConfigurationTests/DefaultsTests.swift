import Configuration
import Credentials
import Testing

@Suite struct DefaultsTests {
    /// The reference text: every key at its default, those that are derived left empty.
    static let reference = """
        [Mail]
        Server=smtp://localhost:25
        Security=
        SignIn=
        UserName=
        DirectoryID=
        ApplicationID=
        From=
        Operators=root@localhost
        MailsPerMinute=20
        [Entra]
        Cloud=public
        LoginEndpoint=
        GraphEndpoint=
        [Network]
        CAFile=
        Timeout=30s
        Proxy=
        [Defaults]
        Contacts=
        DirectoryID=
        [Probe]
        LeadInterval=1d
        SignInInterval=6h
        Cleanup=delete
        Silence=yes
        [Notices]
        LeadTimes=30d;14d;7d;3d;1d;0d
        UncheckedAfter=12h
        Gather=30m
        MailsPerDay=3
        Language=en
        TimeZone=UTC
        Calendar=yes
        Escalation=
        EscalateTo=
        [Rotation]
        Mode=remind
        Before=30d
        Overlap=7d
        Lifetime=180d
        [PartnerCenter]
        PublishingTime=
        [Administrator]
        DirectoryID=
        ApplicationID=
        [Heartbeat]
        Kind=
        Every=5m
        AllowPrivate=no
        [Publish]
        Directory=
        Details=no
        [Calendar]
        Quiet=

        """

    @Test func `an empty directory gives all defaults and no credentials`() throws {
        let settings = try settings([:])
        #expect(settings.mail.host == "localhost")
        #expect(settings.mail.port == 25)
        #expect(settings.mail.security == .none)
        #expect(settings.mail.url == "smtp://localhost:25")
        #expect(settings.mail.userName == nil)
        #expect(settings.mail.from.description == "leadkeeper@gate.example.com")
        #expect(settings.operators.map(\.description) == ["root@localhost"])
        #expect(settings.entra == EntraSettings())
        #expect(settings.entra.loginEndpoint.description == "https://login.microsoftonline.com")
        #expect(settings.entra.graphEndpoint.description == "https://graph.microsoft.com")
        #expect(settings.network == NetworkSettings())
        #expect(settings.administrator == nil)
        #expect(settings.inventory.isEmpty)
    }

    @Test func `the reference text says the same as no text`() throws {
        #expect(try settings(["leadkeeper.conf": Self.reference]) == settings([:]))
    }

    @Test func `the table of keys has the reference text's keys and defaults, in its order`() {
        let rows = Settings.keyTable.filter { $0.place != .connection }
        var lines: [String] = []
        for (index, row) in rows.enumerated() {
            if index == 0 || rows[index - 1].group != row.group { lines.append("[\(row.group)]") }
            lines.append("\(row.key)=\(row.defaultText)")
        }
        #expect(lines == Self.reference.split(separator: "\n").map(String.init))
    }

    @Test func `every row of the table says what it accepts and what it is for, and stands in it once`() {
        for row in Settings.keyTable {
            #expect(!row.accepted.isEmpty && !row.explanation.isEmpty, "\(row)")
            #expect(row.defaultText.isEmpty || row.derivedDefault == nil, "\(row)")
            #expect(!row.isRequired || row.defaultText.isEmpty && row.derivedDefault == nil, "\(row)")
        }
        #expect(Set(Settings.keyTable.map { "\($0.group) \($0.key)" }).count == Settings.keyTable.count)
    }

    @Test func `every default of the table is a value that its key accepts`() throws {
        for row in Settings.keyTable where row.place != .connection && !row.defaultText.isEmpty {
            let text = "[\(row.group)]\n\(row.key)=\(row.defaultText)\n"
            #expect(try settings(["leadkeeper.conf": text]) == settings([:]), "\(text)")
        }
    }

    @Test func `a connection without policies of its own has the defaults of the values' types`() throws {
        let credential = try #require(try settings(["connections/contoso.conf": azureAD]).inventory.first)
        #expect(credential.probing == ProbePolicy())
        #expect(credential.notices == NoticePolicy())
        #expect(credential.rotation == RotationPolicy())
        #expect(credential.lifetime == .span(.days(90)))
        #expect(credential.offer == nil)
    }

    @Test func `a host name that mail addresses cannot have gives way to localhost`() throws {
        let result = try ConfigurationDirectory().load(hostName: "my_host")
        #expect(result.settings?.mail.from.description == "leadkeeper@localhost")
    }
}
