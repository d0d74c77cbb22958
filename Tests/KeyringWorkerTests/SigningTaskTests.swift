import KeyringHelpers
import KeyringProtocol
import OpenSSL
import SecureMemory
import TestSupport
import Testing

@testable import KeyringWorker

/// What the program that signs is asked, and what the worker takes for a private key without it.
@Suite struct SigningTaskTests {
    private static let id = "23456052-aaaa-bbbb-8662-1234df56788f"
    private static let endpoint =
        "https://login.microsoftonline.com/12345678-8af1-4a5f-1234-12234d01db47/oauth2/v2.0/token"

    @Test func `a task reads back from its arguments`() throws {
        let id = try #require(EntraID(Self.id))
        let wish = try #require(
            CertificateWish(commonName: "leadkeeper --x", notBefore: 1_800_000_000, notAfter: 1_800_000_001))
        let endpoint = try #require(TokenEndpoint(Self.endpoint))
        for task in [
            SigningTask.certificate(wish),
            .assertion(.signIn(endpoint, application: id), certificate: Array(0...255)),
            .assertion(.possession(of: id), certificate: []),
        ] {
            #expect(SigningTask(arguments: task.arguments) == task)
            #expect(SigningTask(arguments: task.arguments.dropLast()) == nil)
            #expect(SigningTask(arguments: task.arguments + ["x"]) == nil)
        }
    }

    @Test(arguments: [
        [], ["certificate"], ["sign"], ["possession", "AA==", "no id"], ["possession", "not base64", id],
        ["sign-in", "AA==", "https://evil.example.com/", id], ["certificate", "x", "1", "1"],
        ["certificate", "x", "later", "2"],
    ])
    func `what is no task is none`(arguments: [String]) {
        #expect(SigningTask(arguments: arguments) == nil)
    }

    @Test(arguments: [2_048, 3_072, 4_096])
    func `whatever OpenSSL reads as a key is taken for one`(bits: Int) throws {
        let text = bytes(of: try PrivateKey(bits: bits).base64())
        #expect(isKey(text))
        // OpenSSL passes over what stands in front.
        #expect(isKey(Array("    ".utf8) + text))
        #expect(!isKey(Array(text.dropFirst())))
    }

    @Test(arguments: [
        "", " ", "hunter2", "MIIEvQ", "MIIEvQIBADANBgkqhkiG9w0BAQUFAASC", "====",
        "x+/8Q~aBcDeFgHiJkLmNoPqRsTuVwXyZ.0123456789",
        String(repeating: "A", count: 4_096), String(repeating: "M", count: 4_096),
    ])
    func `a secret is none`(text: String) {
        #expect(!isKey(Array(text.utf8)))
    }

    private func isKey(_ text: [UInt8]) -> Bool {
        PrivateKeyForm.matches(SecretBytes(copying: text))
    }
}
