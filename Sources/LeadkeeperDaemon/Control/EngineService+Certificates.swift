internal import Basics
internal import Control
internal import Credentials
internal import GLib
internal import Upkeep
internal import UpkeepState

/// Certificates of leadkeeper's own applications.
extension EngineService {
    func answer(_ request: MakeCertificate, for caller: Caller) async throws -> CertificateRecord {
        let version = try await ask { () async throws(EngineError) in
            try await engine.makeCertificate(for: request.name, validFor: request.days.map { .days($0) })
        }
        guard let record = CertificateRecord(version) else {
            throw Problem(.internal, "the certificate is not to be had")
        }
        return record
    }

    func answer(_ request: ListCertificates, for caller: Caller) async throws -> CertificateList {
        let versions = try await ask { () async throws(EngineError) in
            try await engine.certificates(of: request.name)
        }
        return CertificateList(
            name: request.name.description, certificates: versions.compactMap(CertificateRecord.init))
    }
}

extension CertificateRecord {
    /// The certificate of a version; `nil` for one without.
    fileprivate init?(_ version: SecretVersion) {
        guard let certificate = version.certificate else { return nil }
        let stage: Stage =
            switch version.stage {
            case .trial, .pending: .onTrial
            case .current: .inUse
            case .previous: .previous
            }
        let end: Instant? = if case .at(let instant, _) = version.expiry { instant } else { nil }
        let digest = { (kind: Checksum.Kind) in
            Checksum.hexadecimal(of: certificate.der, kind).uppercased()
        }
        self.init(
            version: version.id, stage: stage, thumbprint: digest(.sha1), thumbprintSHA256: digest(.sha256),
            madeAt: Timestamp(version.storedAt), expiresAt: end.map(Timestamp.init), pem: certificate.pem)
    }
}
