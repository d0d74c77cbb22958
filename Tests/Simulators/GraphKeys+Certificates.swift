internal import Foundation
internal import Microhttpd
internal import TestBasics

/// An app's certificates: added and removed on the proof that whoever asks has one of them already.
extension GraphKeys {
    /// The certificates as the list has them, with their bytes.
    func certificates(_ state: inout CloudState) -> [[(name: String, value: JSON)]] {
        state.world.apps[index].certificates.filter {
            Self.isSeen(goneAt: $0.goneAt, listedFrom: $0.listedFrom, &state)
        }
        .map(Self.members)
    }

    func addCertificate(_ call: Call, _ state: inout CloudState) throws(GraphRefusal) -> Reply {
        try demandRight(state)
        clear(&state)
        let body = try Graph.body(of: call)
        try demandProof(body, state)
        let asked = body["keyCredential"] as? [String: Any] ?? [:]
        guard asked["type"] as? String == "AsymmetricX509Cert", asked["usage"] as? String == "Verify",
            let der = (asked["key"] as? String).flatMap({ Data(base64Encoded: $0) }).map([UInt8].init),
            let validity = X509Certificate(der)?.validity, validity.end > state.now
        else { throw GraphRefusal(400, "Request_BadRequest", "Key credential certificate not valid.") }
        if let rule = rule("asymmetricKeyLifetime", state), rule.applies(to: state.world.apps[index]),
            let days = rule.longestDays, validity.end.timeIntervalSince(validity.begin) > TimeInterval(days) * 86_400
        {
            throw GraphRefusal(
                400, "CredentialInvalidLifetimeAsPerAppPolicy",
                "Credential lifetime exceeds the max value allowed as per assigned policy "
                    + "'\(Graph.identifier(of: caller.tenant))'.", detail: "InvalidKeyEndDate")
        }
        let app = state.world.apps[index]
        guard app.secrets.count + app.certificates.count < app.secretLimit else {
            throw GraphRefusal(
                400, "Request_BadRequest",
                "The size of the object has exceeded its limit. Please reduce the number of values and retry your request."
            )
        }
        let spite = state.world.spite
        var certificate = World.Certificate(
            der: der, keyID: state.generator.identifier(), displayName: asked["displayName"] as? String)
        certificate.settlesAt = Self.later(spite.propagation, &state)
        certificate.listedFrom = Self.later(spite.listingLag, &state)
        state.world.apps[index].certificates.append(certificate)
        var reply = Reply(status: 200, json: .object(Self.members(of: certificate)))
        reply.keyID = certificate.keyID
        return reply
    }

    func removeCertificate(_ call: Call, _ state: inout CloudState) throws(GraphRefusal) -> Reply {
        try demandRight(state)
        clear(&state)
        let body = try Graph.body(of: call)
        try demandProof(body, state)
        let keyID = (body["keyId"] as? String)?.lowercased() ?? ""
        let place = state.world.apps[index].certificates.firstIndex {
            $0.keyID.lowercased() == keyID && $0.goneAt == nil
        }
        guard let place,
            Self.isSeen(
                goneAt: nil, listedFrom: state.world.apps[index].certificates[place].listedFrom, &state)
        else { throw GraphRefusal(400, "Request_BadRequest", "No key credential found with keyId.") }
        state.world.apps[index].certificates[place].goneAt =
            Self.later(state.world.spite.removalLag, &state) ?? state.now
        clear(&state)
        var reply = Reply(status: 204)
        reply.keyID = keyID
        return reply
    }

    /// An app needs no permission to roll its own keys; whoever does it for another needs that and ownership.
    private func demandRight(_ state: CloudState) throws(GraphRefusal) {
        guard state.world.apps[index].id.lowercased() != caller.identity.lowercased() else { return }
        try demandOwnership(state)
    }

    /// How Graph words this refusal is in no page of Microsoft's.
    private func demandProof(_ body: [String: Any], _ state: CloudState) throws(GraphRefusal) {
        let app = state.world.apps[index]
        guard let proof = (body["proof"] as? String).flatMap({ try? ClientAssertion($0) }),
            proof.isProof(of: app, object: Graph.identifier(of: app.id), now: state.now)
        else { throw GraphRefusal(400, "Request_BadRequest", "The proof of possession is not valid.") }
    }

    private static func members(of certificate: World.Certificate) -> [(name: String, value: JSON)] {
        let validity = X509Certificate(certificate.der)?.validity
        return [
            ("customKeyIdentifier", .null), ("displayName", certificate.displayName.map { .string($0) } ?? .null),
            ("endDateTime", validity.map { Graph.time($0.end) } ?? .null), ("keyId", .string(certificate.keyID)),
            ("startDateTime", validity.map { Graph.time($0.begin) } ?? .null), ("type", "AsymmetricX509Cert"),
            ("usage", "Verify"), ("key", .string(Data(certificate.der).base64EncodedString())),
        ]
    }
}
