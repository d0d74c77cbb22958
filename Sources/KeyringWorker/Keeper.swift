internal import Basics
internal import Glibc
internal import KeyringProtocol
internal import SecretService
internal import SecureMemory

/// Answers requests from the keyring, and knows when it should not be asked any more.
///
/// Used on one thread. Where nothing is found it asks whether the collection is locked, since a locked one looks empty;
/// and nothing is called absent, written or removed before the canary was seen.
final class Keeper {
    /// Set when the process has to end after its answer.
    private(set) var exitCode: Int32?

    let directory: KeyringDirectory
    /// The day, in UTC, that has its copy of the keyring's file.
    private var dayOfCopy = ""
    private let lookupsBeforeRecycling: Int
    private var lookups = 0
    private var opened: LoginCollection?
    let storing = StoringProgram()
    let signing = SigningProgram()
    var fingerprintKey: SharedSecret?
    /// Where items were found.
    var places = ItemPlaces()
    var ledgerKnowsSecrets = true
    private var hasToldOfMemory = false
    /// What was found out about the provider that had that connection to the bus.
    var knownProvider: (connection: String, reply: Reply)?

    init(directory: KeyringDirectory, lookupsBeforeRecycling: Int) {
        self.directory = directory
        self.lookupsBeforeRecycling = lookupsBeforeRecycling
    }

    /// Answers requests in their order, of which several are lookups all; blocks for as long as the keyring does.
    func answer(_ requests: [Request]) -> [Reply] {
        guard requests.count == 1, let request = requests.first, request.lookup == nil else {
            return answer(lookups: requests)
        }
        return [answer(request)]
    }

    private func answer(_ request: Request) -> Reply {
        defer { discardSignals() }
        do throws(Obstacle) {
            switch request {
            case .open(let ledgerKnowsSecrets):
                self.ledgerKnowsSecrets = ledgerKnowsSecrets
                try proveReady()
                return .ready
            case .store(let key, let label, let secret):
                return try store(key, label: label, secret: secret)
            case .read, .check:
                throw .doubt("failed to answer a lookup alone")
            case .remove(let key):
                return try remove(key)
            case .makeKey(let key, let label, let wish):
                return try makeKey(key, label: label, wish)
            case .assert(let key, let expected, let certificate, let statement):
                return try assert(key, expecting: expected, certificate: certificate, statement)
            case .provider:
                return try provider()
            }
        } catch {
            return .unavailable(trouble(of: error))
        }
    }

    /// Searches for the expected secret, or for whichever is there.
    func find(_ key: ItemKey, expecting expected: Fingerprint?) throws(Obstacle) -> Reply {
        places.forget(key)
        let items = try items(of: attributes(of: key))
        let found = items.map(\.secret)
        guard !found.isEmpty else {
            try proveReady()
            return .absent
        }
        // A create that was given up on may have happened after all, so there can be more than one.
        let whole = found.filter { $0.bytes.count > 0 }
        guard let first = whole.first else { return .torn }
        guard let expected else {
            let key = try provenFingerprintKey()
            guard whole.allSatisfy({ $0.bytes.isSame(as: first.bytes) }), SecretRule.violation(of: first.bytes) == nil
            else {
                return .mismatched
            }
            return .value(first, fingerprint(of: first, key))
        }
        // A secret that fits proves the key that was known before; one that does not may mean another keyring.
        if let known = fingerprintKey,
            let fitting = items.first(where: { fingerprint(of: $0.secret, known) == expected })
        {
            places.learn(fitting.place, of: key)
            return .value(fitting.secret, expected)
        }
        let proven = try provenFingerprintKey()
        guard let fitting = items.first(where: { fingerprint(of: $0.secret, proven) == expected }) else {
            return .mismatched
        }
        places.learn(fitting.place, of: key)
        return .value(fitting.secret, expected)
    }

    private func store(_ key: ItemKey, label: String, secret: SharedSecret) throws(Obstacle) -> Reply {
        if let violation = SecretRule.violation(of: secret.bytes) { return .refused(violation) }
        guard !PrivateKeyForm.matches(secret.bytes) else { return .refused(.privateKey) }
        try proveReady()
        return try keep(key, label: label, secret: secret)
    }

    /// Writes a secret under a version that has none yet, and reads it back.
    func keep(_ key: ItemKey, label: String, secret: SharedSecret) throws(Obstacle) -> Reply {
        let attributes = try attributes(of: key)
        let found = try secrets(of: attributes)
        let whole = found.filter { $0.bytes.count > 0 }
        guard whole.allSatisfy({ $0.bytes.isSame(as: secret.bytes) }) else { return .refused(.alreadyThere) }
        if whole.isEmpty {
            guard
                try write({ collection throws(SecretServiceError) in
                    if !found.isEmpty { try collection.delete(attributes) }
                    try storing.create(attributes, label: label, secret: secret)
                })
            else {
                try removeTorn(attributes)
                return .refused(.notWritten)
            }
        }
        let readBack = try items(of: attributes)
        guard !readBack.isEmpty, readBack.allSatisfy({ $0.secret.bytes.isSame(as: secret.bytes) }), directory.sync()
        else {
            try removeTorn(attributes)
            return .refused(.notWritten)
        }
        if readBack.count == 1, let place = readBack.first?.place { places.learn(place, of: key) }
        return .stored(fingerprint(of: secret, try provenFingerprintKey()))
    }

