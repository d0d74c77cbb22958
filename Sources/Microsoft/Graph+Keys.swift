internal import Basics
public import Credentials
internal import Curl
internal import JSON
public import Ports
public import SecureMemory

extension Graph {
    /// How many client secrets an application is believed to have; Entra's limit on an object's size ends far below.
    static let keyLimit = 2_000

    /// The client secrets on an application.
    ///
    /// All of them or none: a list with an entry that cannot be read counts as no answer. `GET
    /// /applications(appId='…')`, with `Application.ReadWrite.OwnedBy` and ownership.
    public func keys(
        of application: EntraApplication, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> [IssuedKey] {
        let body = try await exchange(as: administrator, proof: proof)
            .get("\(Self.path(of: application))?$select=id,appId,displayName,passwordCredentials")
        guard let keys = try? Self.keys(in: body.span, of: application) else {
            throw .illegible("list of client secrets")
        }
        return keys
    }

    /// The client secrets that lie on an application's service principal, beside those on the application; none where
    /// there is no service principal in the directory.
    ///
    /// All of them or none. `GET /servicePrincipals(appId='…')`, with `Application.ReadWrite.OwnedBy` or
    /// `Application.Read.All`.
    public func principalKeys(
        of application: EntraApplication, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> [IssuedKey] {
        let path = "servicePrincipals(appId='\(application.id)')?$select=id,appId,passwordCredentials"
        let body: [UInt8]
        do {
            body = try await exchange(as: administrator, proof: proof).get(path)
        } catch {
            guard error.kind == .absent else { throw error }
            return []
        }
        guard let keys = try? Self.keys(in: body.span, of: application) else {
            throw .illegible("list of the service principal's client secrets")
        }
        return keys
    }

    /// Adds a client secret to an application: never twice, whatever happens on the way.
    ///
    /// Throws `uncertain` wherever the secret may exist without its value being known. `POST
    /// /applications(appId='…')/addPassword`, with `Application.ReadWrite.OwnedBy` and ownership.
    /// - Returns: the key as it was granted, and its value, which no later answer repeats.
    public func addKey(
        to application: EntraApplication, displayName: String, endsAt: Instant, as administrator: EntraApplication,
        proof: SignInProof
    ) async throws(Setback) -> (key: IssuedKey, value: SharedSecret) {
        let exchange = try await exchange(as: administrator, proof: proof)
        let body = """
            {"passwordCredential":{"displayName":\(JSONString.quoted(displayName)),"endDateTime":"\(endsAt.rfc3339)"}}
            """
        let answer = try await exchange.create(
            Self.path(of: application) + "/addPassword", body: .bytes(Array(body.utf8)))
        guard let issued = Self.issued(in: answer.bytes) else { throw .illegible("client secret", kind: .uncertain) }
        return issued
    }

    /// Removes a client secret from an application.
    ///
    /// Throws `absent` where there is no such key: gone already, or not known everywhere yet. `POST
    /// /applications(appId='…')/removePassword`, with `Application.ReadWrite.OwnedBy` and ownership.
    public func removeKey(
        _ keyID: GUID, from application: EntraApplication, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) {
        try await exchange(as: administrator, proof: proof).change(
            .post, Self.path(of: application) + "/removePassword", body: .bytes(Array("{\"keyId\":\"\(keyID)\"}".utf8)))
    }

    /// Where an application is found by the id that it signs in with.
    static func path(of application: EntraApplication) -> String {
        "applications(appId='\(application.id)')"
    }
}

extension Graph {
    /// Reads an application's client secrets, or what another of its lists has.
    static func keys(
        _ list: StaticString = "passwordCredentials", in text: JSONText, of application: EntraApplication
    ) throws(JSONFault) -> [IssuedKey] {
        let object = try JSONObject(text)
        guard try object.string("appId", in: text).flatMap({ GUID($0) }) == application.id,
            let entries = try object.objects(list, limit: keyLimit, in: text)
        else { throw .wrongType }
        try object.requireWhole(in: text)
        var keys: [IssuedKey] = []
        for entry in entries { keys.append(try key(entry, in: text)) }
        return keys
    }

    /// Takes a new client secret out of an answer, its value from locked memory to locked memory; `nil` where either is
    /// not there.
    static func issued(in body: borrowing SecretBytes) -> (key: IssuedKey, value: SharedSecret)? {
        body.withBytes { bytes in
            let text = bytes.bindMemory(to: UInt8.self).span
            guard let object = try? JSONObject(text), let key = try? key(object, in: text),
                let place = try? object.stringRange("secretText", in: text), !place.isEmpty
            else { return nil }
            var isPrintable = true
            let value = SecretBytes(capacity: place.count) { value in
                var count = 0
                JSONEscapes.resolve(place, in: text) {
                    isPrintable = isPrintable && !$0.isControl
                    value[count] = $0
                    count += 1
                }
                return count
            }
            return isPrintable ? (key, SharedSecret(value)) : nil
        }
    }

    /// Reads one `passwordCredential` or `keyCredential`, without its value.
    static func key(_ object: JSONObject, in text: JSONText) throws(JSONFault) -> IssuedKey {
        guard let keyID = try object.string("keyId", in: text).flatMap({ GUID($0) }) else { throw .wrongType }
        return IssuedKey(
            keyID: keyID, displayName: try object.string("displayName", in: text).map { String($0.prefix(256)) },
            hint: try object.string("hint", in: text).map { String($0.prefix(3)) },
            startsAt: date("startDateTime", of: object, in: text), endsAt: date("endDateTime", of: object, in: text),
            hasNoEnd: (moment("endDateTime", of: object, in: text)).map { $0 > Instant.believable.upperBound } ?? false,
            certificate: (try? object.string("key", in: text)).flatMap { $0 }.flatMap(Base64.decode)
                .map(Certificate.init(der:)))
    }

    /// Reads a date; `nil` where it is missing, illegible or beyond belief.
    static func date(_ name: StaticString, of object: JSONObject, in text: JSONText) -> Instant? {
        moment(name, of: object, in: text).flatMap { Instant.believable.contains($0) ? $0 : nil }
    }

    /// Reads a date, believable or not; `nil` where it is missing or illegible.
    private static func moment(_ name: StaticString, of object: JSONObject, in text: JSONText) -> Instant? {
        (try? object.string(name, in: text)).flatMap { $0 }.flatMap(Instant.init(answered:))
    }
}
