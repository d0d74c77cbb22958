import Credentials
import Testing

@testable import UpkeepState

/// Which secrets change hands where ways for mail trade places.
@Suite struct SecretMovesTests {
    private let old = Identity.mailbox(userName: "relay")
    private let channel: CredentialName
    private let app: Identity

    init() throws {
        let id = try #require(GUID("00000000-0000-4000-8000-000000000001"))
        app = .azureAD(directory: id, application: id)
        channel = try #require(CredentialName("@channel-mail-before"))
    }

    private func way(_ name: CredentialName, _ identity: Identity) -> Credential {
        Credential(
            name: name, identity: identity, destination: nil, contacts: [], lifetime: .never, probing: ProbePolicy(),
            notices: NoticePolicy(), rotation: RotationPolicy())
    }

    private func moves(
        _ before: [(CredentialName, Identity)], _ after: [(CredentialName, Identity)],
        holders: Set<CredentialName>? = nil
    ) -> [String] {
        let known = before.map { way($0.0, $0.1) }
        let plan = SecretMoves(
            from: known, holders: holders ?? Set(known.map(\.name)), to: after.map { way($0.0, $0.1) })
        return plan.moves.map { "\($0.source) > \($0.target)" }.sorted()
    }

    @Test func `the spare one and that of [Mail] trade places, with a channel or without`() {
        #expect(
            moves([(.mail, old), (.spareMail, app)], [(.mail, app)])
                == ["@mail > @mail-spare", "@mail-spare > @mail"])
        #expect(
            moves([(.mail, old), (.spareMail, app)], [(.mail, app), (channel, old)])
                == ["@mail > @channel-mail-before", "@mail-spare > @mail"])
        // The same once more, after it was undone: the channel is known, and has no secret.
        #expect(
            moves(
                [(.mail, old), (.spareMail, app), (channel, old)], [(.mail, app), (channel, old)],
                holders: [.mail, .spareMail]) == ["@mail > @channel-mail-before", "@mail-spare > @mail"])
        #expect(
            moves([(.mail, app), (channel, old)], [(.mail, old)])
                == ["@channel-mail-before > @mail", "@mail > @mail-spare"])
    }

    @Test func `nothing moves where nothing has changed, where nobody has a secret, and where another account is new`()
    {
        #expect(moves([(.mail, old), (.spareMail, app)], [(.mail, old)]) == [])
        #expect(moves([(.mail, old), (.spareMail, app)], [(.mail, app)], holders: [.mail]) == [])
        #expect(moves([(.mail, old), (.spareMail, app)], [(.mail, .mailbox(userName: "other"))]) == [])
        #expect(moves([(.mail, old)], []) == [])
    }

    @Test func `a way that stays gives nothing away, and a URL is no account`() throws {
        #expect(moves([(.mail, old)], [(.mail, old), (channel, old)]) == [])
        let hook = try #require(CredentialName("@channel-hook"))
        #expect(moves([(hook, .channel(.webhook))], [(channel, .channel(.webhook))]) == [])
        // A channel whose own secret would have no place keeps it.
        #expect(moves([(channel, app), (.spareMail, old)], [(channel, old)]) == [])
    }
}
