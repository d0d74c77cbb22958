import Foundation
import OpenSSL
import SecureMemory
import TestBasics
import Testing

@Suite struct PrivateKeyTests {
    @Test func `a key is one line of base64, and reads back as the same key`() throws {
        let key = try PrivateKey(bits: 2_048)
        let line = try key.base64()
        #expect(line.withBytes { $0.allSatisfy { (0x21...0x7E).contains($0) } })
        let again = try PrivateKey(base64: line)
        #expect(try again.base64().isSame(as: line))
        let certificate = try Certificate(
            of: key, commonName: "leadkeeper", notBefore: 1_800_000_000, notAfter: 1_815_552_000)
        #expect(certificate.belongs(to: again))
    }

    @Test func `what is no key is refused, whatever of it is true`() throws {
        let line = try PrivateKey(bits: 2_048).base64().withBytes { Array($0) }
        var flipped = line
        flipped[10] = UInt8(ascii: "!")
        for text in [
            [], Array("hunter2".utf8), Array("AAAA".utf8), Array("====".utf8), Array(line.dropLast(4)),
            line + Array("AAAA".utf8), flipped, Array(line.dropFirst()), [UInt8](repeating: 0x41, count: 8_196),
        ] {
            #expect(throws: OpenSSLError.self) { try PrivateKey(base64: SecretBytes(copying: text)) }
        }
    }

    @Test func `a key of another kind, or of a length that Entra does not take, is none`() async throws {
        let folder = try TemporaryDirectory()
        let file = "\(folder.path)/ec.der"
        let made = try await ChildProcess.run(
            "/usr/bin/openssl",
            [
                "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-outform", "DER", "-out", file,
            ])
        #expect(made.status == 0)
        let elliptic = try Data(contentsOf: URL(fileURLWithPath: file)).base64EncodedString()
        #expect(throws: OpenSSLError.self) { try PrivateKey(base64: SecretBytes(copying: elliptic.utf8)) }
        for bits in [0, 1_024, 2_047, 8_192] { #expect(throws: OpenSSLError.self) { try PrivateKey(bits: bits) } }
    }

    @Test func `a certificate is its key's alone, and its bytes are those and no others`() throws {
        let (one, other) = (try PrivateKey(bits: 2_048), try PrivateKey(bits: 2_048))
        let certificate = try Certificate(
            of: one, commonName: "leadkeeper@mail.example.com", notBefore: 1_800_000_000, notAfter: 1_815_552_000)
        #expect(certificate.belongs(to: one))
        #expect(!certificate.belongs(to: other))
        #expect(certificate.digest.count == 32)
        #expect(Certificate(der: certificate.der) == certificate)
        for der in [[], Array(certificate.der.dropLast()), certificate.der + [0], [0x30, 0]] {
            #expect(Certificate(der: der) == nil)
        }
        let again = try Certificate(
            of: one, commonName: "leadkeeper@mail.example.com", notBefore: 1_800_000_000, notAfter: 1_815_552_000)
        #expect(again.der != certificate.der, "each has a serial number of its own")
        #expect(throws: OpenSSLError.self) {
            try Certificate(of: one, commonName: String(repeating: "a", count: 65), notBefore: 1, notAfter: 2)
        }
    }

    @Test func `OpenSSL's own command finds the signature right, by PS256`() async throws {
        let folder = try TemporaryDirectory()
        let key = try PrivateKey(bits: 3_072)
        let certificate = try Certificate(
            of: key, commonName: "leadkeeper", notBefore: 1_800_000_000, notAfter: 1_815_552_000)
        let message = Array("what is signed".utf8)
        let files = (
            certificate: "\(folder.path)/c.der", key: "\(folder.path)/k.pem", message: "\(folder.path)/m",
            signature: "\(folder.path)/s"
        )
        try Data(certificate.der).write(to: URL(fileURLWithPath: files.certificate))
        try Data(message).write(to: URL(fileURLWithPath: files.message))
        try Data(try key.signature(of: message)).write(to: URL(fileURLWithPath: files.signature))
        let extracted = try await ChildProcess.run(
            "/usr/bin/openssl",
            ["x509", "-inform", "DER", "-in", files.certificate, "-noout", "-pubkey", "-out", files.key])
        #expect(extracted.status == 0, "\(extracted.errors)")
        let verified = try await ChildProcess.run(
            "/usr/bin/openssl",
            [
                "dgst", "-sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32", "-verify",
                files.key, "-signature", files.signature, files.message,
            ])
        #expect(verified.status == 0 && verified.output.contains("Verified OK"), "\(verified.output)\(verified.errors)")
        let shown = try await ChildProcess.run(
            "/usr/bin/openssl", ["x509", "-inform", "DER", "-in", files.certificate, "-noout", "-text"])
        for part in [
            "Version: 3", "Issuer: CN = leadkeeper", "Subject: CN = leadkeeper", "Public-Key: (3072 bit)",
            "sha256WithRSAEncryption", "CA:FALSE", "Digital Signature", "Not Before: Jan 15 08:00:00 2027 GMT",
        ] {
            #expect(shown.output.contains(part), "\(part)\n\(shown.output)")
        }
    }
}
