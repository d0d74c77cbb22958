import Bookkeeping
import Credentials
import Foundation
import TestSupport
import Testing

/// Rotations in the ledger.
@Suite struct RotatingTests {
    private func rotation(_ id: String, old: String?) -> Rotation {
        Rotation(
            id: id, method: .clientSecret, handOff: .person, account: "a", application: nil, policy: RotationPolicy(),
            isByHand: false,
            old: old.map { Rotation.Old(version: $0, keyID: nil, endsAt: nil) }, copyEndsAt: nil, at: Sample.start)
    }

    /// A ledger with the current version `v1` and a rotation whose new version `v2` is in the keyring.
    private func minted() async throws -> (Ledger, CredentialName, Rotation) {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        var one = rotation("r1", old: "v1")
        try await ledger.record(
            one, of: name, .begun, events: [Sample.event("rotation-begun", of: name)], at: Sample.start)
        one = one.beginning(.addKey, version: "v2", at: Sample.start)
        try await ledger.record(one, of: name, .storing(Sample.version("v2")), events: [], at: Sample.start)
        #expect(try await ledger.unfinishedStores().map(\.version.id) == ["v2"])
        one.inFlight = nil
        let kept = RotationChange.kept(fingerprint: [9], expiry: .at(Sample.at(99), origin: .graph), keyID: "k2")
        try await ledger.record(one, of: name, kept, events: [], at: Sample.start)
        return (ledger, name, one)
    }

