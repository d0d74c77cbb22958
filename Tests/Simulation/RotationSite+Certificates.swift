import Bookkeeping
package import Credentials
import Upkeep

extension RotationSite {
    /// Has one of leadkeeper's own applications sign in with a certificate that somebody uploads, in the place of its
    /// client secret, which that somebody removes.
    ///
    /// - Returns: the version in use from then on.
    @discardableResult
    package func useCertificate(of credential: Credential, validFor validity: TimeSpan) async throws -> SecretVersion {
        let made = try await engine.makeCertificate(for: credential.name, validFor: validity)
        guard let certificate = made.certificate, let application = credential.identity.application else {
            throw Failure(text: "there is no certificate")
        }
        cloud.upload(certificate, to: application.id, endsAt: clock.now() + validity)
        _ = try await engine.probeNow(credential.name, extent: .signIn)
        cloud.delete("first-\(credential.name)", from: application.id)
        guard let current = try await record(credential).current, current.id == made.id else {
            throw Failure(text: "the certificate is not in use")
        }
        return current
    }
}
