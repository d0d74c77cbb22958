package import Credentials
package import SecureMemory
package import Upkeep
package import UpkeepState

extension Credential {
    package static func sample(
        _ name: String, office365: Bool = false, contacts: [String] = ["ops@contoso.example"],
        leadTimes: [TimeSpan]? = nil
    ) throws -> Credential {
        let guid = GUID(high: 0x1234_5678_8af1_4a5f, low: 0x8123_1223_4d01_db47)
        var notices = NoticePolicy()
        if let leadTimes { notices.leadTimes = leadTimes }
        guard let credentialName = CredentialName(name) else { throw Unusable(text: name) }
        return Credential(
            name: credentialName,
            identity: office365
                ? .office365(userName: "leads@contoso.example", client: guid, directory: "contoso.example")
                : .azureAD(directory: guid, application: guid),
            destination: .dynamics(environment: "https://\(name).crm4.dynamics.com"),
            contacts: try contacts.map {
                guard let address = EmailAddress($0) else { throw Unusable(text: $0) }
                return address
            }, lifetime: .span(.days(90)), probing: ProbePolicy(), notices: notices, rotation: RotationPolicy())
    }

    package struct Unusable: Error {
        package var text: String
    }
}

extension Credential {
    /// A connection that is rotated, with an application or a user of its own.
    package static func rotating(
        _ name: String, _ mode: RotationPolicy.Mode, office365: Bool = false, overlap: TimeSpan = .days(7),
        lifetime: TimeSpan = .days(180),
        number: UInt64 = 1
    ) throws -> Credential {
        var credential = try Credential.sample(name, office365: office365)
        credential.rotation = RotationPolicy(mode: mode, before: .days(30), overlap: overlap, lifetime: lifetime)
        if !office365 {
            credential.identity = .azureAD(
                directory: RotationSite.administrator.directory,
                application: GUID(high: 0x2222_0000_0000_4000, low: 0x8000_0000_0000_0000 | number))
        }
        if mode == .automatic { credential.offer = name }
        return credential
    }

    package var applicationID: GUID? { identity.application?.id }
}

package func secret(_ text: String) -> SharedSecret {
    SharedSecret(SecretBytes(copying: Array(text.utf8)))
}

extension Engine {
    /// Stores a secret and puts it to use untried, whatever is there.
    package func storeSecret(
        _ secret: SharedSecret, for name: CredentialName, issuedAt: Instant?, expiry: SecretVersion.Expiry,
        keyID: String?
    ) async throws(EngineError) -> SecretVersion {
        try await setSecret(
            secret, for: name, SecretSaying(issuedAt: issuedAt, expiry: expiry, keyID: keyID), isUnproven: true,
            waits: false
        ).version
    }
}
