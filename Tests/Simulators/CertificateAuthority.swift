public import Foundation

/// A certificate authority of a test's own, in a directory of its own, and the server certificates that it issues.
///
/// Keys are EC P-256, since they are made in a millisecond. It runs the `openssl` command (openssl-req(1), openssl-x509(1)).
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

    private let keyFile: URL
    private let stranger: (certificate: URL, key: URL)

    /// Makes an authority in `directory`, which is created where it is absent.
    ///
    /// Throws what the `openssl` command said.
    public init(in directory: URL) async throws {
        self.directory = directory
        certificateFile = directory.appending(path: "ca.pem")
        keyFile = directory.appending(path: "ca.key")
        stranger = (directory.appending(path: "stranger.pem"), directory.appending(path: "stranger.key"))
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        for (certificate, key) in [(certificateFile, keyFile), stranger] {
            try await OpenSSL.run(
                ["req", "-x509", "-subj", "/CN=leadkeeper simulator authority", "-days", "3650"]
                    + Self.newKey(key) + [
                        "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign",
                        "-out", certificate.path,
                    ])
        }
    }

    /// Issues a certificate for `names` (host names or IP addresses), with a key of its own.
    ///
    /// Throws what the `openssl` command said.
    public func issue(for names: [String], flaw: Flaw = .none) async throws -> ServerCertificate {
        let base = UUID().uuidString
        let certificate = directory.appending(path: "\(base).pem")
        let key = directory.appending(path: "\(base).key")
        let names = flaw == .wrongHost ? ["wrong-host.invalid"] : names
        let alternatives = names.map { Self.isAddress($0) ? "IP:\($0)" : "DNS:\($0)" }.joined(separator: ",")
        var arguments = ["req", "-x509", "-subj", "/CN=leadkeeper simulator", "-days", "30"] + Self.newKey(key)
        arguments += ["-addext", "subjectAltName=\(alternatives)", "-addext", "basicConstraints=critical,CA:FALSE"]
        arguments += ["-addext", "extendedKeyUsage=serverAuth"]
        switch flaw {
        case .none, .wrongHost:
            arguments += ["-CA", certificateFile.path, "-CAkey", keyFile.path]
        case .unknownAuthority:
            arguments += ["-CA", stranger.certificate.path, "-CAkey", stranger.key.path]
        case .expired:
            arguments += ["-addext", "authorityKeyIdentifier=none"]
        case .selfSigned:
            break
        }
        try await OpenSSL.run(arguments + ["-out", certificate.path])
        if flaw == .expired {
            // openssl-req(1) takes no end in the past; signing the certificate anew does, and keeps its extensions.
            try await OpenSSL.run([
                "x509", "-in", certificate.path, "-CA", certificateFile.path, "-CAkey", keyFile.path, "-days", "-1",
                "-set_serial", "\(UInt32.random(in: 1...UInt32.max))", "-out", certificate.path,
            ])
        }
        return try ServerCertificate(
            certificateFile: certificate, keyFile: key,
            certificatePEM: String(contentsOf: certificate, encoding: .utf8), keyPEM: String(contentsOf: key, encoding: .utf8))
    }

    private static func newKey(_ file: URL) -> [String] {
        ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-keyout", file.path]
    }

    private static func isAddress(_ name: String) -> Bool {
        name.contains(":") || name.allSatisfy { $0.isNumber || $0 == "." }
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
