package import Credentials

/// Which secrets change hands where ways for mail trade places in the configuration: each follows its account.
///
/// The secret of `@mail` belongs to a user or to an application. Where `[Mail]` names another one, whose secret is kept
/// under another name already, as that of a channel or as the spare one, it is the secret of `@mail` from then on; and
/// the one before it is that of the channel that signs in so now, else the spare one. So no way is ever without its
/// secret, and no secret is shown to anybody to whom it does not belong.
package struct SecretMoves {
    /// One of them.
    package struct Move: Hashable {
        package var source: CredentialName
        package var target: CredentialName
    }

    /// All of them; none is the source of two, or the target.
    package private(set) var moves: [Move] = []
    /// What is remembered of the spare way from now on; `nil` where that stays as it is.
    package private(set) var spare: Credential?

    /// Compares what was configured, and for whom a secret is kept, with what is configured now.
    ///
    /// - Parameters:
    ///   - known: how each name was configured when its secret was stored or last used.
    ///   - holders: who of them has a secret in use, by the keyring.
    ///   - credentials: what is configured now.
    package init(from known: [Credential], holders: Set<CredentialName>, to credentials: [Credential]) {
        let before = Dictionary(known.map { ($0.name, $0) }) { first, _ in first }
        let after = Dictionary(credentials.map { ($0.name, $0) }) { first, _ in first }
        let stays = { (name: CredentialName) in
            after[name].map { $0.identity == before[name]?.identity } ?? false
        }
        for credential in credentials.sorted(by: { $0.name < $1.name }) {
            // One that came back without its secret, as after a move was undone, gets it again.
            guard credential.isWayForMail, !(stays(credential.name) && holders.contains(credential.name)) else {
                continue
            }
            let sources = holders.sorted().filter { source in
                source != credential.name && !stays(source) && before[source]?.identity == credential.identity
                    && !moves.contains { $0.source == source }
            }
            if let source = sources.first { moves.append(Move(source: source, target: credential.name)) }
        }
        // A channel's own secret is not given up for another's: only that of `[Mail]` has a place to go to.
        let sources = Set(moves.map(\.source))
        moves.removeAll { $0.target != .mail && holders.contains($0.target) && !sources.contains($0.target) }
        guard moves.contains(where: { $0.target == .mail }), holders.contains(.mail),
            !moves.contains(where: { $0.source == .mail }), let mail = before[.mail]
        else { return }
        moves.append(Move(source: .mail, target: .spareMail))
        spare = mail.named(.spareMail)
    }
}

extension Credential {
    /// Whether it signs in as a user or an application to send mail.
    fileprivate var isWayForMail: Bool {
        guard name == .mail || name.isChannel else { return false }
        return switch identity {
        case .mailbox, .azureAD: true
        case .office365, .httpsEndpoint, .azureTable, .channel, .heartbeat: false
        }
    }

    /// The same under another name.
    package func named(_ name: CredentialName) -> Credential {
        var credential = self
        credential.name = name
        return credential
    }
}
