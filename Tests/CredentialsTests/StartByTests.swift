import Testing

@testable import Credentials

/// By when people have to begin, and how long publishing takes.
@Suite struct StartByTests {
    private static func credential(_ said: TimeSpan?, offer: String? = "crm-connector") throws -> Credential {
        let id = try #require(GUID("12345678-8af1-4a5f-1234-12234d01db47"))
        return Credential(
            name: try #require(CredentialName("contoso")), identity: .azureAD(directory: id, application: id),
            destination: .dynamics(environment: "https://contoso.crm4.dynamics.com"), contacts: [],
            lifetime: .span(.days(90)), probing: ProbePolicy(), notices: NoticePolicy(), rotation: RotationPolicy(),
            offer: offer, publishingTime: said)
    }

    private static let seen = [
        PublishedOffer(offer: "crm-connector", took: .hours(30)),
        PublishedOffer(offer: "crm-connector", took: .days(2) + .seconds(1)),
        PublishedOffer(offer: "another", took: .days(9)),
    ]

    @Test func `where nobody has said or seen it, publishing takes what is usual`() throws {
        #expect(try Self.credential(nil).publishingTime(seen: []) == .days(5))
        #expect(try Self.credential(nil, offer: nil).publishingTime(seen: Self.seen) == .days(5))
    }

    @Test func `the longest publication of the offer counts, in whole days`() throws {
        #expect(try Self.credential(nil).publishingTime(seen: Self.seen) == .days(3))
        #expect(try Self.credential(nil).publishingTime(seen: Array(Self.seen.prefix(1))) == .days(2))
        #expect(
            try Self.credential(nil).publishingTime(seen: [PublishedOffer(offer: "crm-connector", took: .days(2))])
                == .days(2))
        #expect(
            try Self.credential(nil).publishingTime(seen: [PublishedOffer(offer: "crm-connector", took: .seconds(0))])
                == .days(1))
    }

    @Test(arguments: [.days(1), .days(5), .days(8)] as [TimeSpan])
    func `what the files say counts, the usual time too, whatever was seen`(said: TimeSpan) throws {
        #expect(try Self.credential(said).publishingTime(seen: []) == said)
        #expect(try Self.credential(said).publishingTime(seen: Self.seen) == said)
    }

    @Test func `a publication is counted from its first change until it is live, and anew after it came to nothing`() {
        let start = Instant(secondsSinceEpoch: 1_800_000_000)
        var publication = Publication(at: start)
        #expect(publication.took == nil)
        publication.reach(.configuring, at: start + .hours(1))
        publication.reach(.previewing, at: start + .hours(2))
        publication.reach(.reading, at: start + .hours(5))
        publication.reach(.configuring, at: start + .hours(10))
        publication.reach(.goingLive, at: start + .hours(20))
        #expect(publication.took == nil)
        publication.reach(.live, at: start + .hours(40))
        #expect(publication.took == .hours(30))
    }

    @Test func `where leads go through Partner Center the day to begin is earlier by that`() throws {
        let end = Instant(secondsSinceEpoch: 1_800_000_000)
        var credential = try Self.credential(nil)
        #expect(credential.startBy(end, publishingTime: .days(3)) == end - .days(3))
        credential.destination = nil
        #expect(credential.startBy(end, publishingTime: .days(3)) == end)
    }
}