    @Test func `a new version is stored, promoted and the old one removed at the end, each in one transaction`()
        async throws
    {
        let (ledger, name, begun) = try await minted()
        var one = begun
        var record = try #require(try await ledger.record(of: name))
        #expect(record.versions.map(\.stage) == [.current, .pending] && record.rotation == one)
        #expect(
            record.versions.last?.keyID == "k2" && record.versions.last?.expiry == .at(Sample.at(99), origin: .graph))
        try await ledger.enqueue([try Sample.notice(of: name, version: "v1")], for: name)
        one.advance(to: .proven, at: Sample.start)
        try await ledger.record(one, of: name, .promoted(Standing()), events: [], at: Sample.start)
        record = try #require(try await ledger.record(of: name))
        #expect(record.current?.id == "v2" && record.versions.map(\.stage) == [.previous, .current])
        #expect(try await ledger.noticeCounts()[.superseded] == 1)
        one.end(.completed, at: Sample.at(5))
        try await ledger.record(
            one, of: name, .ended, events: [Sample.event("rotation-ended", of: name)], at: Sample.at(5))
        record = try #require(try await ledger.record(of: name))
        #expect(record.rotation == nil && record.lastRotation == one && record.versions.map(\.id) == ["v2"])
        #expect(try await ledger.versionsToRemove().map(\.version.id) == ["v1"])
        #expect(try await ledger.snapshot()[name] == record)
        let afterwards: Void? = try? await ledger.record(one, of: name, .noted, events: [], at: Sample.at(6))
        #expect(afterwards == nil, "what has ended is never changed")
    }

    @Test func `what is given up is removed, and the old one is the current one again`() async throws {
        for isPromoted in [false, true] {
            let (ledger, name, begun) = try await minted()
            var one = begun
            if isPromoted {
                one.advance(to: .proven, at: Sample.start)
                try await ledger.record(one, of: name, .promoted(Standing()), events: [], at: Sample.start)
            }
            one.new = nil
            one.step = .begun
            try await ledger.record(
                one, of: name, .backedOut(isPromoted ? Standing() : nil), events: [], at: Sample.start)
            #expect(try await ledger.record(of: name)?.versions.map(\.id) == ["v1"])
            #expect(try await ledger.record(of: name)?.current?.id == "v1")
            #expect(try await ledger.versionsToRemove().map(\.version.id) == ["v2"])
        }
    }

    @Test func `a credential has one rotation at a time, and all that ever were are known`() async throws {
        let (ledger, name, one) = try await minted()
        let second: Void? = try? await ledger.record(
            rotation("r2", old: nil), of: name, .begun, events: [], at: Sample.start)
        #expect(second == nil)
        var ended = one
        ended.end(.aborted, at: Sample.start)
        try await ledger.record(ended, of: name, .ended, events: [], at: Sample.start)
        try await ledger.record(rotation("r2", old: "v1"), of: name, .begun, events: [], at: Sample.start)
        let (ids, recent) = try await ledger.rotations(since: Sample.at(1))
        #expect(ids == ["r1", "r2"] && recent.map(\.id) == ["r2"])
        #expect(try await ledger.lastRotations(limit: 1).map(\.id) == ["r2"])
        #expect(try await ledger.namesOfLastRotations(limit: 1).map(\.id) == ["r2"])
        let names = try await ledger.namesOfLastRotations(limit: 3)
        #expect(names.map(\.id) == ["r2", "r1"] && names.allSatisfy { $0.of == name })
        let found = try await ledger.rotation("r1")
        #expect(found?.rotation == ended && found?.of == name)
        #expect(try await ledger.prune(at: Sample.start + .days(9_999)) >= 0)
        #expect(try await ledger.rotations(of: name).map(\.id) == ["r1", "r2"])
    }

    @Test func `what rotations have published is read when one has ended, and known from then on`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        var known = try #require(try await ledger.record(of: name))
        #expect(known.publications.isEmpty)
        for number in 1...7 {
            var one = Rotation(
                id: "r\(number)", method: .clientSecret, handOff: .partnerCenter(offer: "crm"), account: "a",
                application: nil, policy: RotationPolicy(), isByHand: false, old: nil, copyEndsAt: nil,
                at: Sample.start)
            try await ledger.record(one, of: name, .begun, events: [], at: Sample.start)
            var publication = Publication(at: Sample.start + .days(Int64(number)))
            (publication.startedAt, publication.phase) = (Sample.start, .live)
            one.publication = publication
            try await ledger.record(one, of: name, .noted, events: [], at: Sample.start)
            let underWay = try #require(try await ledger.record(of: name, knowing: known))
            #expect(underWay.publications.first == PublishedOffer(offer: "crm", took: .days(Int64(number))))
            one.end(number == 3 ? .aborted : .completed, at: Sample.at(Int64(number)))
            try await ledger.record(one, of: name, .ended, events: [], at: Sample.at(Int64(number)))
            known = try #require(try await ledger.record(of: name, knowing: underWay))
            #expect(try await ledger.record(of: name) == known)
            #expect(try await ledger.record(of: name, knowing: known) == known)
            #expect(try await ledger.snapshot()[name] == known)
        }
        #expect(Set(known.publications.map(\.took)) == Set((3...7).map { TimeSpan.days($0) }))
        var other = known
        other.lastRotation?.id = "r6"
        #expect(try await ledger.record(of: name, knowing: other) == known, "one has ended since")
    }

    @Test func `a secret that a person brings takes the place of a pending one`() async throws {
        let (ledger, name, _) = try await minted()
        try await ledger.store("v3", for: name)
        let record = try #require(try await ledger.record(of: name))
        #expect(record.versions.map(\.id) == ["v1", "v3"] && record.current?.id == "v3")
        #expect(try await ledger.versionsToRemove().map(\.version.id) == ["v2"])
    }

    @Test func `what is on an application is remembered until it is listed again`() async throws {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let key = IssuedKey(
            keyID: try Sample.guid(), displayName: "x", hint: "abc", startsAt: nil, endsAt: Sample.at(9))
        for at in [Sample.start, Sample.at(60)] {
            let listing = KeyListing(at: at, keys: [key])
            try await ledger.save(listing, of: name, events: [])
            #expect(try await ledger.record(of: name)?.listing == listing)
            #expect(try await ledger.snapshot()[name]?.listing == listing)
        }
    }

    @Test func `of what is on an application no more than the moment is written while the keys are the same`()
        async throws
    {
        let (ledger, name) = try await Ledger.inMemory(versions: ["v1"])
        let key = IssuedKey(
            keyID: try Sample.guid(), displayName: "x", hint: "abc", startsAt: nil, endsAt: Sample.at(9))
        let first = KeyListing(at: Sample.start, keys: [key])
        await #expect(throws: LedgerError.self, "it has nothing of which the keys could stay") {
            try await ledger.save(KeyListing(at: Sample.at(1), keys: [key]), of: name, after: first, events: [])
        }
        try await ledger.save(first, of: name, events: [])
        let second = KeyListing(at: Sample.at(60), keys: [key])
        try await ledger.save(second, of: name, after: first, events: [])
        #expect(try await ledger.record(of: name)?.listing == second)
        let third = KeyListing(at: Sample.at(120), keys: [])
        try await ledger.save(third, of: name, after: second, events: [])
        #expect(try await ledger.record(of: name)?.listing == third)
    }
}
