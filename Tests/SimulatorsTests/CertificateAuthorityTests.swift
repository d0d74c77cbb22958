import Foundation
import Simulators
import TestSupport
import Testing

@Suite struct CertificateAuthorityTests {
    @Test(arguments: CertificateAuthority.Flaw.allCases)
    func `a certificate verifies for its host when, and only when, it has no flaw`(flaw: CertificateAuthority.Flaw)
        async throws
    {
        let directory = try TemporaryDirectory()
        let authority = try await CertificateAuthority(in: directory.url.appending(path: "ca"))
        let certificate = try await authority.issue(for: ["contoso.localhost", "127.0.0.1"], flaw: flaw)
        let answer = try await ChildProcess.run(
            "openssl",
            [
                "verify", "-CAfile", authority.certificateFile.path, "-verify_hostname", "contoso.localhost",
                certificate.certificateFile.path,
            ])
        let expected =
            switch flaw {
            case .none: "OK"
            case .expired: "certificate has expired"
            case .wrongHost: "hostname mismatch"
            case .selfSigned: "self-signed certificate"
            case .unknownAuthority: "unable to get local issuer certificate"
            }
        #expect((answer.status == 0) == (flaw == .none))
        #expect((answer.output + answer.errors).contains(expected))
    }
}
