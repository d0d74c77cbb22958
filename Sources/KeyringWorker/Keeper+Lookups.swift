internal import Glibc
internal import KeyringProtocol
internal import SecretService
internal import SecureMemory

/// Looking up secrets, many at a time: by their places, with one question to the keyring, and each that is not found
/// there by a search.
extension Keeper {
    /// Answers lookups in their order; blocks for as long as the keyring does.
    ///
    /// What is wrong with one of them is answered for that one, unless it is wrong with the keyring itself.
    func answer(lookups: [Request]) -> [Reply] {
        defer { discardSignals() }
        let known: [ItemKey: SharedSecret]
        do throws(Obstacle) {
            known = try secretsAtKnownPlaces(lookups)
        } catch {
            return Array(repeating: .unavailable(trouble(of: error)), count: lookups.count)
        }
        var replies: [Reply] = []
        for lookup in lookups {
            do throws(Obstacle) {
                replies.append(try reply(to: lookup, known))
            } catch {
                replies.append(.unavailable(trouble(of: error)))
            }
            // The connection to the keyring is gone: the others get their answers from the next worker.
            if exitCode == EX_TEMPFAIL || exitCode == EX_SOFTWARE, let last = replies.last {
                return replies + Array(repeating: last, count: lookups.count - replies.count)
            }
        }
        return replies
    }

    private func reply(to lookup: Request, _ known: [ItemKey: SharedSecret]) throws(Obstacle) -> Reply {
        guard let (key, expected) = lookup.lookup else { throw .doubt("failed to look up what is no lookup") }
        let found: Reply
        if let expected, let secret = known[key], isExpected(secret, expected) {
            found = .value(secret, expected)
        } else {
            found = try find(key, expecting: expected)
        }
        guard case .value(let secret, let fingerprint) = found else { return found }
        if case .check = lookup { return .matched(fingerprint) }
        return PrivateKeyForm.matches(secret.bytes) ? .isPrivateKey : found
    }

    /// A secret that fits proves the key that was known before.
    private func isExpected(_ secret: SharedSecret, _ expected: Fingerprint) -> Bool {
        guard let fingerprintKey else { return false }
        return fingerprint(of: secret, fingerprintKey) == expected
    }

    /// What lies where the items were found last; nothing where the keyring does not say, since each is searched for
    /// then.
    private func secretsAtKnownPlaces(_ lookups: [Request]) throws(Obstacle) -> [ItemKey: SharedSecret] {
        var wanted: [ItemPlace: ItemKey] = [:]
        for case let (key, .some)? in lookups.map(\.lookup) {
            if let place = places[key] { wanted[place] = key }
        }
        guard fingerprintKey != nil, !wanted.isEmpty else { return [:] }
        do throws(Obstacle) {
            let found = try ask { collection throws(SecretServiceError) in
                try collection.secrets(at: Array(wanted.keys))
            }
            var known: [ItemKey: SharedSecret] = [:]
            for (place, secret) in found { if let key = wanted[place] { known[key] = secret } }
            return known
        } catch .library(let error) where error.code == .rejected || error.code == .locked {
            return [:]
        }
    }
}
