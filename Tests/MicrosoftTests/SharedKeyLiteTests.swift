import Credentials
import Foundation
import SecureMemory
import TestSupport
import Testing

@testable import Microsoft

/// Signatures of requests to Azure's table service, by vectors of others and by Python's own HMAC.
@Suite struct SharedKeyLiteTests {
    /// The account and key of Azure's storage emulator, which Microsoft publishes.
    ///
    /// https://learn.microsoft.com/azure/storage/common/storage-use-emulator#authorize-requests-against-the-storage-emulator
    static let account = "devstoreaccount1"
    static let key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="

    private func authorization(_ path: String, _ date: String, key: String = Self.key) -> String? {
        let secret = SecretBytes(copying: Array(key.utf8))
        return SharedKeyLite.authorization(
            for: path, at: date, account: Self.account, key: 0..<key.utf8.count, of: secret)
    }

    /// Facts of Microsoft's Azure SDK for Node.js, test/services/table/sharedkeylitetable-tests.js: its first test
    /// has no slash before `Tables`, so neither has this.
    @Test(arguments: [
        ("Tables", "Fri, 23 Sep 2011 01:37:34 GMT", "c8dPVfX0lX++AxpLHNLSU8Afdd7MIoIDNX0xzo1satk="),
        ("/?comp=properties", "Mon, 05 Dec 2011 17:55:02 GMT", "b89upLBiJ54w3Ju3zBv4GzThZGj/M6C3CdTm1BySj28="),
    ])
    func `the vectors of Microsoft's own client are met`(path: String, date: String, signature: String) {
        #expect(authorization(path, date) == "SharedKeyLite \(Self.account):\(signature)")
    }

    @Test func `a thousand signatures are those of Python's own HMAC`() async throws {
        var generator = SystemRandomNumberGenerator()
        let cases = (0..<1_000).map { index in
            let bytes = (0..<Int.random(in: 1...96, using: &generator)).map { _ in UInt8.random(in: .min ... .max) }
            return (key: Data(bytes).base64EncodedString(), path: "/t\(index)(PartitionKey='a',RowKey='\(index)')")
        }
        let date = "Sun, 29 Nov 2026 11:00:00 GMT"
        let script = """
            import sys,hmac,hashlib,base64
            for line in sys.stdin:
                key,path=line.rstrip("\\n").split(" ",1)
                text=f"\(date)\\n/\(Self.account)"+path
                print(base64.b64encode(hmac.new(base64.b64decode(key),text.encode(),hashlib.sha256).digest()).decode())
            """
        let answer = try await ChildProcess.run(
            ScriptedServer.python, ["-c", script],
            input: .text(cases.map { "\($0.key) \($0.path)\n" }.joined()))
        let theirs = answer.output.split(separator: "\n").map { "SharedKeyLite \(Self.account):\($0)" }
        #expect(theirs.count == cases.count)
        #expect(cases.map { authorization($0.path, date, key: $0.key) ?? "" } == theirs)
    }

    @Test func `what is no base64 signs nothing`() { #expect(authorization("/Tables", "now", key: "=") == nil) }
}
