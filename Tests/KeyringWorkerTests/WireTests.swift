import Foundation
import KeyringProtocol
import SecureMemory
import TestSupport
import Testing

@Suite struct WireTests {
    static let key = ItemKey(connection: "contoso", version: "01890000-0000-7000-8000-000000000001")

    @Test(arguments: [
        "", "-contoso", "Contoso", "con_toso", "@", "@@mail", "contoso\0", "contoso/x",
        String(repeating: "a", count: 64),
        "@canary",
        "@fingerprint-key", "cöntoso",
    ])
    func `a name that is none makes no key`(name: String) {
        #expect(ItemKey(connection: name, version: "01890000-0000-7000-8000-000000000001") == nil)
    }

    @Test(arguments: ["a", "0", "contoso", "@mail", "@administrator", String(repeating: "a", count: 63)])
    func `a name of the form makes a key`(name: String) {
        #expect(ItemKey(connection: name, version: "01890000-0000-7000-8000-000000000001")?.connection == name)
    }

    @Test(arguments: [
        "", "1", "01890000-0000-7000-8000-00000000000", "01890000-0000-7000-8000-00000000000G",
        "01890000x0000-7000-8000-000000000001",
    ])
    func `a version that is no UUID makes no key`(version: String) {
        #expect(ItemKey(connection: "contoso", version: version) == nil)
    }

    @Test(arguments: [0, 1, 0xfd3d_37f7_29ff_4576, UInt64.max])
    func `a fingerprint reads back what it wrote`(value: UInt64) {
        #expect(Fingerprint(value).description.count == 16)
        #expect(Fingerprint(Fingerprint(value).description) == Fingerprint(value))
    }

    @Test func `a fingerprint is sixteen digits and nothing else`() {
        for text in ["", "1", "+123456789abcdef", "-123456789abcdef", "123456789abcdefg", "0123456789abcdef0"] {
            #expect(Fingerprint(text) == nil)
        }
    }

    @Test(
        arguments: [
            ([], StoreRefusal.empty), (Array(repeating: 0x61, count: 4_097), .tooLong), ([0x61, 0], .notPrintable),
            ([0x0a], .notPrintable), ([0x61, 0x1f], .notPrintable), ([0x7f], .notPrintable),
            ([0xc2, 0x80], .notPrintable),
            ([0xff], .notPrintable), ([0xc3], .notPrintable), ([0xed, 0xa0, 0x80], .notPrintable),
            ([0xc0, 0x80], .notPrintable),
        ] as [([UInt8], StoreRefusal)])
    func `the rule refuses what the keyring would not keep`(bytes: [UInt8], refusal: StoreRefusal) {
        #expect(SecretRule.violation(of: SecretBytes(copying: bytes)) == refusal)
    }

    @Test(arguments: ["a", " ", "~", "pässwörd", "密码🔑", String(repeating: "x", count: 4_096)])
    func `the rule lets printable text through`(text: String) {
        #expect(SecretRule.violation(of: SecretBytes(copying: text.utf8)) == nil)
    }

    @Test func `every request reads back`() throws {
        let key = try #require(Self.key)
        let secret = SharedSecret(SecretBytes(copying: "hunter2".utf8))
        let requests: [Request] =
            [
                .open(ledgerKnowsSecrets: true), .open(ledgerKnowsSecrets: false),
                .store(key, label: "a label", secret),
                .read(key, expecting: nil), .read(key, expecting: Fingerprint(7)),
                .check(key, expecting: Fingerprint(.max)),
                .remove(key), .provider,
            ] + (try Self.keyRequests())
        for request in requests {
            let frame = bytes(of: Wire.encode(request))
            let decoded = try frame.dropFirst(4).withUnsafeBytes { try Wire.decodeRequest($0) }
            #expect(bytes(of: Wire.encode(decoded)) == frame)
        }
    }

    @Test func `every reply reads back`() throws {
        for reply in replies() {
            let frame = bytes(of: Wire.encode(reply))
            let decoded = try frame.dropFirst(4).withUnsafeBytes { try Wire.decodeReply($0) }
            #expect(bytes(of: Wire.encode(decoded)) == frame)
        }
    }

