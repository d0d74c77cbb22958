import Credentials
import Testing

/// Which servers Microsoft turns password sign-in off for, and what is said of it when.
@Suite struct PasswordSignInTests {
    private static let newYear = Instant(secondsSinceEpoch: 1_798_761_600)

    @Test(arguments: [
        "smtp.office365.com", "SMTP.Office365.COM", "smtp.office365.com.", "smtp-legacy.office365.com",
        "outlook.office365.com", "smtp-mail.outlook.com", "contoso-com.mail.protection.outlook.com", "outlook.com",
        "smtp.office365.us", "outlook-dod.office365.us", "smtp.partner.outlook.cn", "Partner.Outlook.cn.",
    ])
    func `a server of Exchange Online is meant, in each cloud`(host: String) throws {
        let signIn = try #require(PasswordSignIn(to: host, as: "relay", endsAt: Self.newYear))
        #expect(!signIn.host.hasSuffix(".") && signIn.host == signIn.host.lowercased())
    }

    @Test(arguments: [
        "localhost", "mail.contoso.com", "office365.com.evil.example", "notoffice365.com", "smtp.office365.com.evil",
        "office365.example", "outlook.cn", "mail.outlook.cn", "office365.de", "127.0.0.1", "", ".",
        "smtp-hve.office365.com", "smtp-HVE.office365.com.", "xoutlook.com", "outlook.comx",
    ])
    func `any other is not, whatever it looks like`(host: String) {
        #expect(PasswordSignIn(to: host, as: "relay", endsAt: Self.newYear) == nil)
    }

    @Test func `what stops until the day was turned off from that day on`() throws {
        let signIn = try #require(PasswordSignIn(to: "smtp.office365.com", as: "relay", endsAt: Self.newYear))
        #expect(
            signIn.sentence(at: Self.newYear - .seconds(1))
                == "password sign-in to smtp.office365.com stops at the end of December 2026 unless your administrator"
                + " turns it on again")
        #expect(
            signIn.sentence(at: Self.newYear)
                == "password sign-in to smtp.office365.com was turned off at the end of December 2026 unless your"
                + " administrator has turned it on again")
        #expect(signIn.fault(at: Self.newYear - .seconds(1)) == .mailPasswordEnds)
        #expect(signIn.fault(at: Self.newYear) == .mailPasswordOff)
    }
}
