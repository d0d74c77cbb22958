import Configuration
import Credentials
import Testing

/// What `leadkeeper check` says of what the settings lead to.
@Suite struct ForesightTests {
    /// 2027-01-01T00:00:00Z.
    private static let newYear = Instant(secondsSinceEpoch: 1_798_761_600)

    private func warnings(_ settings: String, at now: Instant, connection: String = azureAD) throws -> [String] {
        let directory = try ConfigurationDirectory([
            "leadkeeper.conf": settings, "connections/contoso.conf": connection,
        ])
        let result = directory.load().foreseeing(at: now)
        #expect(result.faults == [] && result.misgivings.isEmpty == directory.load().warnings.isEmpty)
        return result.warnings.map { $0.description.replacing("\(directory.path)/", with: "") }
    }

    private func ofSignIn(_ settings: String, at now: Instant) throws -> [String] {
        try warnings(settings, at: now).filter { $0.contains("password sign-in") }
    }

    private static let microsoft = "[Mail]\nServer=smtp://smtp.office365.com:587\nUserName=relay@contoso.com\n"

    @Test func `password sign-in to Microsoft is a warning with its line, the date and the commands`() throws {
        let lines = try ofSignIn(Self.microsoft, at: Self.newYear - .seconds(1))
        #expect(lines.count == 1)
        let line = try #require(lines.first)
        #expect(
            line.hasPrefix(
                "leadkeeper.conf:3: [Mail] UserName: found password sign-in to smtp.office365.com, which stops at the"
                    + " end of December 2026 unless your administrator turns it on again, expected: "))
        #expect(line.contains("Get-TransportConfig") && line.contains("Get-CASMailbox relay@contoso.com"))
        #expect(!line.contains("…"))
        let later = try ofSignIn(Self.microsoft, at: Self.newYear)
        #expect(later.first?.contains("which was turned off at the end of December 2026 unless") == true)
    }

    @Test func `it is told of each way that signs in so`() throws {
        let channel = "[Channel two]\nKind=mail\nServer=smtp://smtp-mail.outlook.com:587\nUserName=b@contoso.com\n"
        let lines = try ofSignIn(Self.microsoft + channel, at: Self.newYear)
        #expect(lines.count == 2)
        #expect(lines.contains { $0.hasPrefix("leadkeeper.conf:3: [Mail] UserName: found password sign-in to smtp.") })
        #expect(
            lines.contains {
                $0.hasPrefix("leadkeeper.conf:7: [Channel two] UserName: found password sign-in to smtp-mail.outlook")
            })
        #expect(try ofSignIn(channel, at: Self.newYear).count == 1)
    }

    @Test(arguments: [("Pacific/Auckland", -13), ("Europe/Stockholm", -1), ("UTC", 0), ("America/Los_Angeles", 8)])
    func `the day comes by the operators' clocks`(zone: String, hours: Int) throws {
        let text = Self.microsoft + "[Notices]\nTimeZone=\(zone)\n"
        let midnight = Self.newYear + .hours(Int64(hours))
        #expect(try ofSignIn(text, at: midnight - .seconds(1)).first?.contains("which stops") == true)
        #expect(try ofSignIn(text, at: midnight).first?.contains("which was turned off") == true)
    }

    @Test(arguments: [
        "", "[Mail]\nServer=smtp://smtp.office365.com:587\n", "[Mail]\nUserName=relay\n",
        "[Mail]\nServer=smtp://mail.contoso.com:587\nUserName=relay\n",
        "[Mail]\nServer=smtp://smtp.office365.com.evil.example:587\nUserName=relay\n",
    ])
    func `other ways of sending mail are not`(settings: String) throws {
        #expect(try ofSignIn(settings, at: Self.newYear) == [])
    }

    @Test func `where mail needs a secret that leadkeeper watches, nobody can be told of its end`() throws {
        #expect(try warnings("", at: Self.newYear) == [])
        #expect(try warnings("[Mail]\nServer=smtp://mail.contoso.com:587\n", at: Self.newYear) == [])
        let lines = try warnings(
            "[Mail]\nServer=smtp://mail.contoso.com:587\nUserName=relay\n", at: Self.newYear)
        #expect(lines.count == 1)
        #expect(lines.first?.contains("needs the secret of @mail, which leadkeeper watches itself") == true)
    }

    @Test func `where mail signs in where a connection does, both may end together`() throws {
        let text = "[Mail]\nServer=smtp://smtp.office365.com:587\nUserName=relay@contoso.onmicrosoft.com\n"
        #expect(try !warnings(text, at: Self.newYear).contains { $0.contains("the directory") })
        let lines = try warnings(text, at: Self.newYear, connection: office365)
        #expect(
            lines.contains { $0.contains("signs in to the directory contoso.onmicrosoft.com, as contoso does") })
    }
}
