import Credentials
import Testing

@Suite struct SecretDatesTests {
    /// 28 November 2026, 15:00 UTC.
    static let now = Instant(secondsSinceEpoch: 1_795_878_000)
    static let today = SecretDates.Today.somewhere(at: now)

    private func objection(
        issued: String? = nil, expires: String? = nil, lapsed: Bool = false, today: SecretDates.Today? = today
    ) throws -> SecretDates.Objection? {
        SecretDates(
            issuedAt: try issued.map { try DateForm($0).instantInUTC },
            expiry: try expires.map { .at(try DateForm($0).instantInUTC, origin: .operator) } ?? .unknown,
            mayHaveLapsed: lapsed
        ).objection(today: today)
    }

    @Test(
        arguments: [
            ("2026-11-28", nil), ("2026-11-29", nil), ("2026-11-29T23:59:59Z", nil), ("2026-11-30", .issuedInFuture),
            ("2027-11-28", .issuedInFuture), ("2062-01-01", .issuedInFuture), ("2000-01-01", nil),
            ("1999-12-31", .issuedOutOfRange),
            ("1970-01-01", .issuedOutOfRange), ("2101-01-01", .issuedOutOfRange), ("2020-06-01", nil),
        ] as [(String, SecretDates.Objection?)])
    func `a day of issue after tomorrow is refused, and one outside the years`(
        text: String, expected: SecretDates.Objection?
    )
        throws
    {
        #expect(try objection(issued: text) == expected)
        #expect(try objection(issued: text, lapsed: true) == expected)
    }

    @Test(
        arguments: [
            ("2026-11-28", nil), ("2026-11-28T14:00Z", nil), ("2026-11-27", .expiresInPast),
            ("2025-11-28", .expiresInPast),
            ("2016-11-28", .expiresInPast), ("2000-01-01", .expiresInPast), ("1999-12-31", .expiresOutOfRange),
            ("2101-01-01", .expiresOutOfRange), ("2299-12-31", .expiresOutOfRange), ("2100-12-31", nil),
            ("2027-05-20", nil),
        ] as [(String, SecretDates.Objection?)])
    func `an end before today is refused, unless it is meant`(text: String, expected: SecretDates.Objection?) throws {
        #expect(try objection(expires: text) == expected)
        #expect(try objection(expires: text, lapsed: true) == (expected == .expiresInPast ? nil : expected))
    }

    @Test func `an end is after the day of issue`() throws {
        #expect(try objection(issued: "2026-11-20", expires: "2026-11-20") == .expiresBeforeIssued)
        #expect(try objection(issued: "2026-11-20", expires: "2026-05-20", lapsed: true) == .expiresBeforeIssued)
        #expect(try objection(issued: "2026-11-20", expires: "2026-11-29") == nil)
    }

    @Test func `a clock that is not to be trusted judges nothing, and the years hold all the same`() throws {
        #expect(try objection(issued: "2030-01-01", expires: "2031-01-01", today: nil) == nil)
        #expect(try objection(expires: "2020-01-01", today: nil) == nil)
        #expect(try objection(expires: "2101-01-01", today: nil) == .expiresOutOfRange)
    }

    @Test func `whoever enters today or tomorrow is believed in every zone, at every hour`() {
        for hour in Int64(0)..<24 {
            let now = Self.now + .hours(hour)
            let today = SecretDates.Today.somewhere(at: now)
            for offset in Int64(-12)...14 {
                // The first seconds of the day there, and of the next one.
                let local = now.secondsSinceEpoch + offset * 3_600
                let begins = Instant(secondsSinceEpoch: local - local % 86_400 - offset * 3_600)
                #expect(begins >= today.begins && begins + .days(1) < today.tomorrowEnds, "\(hour) \(offset)")
            }
        }
    }

    private func version(_ expiry: SecretVersion.Expiry, keyID: String? = nil) -> SecretVersion {
        SecretVersion(
            id: "1", stage: .current, fingerprint: [], issuedAt: Self.now, storedAt: Self.now, expiry: expiry,
            keyID: keyID)
    }

    @Test func `more than the issuer grants is doubted, and taken`() throws {
        let client = try Sample.credential(.azureAD).identity
        let user = try Sample.credential(.office365).identity
        let mailbox = Identity.mailbox(userName: "leads@contoso.example")
        let after = { (days: Int64) in SecretVersion.Expiry.at(Self.now + .days(days), origin: .operator) }
        #expect(version(after(731)).doubt(of: client) == nil)
        #expect(version(after(733)).doubt(of: client) == .beyondClientSecrets)
        #expect(version(after(9_000)).doubt(of: client) == .beyondClientSecrets)
        #expect(version(.at(Self.now + .days(9_000), origin: .graph)).doubt(of: client) == nil)
        #expect(version(.never).doubt(of: client) == .endlessClientSecret)
        #expect(version(.never, keyID: "0f0e0d0c-1111-2222-3333-444455556666").doubt(of: client) == nil)
        #expect(version(.unknown).doubt(of: client) == nil)
        #expect(version(after(800)).doubt(of: user) == .beyondPasswords)
        #expect(version(after(700)).doubt(of: user) == nil)
        #expect(version(.never).doubt(of: user) == nil)
        #expect(version(after(9_000)).doubt(of: mailbox) == nil)
    }
}