    @Test(arguments: ["", "a\nb", "\u{1B}[31m", String(repeating: "x", count: Wire.maximumWordCount + 1)])
    func `a program's name or version that may not be sent is left out`(word: String) throws {
        let frame = bytes(of: Wire.encode(.provider(name: word, version: word)))
        let decoded = try frame.dropFirst(4).withUnsafeBytes { try Wire.decodeReply($0) }
        guard case .provider(nil, nil) = decoded else { throw Wire.Malformation.field }
        // Nor is it taken from somebody who sends it.
        let count = word.utf8.count
        let forged = [Wire.version, 16, 1, UInt8(count >> 8), UInt8(count & 0xff)] + word.utf8 + [0]
        #expect(throws: Wire.Malformation.field) { try forged.withUnsafeBytes { try Wire.decodeReply($0) } }
    }

    @Test func `the largest store fits into a frame`() throws {
        let name = "@" + String(repeating: "a", count: 63)
        let key = try #require(ItemKey(connection: name, version: "01890000-0000-7000-8000-000000000001"))
        let secret = SharedSecret(SecretBytes(copying: [UInt8](repeating: 0x61, count: SecretRule.maximumCount)))
        let label = String(repeating: "l", count: Wire.maximumLabelCount)
        #expect(Wire.encode(.store(key, label: label, secret)).count <= 4 + Wire.maximumCount)
    }

    @Test func `no bytes trap the decoders, and what they accept reads back`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("frame fuzz seed: \(seed)")
        var random = SeededGenerator(seed: seed)
        let key = try #require(Self.key)
        let secret = SharedSecret(SecretBytes(copying: "hunter2".utf8))
        let requests: [Request] =
            [
                .open(ledgerKnowsSecrets: true), .store(key, label: "label", secret),
                .read(key, expecting: Fingerprint(9)),
                .remove(key), .provider,
            ] + (try Self.keyRequests())
        let seeds =
            requests.map { Array(bytes(of: Wire.encode($0)).dropFirst(4)) }
            + replies().map { Array(bytes(of: Wire.encode($0)).dropFirst(4)) }
        var accepted = 0
        for round in 0..<300_000 {
            var frame =
                round % 4 == 0
                ? (0..<Int.random(in: 0...64, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
                : seeds.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 0...4, using: &random) { mutate(&frame, using: &random) }
            accepted += try frame.withUnsafeBytes { try check($0) }
        }
        #expect(accepted > 1_000)
    }

