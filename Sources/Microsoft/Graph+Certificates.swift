internal import Basics
public import Credentials
internal import Curl
internal import JSON
public import Ports
internal import SecureMemory

/// Certificates on an application, which is given another one on the proof that it has one already.
///
/// https://learn.microsoft.com/graph/application-rollkey-prooftoken
extension Graph {
    private static let list: StaticString = "keyCredentials"

    /// The certificates on an application.
    ///
    /// All of them or none: a list with an entry that cannot be read counts as no answer. `GET
    /// /applications(appId='…')`, with `Application.ReadWrite.OwnedBy` and ownership; the certificates themselves are in
    /// the answer because the list is asked for by its name.
    public func certificates(
        of application: EntraApplication, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> [IssuedKey] {
        let body = try await exchange(as: administrator, proof: proof)
            .get("\(Self.path(of: application))?$select=id,appId,displayName,\(Self.list)")
        guard let keys = try? Self.keys(Self.list, in: body.span, of: application) else {
            throw .illegible("list of certificates")
        }
        return keys
    }

    /// Adds a certificate to an application that has one already.
    ///
    /// Throws `uncertain` wherever it may have been added without anybody having seen it. `POST
    /// /applications(appId='…')/addKey`, for which an application needs no permission at its own registration, and
    /// others `Application.ReadWrite.OwnedBy` and ownership. https://learn.microsoft.com/graph/api/application-addkey
    public func addCertificate(
        _ certificate: Certificate, to application: EntraApplication, displayName: String, possession: KeyHolder,
        as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> IssuedKey {
        let exchange = try await exchange(as: administrator, proof: proof)
        let possession = try await Self.proof(of: possession, for: application, exchange)
        let key = """
            {"type":"AsymmetricX509Cert","usage":"Verify","key":"\(Base64.encode(certificate.der))",\
            "displayName":\(JSONString.quoted(displayName))}
            """
        let body = JSONString.joined([
            .text("{\"keyCredential\":"), .json(key), .text(",\"passwordCredential\":null,\"proof\":\""),
            .secret(possession), .text("\"}"),
        ])
        let answer = try await exchange.create(Self.path(of: application) + "/addKey", body: .secret(body))
        let added = answer.bytes.withBytes { bytes -> IssuedKey? in
            let text = bytes.bindMemory(to: UInt8.self).span
            return (try? JSONObject(text)).flatMap { try? Self.key($0, in: text) }
        }
        guard let added else { throw .illegible("certificate", kind: .uncertain) }
        return added
    }

    /// Removes a certificate from an application.
    ///
    /// Throws `absent` where there is none with that id: gone already, or not known everywhere yet. `POST
    /// /applications(appId='…')/removeKey`, with the same permissions.
    /// https://learn.microsoft.com/graph/api/application-removekey
    public func removeCertificate(
        _ keyID: GUID, from application: EntraApplication, possession: KeyHolder, as administrator: EntraApplication,
        proof: SignInProof
    ) async throws(Setback) {
        let exchange = try await exchange(as: administrator, proof: proof)
        let possession = try await Self.proof(of: possession, for: application, exchange)
        let body = JSONString.joined([
            .json("{\"keyId\":\"\(keyID)\",\"proof\":\""), .secret(possession), .text("\"}"),
        ])
        try await exchange.change(.post, Self.path(of: application) + "/removeKey", body: .secret(body))
    }

    /// A proof of possession, which names the application's object and not the id that it signs in with.
    private static func proof(
        of holder: KeyHolder, for application: EntraApplication, _ exchange: GraphExchange
    ) async throws(Setback) -> SharedSecret {
        let body = try await exchange.get(path(of: application) + "?$select=id,appId")
        let text = body.span
        guard let object = try? JSONObject(text),
            let id = (try? object.string("id", in: text)).flatMap({ $0 }).flatMap({ GUID($0) })
        else { throw .illegible("application") }
        do {
            return try await holder.assertion(of: .possession(of: id))
        } catch {
            throw Setback(.transient, message: error.sentence(of: "the certificate's key"))
        }
    }
}
