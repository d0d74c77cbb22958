public import Foundation

/// A certificate authority for tests, and the server certificates that it issues, as files in a directory of the
/// caller's.
///
/// All authorities of one process are the same one, and so are certificates for the same names with the same flaw:
/// making them takes a run of the `openssl` command each (openssl-req(1), openssl-x509(1)). Keys are EC P-256.
public final class CertificateAuthority: Sendable {
    /// What is wrong with a certificate, if anything.
    public enum Flaw: String, Codable, Sendable, CaseIterable {
        /// Nothing: a client that trusts the authority accepts it for its names.
        case none
        /// Its validity ended yesterday.
        case expired
        /// It is good for `wrong-host.invalid` only, whatever names were asked for.
        case wrongHost
        /// It is signed with its own key, by nobody.
        case selfSigned
        /// It is signed by an authority that nobody trusts, which has the same name.
        case unknownAuthority
    }

    /// The directory that the files lie in.
    public let directory: URL

    /// The authority's certificate in PEM, for a client's `CAFile`.
    public let certificateFile: URL

    /// Puts the authority's certificate into `directory`, which is created where it is absent.
    ///
    /// Throws what the `openssl` command said.
    public init(in directory: URL) async throws {
        self.directory = directory
        certificateFile = directory.appending(path: "ca.pem")
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try await Mint.shared.pair(.authority(isTrusted: true)).certificate
            .write(to: certificateFile, atomically: false, encoding: .utf8)
    }

    /// Issues a certificate for `names` (host names or IP addresses).
    ///
    /// Throws what the `openssl` command said.
    public func issue(for names: [String], flaw: Flaw = .none) async throws -> ServerCertificate {
        let made = try await Mint.shared.pair(.server(names: names, flaw: flaw))
        let base = UUID().uuidString
        let certificate = directory.appending(path: "\(base).pem")
        let key = directory.appending(path: "\(base).key")
        try made.certificate.write(to: certificate, atomically: false, encoding: .utf8)
        try made.key.write(to: key, atomically: false, encoding: .utf8)
        return ServerCertificate(
            certificateFile: certificate, keyFile: key, certificatePEM: made.certificate, keyPEM: made.key)
    }
}

/// A server's certificate and key, as files and as text.
public struct ServerCertificate: Sendable {
    /// The certificate in PEM.
    public let certificateFile: URL
    /// The private key in PEM.
    public let keyFile: URL
    /// What `certificateFile` holds.
    public let certificatePEM: String
    /// What `keyFile` holds.
    public let keyPEM: String
}