    static func keyRequests() throws -> [Request] {
        let key = try #require(key)
        let id = try #require(EntraID("23456052-aaaa-bbbb-8662-1234df56788f"))
        let endpoint = try #require(
            TokenEndpoint(
                "https://login.microsoftonline.com/12345678-8af1-4a5f-1234-12234d01db47/oauth2/v2.0/token"))
        let wish = try #require(
            CertificateWish(commonName: "leadkeeper", notBefore: 1_800_000_000, notAfter: 1_810_000_000))
        return [
            .makeKey(key, label: "a label", wish),
            .assert(key, expecting: Fingerprint(5), certificate: [0x30, 0], .signIn(endpoint, application: id)),
            .assert(key, expecting: Fingerprint(6), certificate: [], .possession(of: id)),
        ]
    }

    @Test(arguments: [
        "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token",
        "https://login.microsoftonline.us/12345678-8af1-4a5f-1234-12234d01db47/oauth2/v2.0/token",
        "https://login.partner.microsoftonline.cn/12345678-8af1-4a5f-1234-12234d01db47/oauth2/v2.0/token",
        "https://login.localhost:8443/contoso.com/oauth2/v2.0/token", "https://localhost/a/oauth2/v2.0/token",
    ])
    func `a token endpoint of Microsoft's or of this machine is one`(address: String) {
        #expect(TokenEndpoint(address)?.address == address)
    }

    @Test(arguments: [
        "", "http://login.microsoftonline.com/a/oauth2/v2.0/token", "https://login.microsoftonline.com/a/oauth2/token",
        "https://login.microsoftonline.com/a/oauth2/v2.0/token/",
        "https://login.microsoftonline.com//oauth2/v2.0/token",
        "https://login.microsoftonline.com:8443/a/oauth2/v2.0/token", "https://login.example.com/a/oauth2/v2.0/token",
        "https://login.microsoftonline.com.example.com/a/oauth2/v2.0/token",
        "https://me@login.microsoftonline.com/a/oauth2/v2.0/token",
        "https://login.microsoftonline.com/a/oauth2/v2.0/token?b=c",
        "https://LOGIN.microsoftonline.com/a/oauth2/v2.0/token",
        "https://login.microsoftonline.com/a\"b/oauth2/v2.0/token", "https://notlocalhost/a/oauth2/v2.0/token",
        "https://login.localhost:99999/a/oauth2/v2.0/token", "https://vault.azure.net/a/oauth2/v2.0/token",
        "https://login.microsoftonline.com/../oauth2/v2.0/token",
    ])
    func `an address that is no token endpoint has nothing stated to it`(address: String) {
        #expect(TokenEndpoint(address) == nil)
    }

    @Test func `a certificate names somebody and is valid for three years at most`() {
        let begin: Int64 = 1_800_000_000
        let longest = CertificateWish.longestValidity
        #expect(CertificateWish(commonName: "leadkeeper", notBefore: begin, notAfter: begin + longest) != nil)
        for (name, from, to) in [
            ("", begin, begin + 1), ("a\nb", begin, begin + 1), (String(repeating: "a", count: 65), begin, begin + 1),
            ("a", begin, begin), ("a", 0, begin), ("a", begin, begin + longest + 1), ("a", .min, .max),
            ("a", .max, .min),
        ] {
            #expect(CertificateWish(commonName: name, notBefore: from, notAfter: to) == nil, "\(name) \(from) \(to)")
        }
    }

    private func check(_ frame: UnsafeRawBufferPointer) throws -> Int {
        var accepted = 0
        if let request = try? Wire.decodeRequest(frame) {
            accepted += 1
            #expect(Array(bytes(of: Wire.encode(request)).dropFirst(4)) == Array(frame))
        }
        if let reply = try? Wire.decodeReply(frame) {
            accepted += 1
            #expect(Array(bytes(of: Wire.encode(reply)).dropFirst(4)) == Array(frame))
        }
        return accepted
    }

    private func mutate(_ frame: inout [UInt8], using random: inout SeededGenerator) {
        guard let index = frame.indices.randomElement(using: &random) else { return }
        switch Int.random(in: 0..<5, using: &random) {
        case 0: frame[index] = UInt8.random(in: 0...255, using: &random)
        case 1: frame[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: frame.removeSubrange(index...)
        case 3: frame.insert(UInt8.random(in: 0...255, using: &random), at: index)
        default: frame.append(contentsOf: frame[index...])
        }
    }

    private func replies() -> [Reply] {
        let secret = SharedSecret(SecretBytes(copying: "hunter2".utf8))
        let plain: [Reply] = [
            .ready, .stored(Fingerprint(1)), .value(secret, Fingerprint(2)), .matched(Fingerprint(3)), .absent, .torn,
            .mismatched,
            .made(certificate: [0x30, 1, 2, 3], Fingerprint(4)), .assertion(secret), .isPrivateKey, .isNoPrivateKey,
            .provider(name: "gnome-keyring", version: "42.1"), .provider(name: "oo7-daemon", version: nil),
            .provider(name: nil, version: nil),
            .removed, .notWritten, .unavailable(.locked), .unavailable(.unreachable), .unavailable(.timedOut),
        ]
        return plain + StoreRefusal.allCases.map { .refused($0) }
            + Degradation.allCases.map { .unavailable(.degraded($0)) }
    }
}

/// The bytes of a frame, for comparison; tests have no secrets.
func bytes(of secret: borrowing SecretBytes) -> [UInt8] {
    secret.withBytes { Array($0) }
}
