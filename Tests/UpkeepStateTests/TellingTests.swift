import Credentials
import Testing

@testable import UpkeepState

/// Of whom people are being told beside the passes.
@Suite struct TellingTests {
    @Test func `what was seen of a credential counts once, and not where something has changed since`() throws {
        let names = try ["c1", "c2", "c3"].map { try #require(CredentialName($0)) }
        var telling = Telling()
        #expect(telling.isEmpty && !telling.contains(names[0]))
        telling.begin(names.map { Look(name: $0) })
        #expect(!telling.isEmpty && names.allSatisfy(telling.contains))

        telling.distrust(names[1])
        #expect(telling.contains(names[1]), "people are told of it all the same")
        #expect(telling.takeLook(at: names[0])?.name == names[0])
        #expect(telling.takeLook(at: names[0]) == nil && telling.takeLook(at: names[1]) == nil)

        telling.end(names.prefix(2))
        #expect(names.map(telling.contains) == [false, false, true])
        telling.end(names.suffix(1))
        #expect(telling.isEmpty && telling.takeLook(at: names[2]) == nil)
    }

    @Test func `whoever is being told of is no longer open, and is due at the moment that a look has shown`() throws {
        let name = try #require(CredentialName("c1"))
        let noon = Instant(secondsSinceEpoch: 1_795_000_000)
        var agenda = Agenda()
        agenda.enter(Agenda.Entry(isOpen: true, next: noon), for: name)
        agenda.areBeingTold([name])
        #expect(agenda.takeDue(at: noon - .seconds(1), isBusy: { _ in false }) == [])
        #expect(agenda.takeDue(at: noon, isBusy: { _ in false }) == [name])
    }
}