    private func remove(_ key: ItemKey) throws(Obstacle) -> Reply {
        try proveReady()
        places.forget(key)
        let attributes = try attributes(of: key)
        guard try !secrets(of: attributes).isEmpty else { return .absent }
        let isWritten = try write { collection throws(SecretServiceError) in try collection.delete(attributes) }
        return isWritten && directory.sync() ? .removed : .notWritten
    }

    /// Deletes what a failed store left, if it is empty; that this may fail as well changes nothing.
    private func removeTorn(_ attributes: CredentialAttributes) throws(Obstacle) {
        let left = try secrets(of: attributes)
        guard !left.isEmpty, left.allSatisfy({ $0.bytes.count == 0 }) else { return }
        _ = try write { collection throws(SecretServiceError) in try collection.delete(attributes) }
    }

    func attributes(of key: ItemKey) throws(Obstacle) -> CredentialAttributes {
        guard let attributes = CredentialAttributes(connection: key.connection, version: key.version) else {
            throw .doubt("failed to name an item")
        }
        return attributes
    }

    func fingerprint(of secret: SharedSecret, _ key: SharedSecret) -> Fingerprint {
        Fingerprint(AuthenticationCode.truncated(of: secret.bytes, key: key.bytes))
    }

    /// What is stored under the attributes.
    func secrets(of attributes: CredentialAttributes) throws(Obstacle) -> [SharedSecret] {
        try items(of: attributes).map(\.secret)
    }

    /// What is stored under the attributes and where, after making sure that a locked collection is not taken for an
    /// empty one.
    private func items(
        of attributes: CredentialAttributes
    ) throws(Obstacle) -> [(place: ItemPlace, secret: SharedSecret)] {
        let items = try ask { collection throws(SecretServiceError) in
            let found = try collection.secrets(of: attributes)
            if found.isEmpty, try collection.isLocked() { throw SecretServiceError.lockedCollection }
            return found
        }
        if !hasToldOfMemory, items.contains(where: { !$0.secret.bytes.isLocked }) {
            hasToldOfMemory = true
            log("failed to lock memory for a secret, ignoring")
        }
        return items
    }

    /// Does something to the collection that changes its file; `false` when the keyring answers that it could not.
    func write(_ body: (LoginCollection) throws(SecretServiceError) -> Void) throws(Obstacle) -> Bool {
        keepCopy()
        return try ask { collection throws(SecretServiceError) in
            do throws(SecretServiceError) {
                try body(collection)
                return true
            } catch  where error.code == .rejected {
                log("\(error)")
                return false
            }
        }
    }

    /// Keeps a copy of the keyring's file, once a day; that this may fail holds up no secret.
    func keepCopy() {
        let today = String(RFC3339.text(ofSeconds: Int64(time(nil))).prefix(10))
        guard dayOfCopy != today, KeyringCopies(path: directory.path).keep(on: today) else { return }
        dayOfCopy = today
    }

    /// Asks the keyring for something, counts it, and connects first where that was not done.
    func ask<Value>(_ body: (LoginCollection) throws(SecretServiceError) -> Value) throws(Obstacle) -> Value {
        lookups += 1
        if lookups >= lookupsBeforeRecycling { exitCode = exitCode ?? EX_OK }
        do throws(SecretServiceError) {
            if let opened { return try body(opened) }
            let collection = try LoginCollection()
            opened = collection
            return try body(collection)
        } catch {
            throw .library(error)
        }
    }

    func discardSignals() { opened?.discardSignals() }

    /// What a request that met an obstacle is answered; after some the process had better end.
    func trouble(of obstacle: Obstacle) -> KeyringTrouble {
        switch obstacle {
        case .degraded(let degradation):
            log("the keyring is degraded: \(degradation)")
            return .degraded(degradation)
        case .library(let error) where error.code == .locked:
            return .locked
        case .library(let error):
            log("\(error), ending")
            exitCode = EX_TEMPFAIL
            return error.code == .timedOut ? .timedOut : .unreachable
        case .doubt(let message):
            log("\(message), ending")
            exitCode = EX_SOFTWARE
            return .unreachable
        }
    }
}

/// Why a request got no answer.
enum Obstacle: Error {
    /// What the keyring said.
    case library(SecretServiceError)
    /// The keyring is not the one that it was.
    case degraded(Degradation)
    /// Something that should not be.
    case doubt(String)
}
