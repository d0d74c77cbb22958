package import Bookkeeping
package import Credentials

extension CredentialRecord {
    /// The rotation that an occasion is about, else the one under way, or the last one.
    package func rotation(of occasion: Occasion) -> Rotation? {
        let known = [rotation, lastRotation].compactMap(\.self)
        guard let id = occasion.rotation else { return known.first }
        // What a person stored belongs to no rotation.
        guard id != current?.id else { return nil }
        return known.first { $0.id == id } ?? known.first
    }

    /// The end that people were told of as a lapse, while that alarm stands.
    package var lapseToldOf: Instant? {
        guard standing.alarmedSince != nil, case .lapsed = standing.alarmedOf else { return nil }
        return (told + (standing.raisedToNobody ?? [])).compactMap {
            if case .lapsed = $0.occasion { $0.windowEnd } else { nil }
        }.max()
    }

    /// What is not raised again: what people were told, and what was raised while there is nobody to tell.
    ///
    /// Whoever becomes a contact is told what is wrong then.
    /// - Parameter credential: `nil` where the configuration has it no more.
    package func raised(of credential: Credential?) -> Set<ToldOccasion> {
        guard let silent = standing.raisedToNobody, credential?.contacts.isEmpty ?? true else { return told }
        return told.union(silent)
    }

    /// The end of the window that notices count on at `now`; `nil` where none is known.
    package func noticeEnd(of credential: Credential, at now: Instant) -> Instant? {
        guard let window = window(of: credential) else { return nil }
        return facts.noticeEnd(window, at: now)
    }

    /// What it says to whoever decides, without what people were told and what else is known.
    package var facts: Facts {
        var facts = Facts(sharing: $current, $standing, $signIns, $leads)
        facts.lapseToldOf = lapseToldOf
        facts.publications = publications
        return facts
    }

    /// Whether the occasion is an end that is in doubt: Microsoft still accepts what should have ended by its date.
    package func isDoubt(_ occasion: Occasion, of credential: Credential, at now: Instant) -> Bool {
        guard case .lapsed = occasion, let current, let end = noticeEnd(of: credential, at: now), end <= now else {
            return false
        }
        return standing.isAccepted(beyond: end, current)
    }

    /// The window of the version in use; `nil` where no secret is stored.
    package func window(of credential: Credential) -> Window? {
        current.map {
            Window(
                of: $0, identity: credential.identity, lifetime: credential.lifetime,
                refusedAsLapsedAt: standing.refusedAsLapsedAt)
        }
    }
}

extension CredentialRecord {
    /// The version that a rotation has written to the keyring and that is not in use yet; `nil` where there is none.
    package var pending: SecretVersion? { versions.first { $0.stage == .pending } }
}
