import Testing

@testable import Credentials

@Suite struct IssuerReportTests {
    private let changed = Sample.start - .days(5)

    private func report(_ lifetime: Lifetime?, changedAt: Instant?, isSynchronised: Bool = false) -> IssuerReport {
        IssuerReport(
            of: PasswordFacts(changedAt: changedAt, lifetime: lifetime, isSynchronised: isSynchronised),
            at: Sample.start)
    }

    @Test func `a password ends its lifetime after its last change, never, or as nobody says`() {
        #expect(report(.span(.days(90)), changedAt: changed).end == .at(changed + .days(90)))
        #expect(report(.never, changedAt: changed).end == .never)
        #expect(report(.never, changedAt: nil).end == .never)
        #expect(report(nil, changedAt: changed).end == .unsaid)
        #expect(report(.span(.days(90)), changedAt: nil).end == .unsaid)
    }

    @Test(arguments: [Lifetime.never, .span(.days(90)), nil])
    func `of a synchronised user Microsoft's word counts for nothing, its never least of all`(lifetime: Lifetime?) {
        let report = report(lifetime, changedAt: changed, isSynchronised: true)
        #expect(report.end == .onPremises && report.lifetime == nil && report.startsAt == changed)
    }

    @Test func `a disagreement is told once, and again when it changes`() throws {
        let identity = try Sample.credential().identity
        let learned = { (version: SecretVersion, end: IssuerReport.End, now: Instant) in
            version.learning(
                IssuerReport(since: now, startsAt: nil, end: end), of: identity, lifetime: .never)
        }
        let later = Sample.end + .days(30)
        let first = try #require(learned(Sample.version(.at(Sample.end, origin: .operator)), .at(later), Sample.start))
        #expect(first.issuer?.disagreement == .date(Sample.end, issuer: .at(later)))
        #expect(learned(first, .at(later), Sample.start + .days(1)) == nil, "no news, whenever it is asked")
        let second = try #require(learned(first, .never, Sample.start + .days(2)))
        #expect(second.issuer?.disagreement == .date(Sample.end, issuer: .never))
        var agreed = first
        agreed.expiry = .at(later + .hours(20), origin: .operator)
        #expect(learned(agreed, .at(later), Sample.start + .days(3))?.issuer?.disagreement == nil)
    }

    @Test func `a lifetime of the files is compared with that of the user alone`() throws {
        var version = Sample.version(.unknown)
        version.issuer = report(.span(.days(180)), changedAt: changed)
        let user = try Sample.credential(.office365).identity
        #expect(
            version.disagreement(of: user, lifetime: .span(.days(90)))
                == .lifetime(.span(.days(90)), issuer: .span(.days(180))))
        #expect(version.disagreement(of: user, lifetime: .span(.days(180))) == nil)
        version.issuer = report(.never, changedAt: changed, isSynchronised: true)
        #expect(version.disagreement(of: user, lifetime: .span(.days(90))) == nil)
    }

    private func key(_ number: UInt64, hint: String?, endsAt: Instant? = Sample.end, name: String? = nil) -> IssuedKey {
        IssuedKey(
            keyID: GUID(high: 1, low: number), displayName: name, hint: hint, startsAt: Sample.start, endsAt: endsAt)
    }

    @Test func `a key is known by what it begins with only where no other can be it`() {
        let own = key(1, hint: "abc")
        let only = { (others: [IssuedKey]) in
            KeyListing(at: Sample.start, keys: others + [own]).onlyKey(beginning: "abc", acceptedAt: Sample.start)
        }
        #expect(only([]) == own)
        #expect(only([key(2, hint: "xyz")]) == own)
        #expect(only([key(2, hint: "abc")]) == nil)
        #expect(only([key(2, hint: nil)]) == nil, "it can be any")
        #expect(only([key(2, hint: "abc", endsAt: Sample.start)]) == own, "Microsoft accepts none that has ended")
        #expect(
            KeyListing(at: Sample.start, keys: [key(2, hint: nil)])
                .onlyKey(beginning: "abc", acceptedAt: Sample.start) == nil)
    }

    @Test func `what appears, goes and gets another name is seen, but for what is leadkeeper's own`() {
        let before = KeyListing(at: Sample.start, keys: [key(1, hint: "a", name: "one"), key(2, hint: "b")])
        let now = KeyListing(
            at: Sample.start + .hours(1), keys: [key(1, hint: "a", name: "first"), key(3, hint: "c")])
        let changes = now.changes(since: before) { _ in false }
        #expect(Set(changes.map(\.kind)) == [.renamed(from: "one"), .added, .removed])
        #expect(now.changes(since: before) { _ in true }.map(\.kind) == [.renamed(from: "one")])
        #expect(before.changes(since: before) { _ in false }.isEmpty)
        let expired = KeyChange(.removed, key(4, hint: nil, endsAt: Sample.start))
        #expect(!expired.isOfMatter(at: Sample.start) && expired.isOfMatter(at: Sample.start - .seconds(1)))
    }

    @Test func `the log's change that names a key is the one, and a lone one that names none`() {
        let change = KeyChange(.removed, key(2, hint: "b", name: "two\u{202e}\n"))
        let named = DirectoryChange(at: Sample.start, activity: "a", actor: "ana@contoso.com", ids: [change.key.keyID])
        let other = DirectoryChange(at: Sample.end, activity: "a", actor: "bo", ids: [GUID(high: 1, low: 9)])
        var silent = other
        silent.ids = []
        #expect(change.change(among: [other, named]) == named)
        #expect(change.change(among: [other]) == nil)
        #expect(change.change(among: [silent]) == silent)
        #expect(change.change(among: [silent, silent]) == nil)
        let told = change.sentence(.inUse, by: named)
        #expect(told.hasPrefix("ana@contoso.com removed the client secret \"two\" ("))
        #expect(told.contains("Microsoft's copy may be that one"))
    }
}
