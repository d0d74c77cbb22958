internal import Foundation
internal import TestBasics

/// The keys and certificates of this process, each made once: every run of `openssl` is a process.
actor Mint {
    /// What there is to make.
    enum Order: Hashable {
        /// An authority: the one that clients are told of, or another of the same name.
        case authority(isTrusted: Bool)
        /// A server's certificate.
        case server(names: [String], flaw: CertificateAuthority.Flaw)
    }

    /// A certificate and its key, in PEM.
    struct Pair: Sendable {
        let certificate: String
        let key: String
    }

    static let shared = Mint()

    private var made: [Order: Task<Pair, any Error>] = [:]

    /// Makes what was not made yet, and waits for what is being made.
    ///
    /// Throws what the `openssl` command said.
    func pair(_ order: Order) async throws -> Pair {
        let task = made[order] ?? Task { try await make(order) }
        made[order] = task
        return try await task.value
    }

    private func make(_ order: Order) async throws -> Pair {
        let directory = try TemporaryDirectory()
        let file = { (name: String) in "\(directory.path)/\(name)" }
        switch order {
        case .authority:
            try await Self.request(
                "leadkeeper simulator authority", days: 3_650, in: directory,
                ["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign"])
        case .server(let names, let flaw):
            let issuer = try await pair(.authority(isTrusted: flaw != .unknownAuthority))
            try issuer.certificate.write(toFile: file("issuer.pem"), atomically: false, encoding: .utf8)
            try issuer.key.write(toFile: file("issuer.key"), atomically: false, encoding: .utf8)
            let issuing = ["-CA", file("issuer.pem"), "-CAkey", file("issuer.key")]
            let names = flaw == .wrongHost ? ["wrong-host.invalid"] : names
            let alternatives = names.map { Self.isAddress($0) ? "IP:\($0)" : "DNS:\($0)" }.joined(separator: ",")
            var options = [
                "-addext", "subjectAltName=\(alternatives)", "-addext", "basicConstraints=critical,CA:FALSE",
            ]
            options += ["-addext", "extendedKeyUsage=serverAuth"]
            switch flaw {
            case .none, .wrongHost, .unknownAuthority: options += issuing
            case .expired: options += ["-addext", "authorityKeyIdentifier=none"]
            case .selfSigned: break
            }
            try await Self.request("leadkeeper simulator", days: 30, in: directory, options)
            if flaw == .expired {
                // openssl-req(1) takes no end in the past; signing the certificate anew does, and keeps its extensions.
                try await OpenSSL.run(
                    ["x509", "-in", file("made.pem")] + issuing + [
                        "-days", "-1", "-set_serial", "\(UInt32.random(in: 1...UInt32.max))", "-out", file("made.pem"),
                    ])
            }
        }
        return try Pair(
            certificate: String(contentsOfFile: file("made.pem"), encoding: .utf8),
            key: String(contentsOfFile: file("made.key"), encoding: .utf8))
    }

    /// Makes a key, and a certificate for it that is signed by itself unless the options say otherwise.
    private static func request(_ name: String, days: Int, in directory: TemporaryDirectory, _ options: [String])
        async throws
    {
        try await OpenSSL.run(
            ["req", "-x509", "-subj", "/CN=\(name)", "-days", "\(days)"]
                + [
                    "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-keyout",
                    "\(directory.path)/made.key",
                ]
                + options + ["-out", "\(directory.path)/made.pem"])
    }

    private static func isAddress(_ name: String) -> Bool {
        name.contains(":") || name.allSatisfy { $0.isNumber || $0 == "." }
    }
}
