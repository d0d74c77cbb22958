import Credentials
import Curl
import JSON
import Refusals
import SecureMemory
import TestSupport
import Testing

@testable import Microsoft

@Suite struct FuzzTests {
    private static let seeds: [[UInt8]] = [
        #"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid.\r\nTrace ID: x","error_codes":[7000215,70002]}"#,
        #"{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"eyJ0eXAiOiJKV1QiLCJhbGciOi.abc.def"}"#,
        #"{"error":{"code":"0x80040220","message":"Principal user is missing prvCreateLead privilege","a":[{"b":null}]}}"#,
        #"{"@odata.context":"https://x/$metadata#WhoAmI","UserId":"12345678-8af1-4a5f-1234-12234d01db47","n":-1.5e-7}"#,
        #"{"appId":"23456052-aaaa-bbbb-8662-1234df56788f","passwordCredentials":[{"keyId":"8c2f1b7e-3f7a-4c36-9d6f-0d9a61c1a0c1","hint":"ab"}]}"#,
        #"{"keyId":"8c2f1b7e-3f7a-4c36-9d6f-0d9a61c1a0c1","secretText":"abc8Q~\u0041","endDateTime":"2027-01-01T00:00:00.12Z"}"#,
        #"{"isEnabled":true,"applicationRestrictions":{"passwordCredentials":[{"restrictionType":"passwordLifetime","maxLifetime":"P90D"}]}}"#,
        #"{"error":{"code":"Request_BadRequest","message":"No password credential found with keyId.","details":[{"code":"x"}]}}"#,
        "\u{FEFF}{\"account_type\":\"Federated\",\"x\":\"\\ud83d\\ude00 é 😀\"}",
    ].map { Array($0.utf8) }

    private static let pieces: [[UInt8]] =
        ["{", "}", "[", "]", "\"", "\\u", "\\", ",", ":", "null", "NaN", "1e999", "\u{0}", "\u{FEFF}"]
        .map { Array($0.utf8) } + [[0xFF], [0xC3], [0xED, 0xA0, 0x80]]

    static func mutate(_ bytes: inout [UInt8], by generator: inout SeededGenerator) {
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
            let place = Int.random(in: 0...bytes.count, using: &generator)
            switch Int.random(in: 0..<6, using: &generator) {
            case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 2: bytes.insert(contentsOf: pieces.randomElement(using: &generator) ?? [], at: place)
            case 3: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 0...8, using: &generator)))
            case 4: bytes.removeLast(bytes.count - place)
            default: bytes.insert(contentsOf: bytes.suffix(from: place).prefix(40), at: place)
            }
        }
    }

    @Test func `whatever comes, the readers answer a class or a typed error and never trap`() {
        let seed = UInt64.random(in: .min ... .max)
        print("seed of the mutations: \(seed)")
        var generator = SeededGenerator(seed: seed)
        var legible = 0
        for _ in 0..<40_000 {
            var body = Self.seeds.randomElement(using: &generator) ?? []
            Self.mutate(&body, by: &generator)
            if (try? JSONObject(body.span)) != nil { legible += 1 }
            let status = [200, 302, 400, 401, 403, 404, 412, 429, 500, 503].randomElement(using: &generator) ?? 400
            let entra = (try? EntraError(body.span))?.trouble(
                status: status, grant: .clientSecret, secretAge: .days(1), retryAfter: nil)
            let dataverse = DataverseError.trouble(try? DataverseError(body.span), status: status, retryAfter: nil)
            for trouble in [entra, dataverse].compactMap({ $0 }) {
                #expect(!trouble.message.isEmpty, "seed \(seed)")
                #expect(trouble.message.utf8.count < 200, "seed \(seed)")
                let isKnown = (try? DataverseError(body.span))?.meaning != nil
                if status >= 500 { #expect(trouble.class.result == .unknown || isKnown, "seed \(seed)") }
            }
            Self.readAsGraph(body, status, seed)
            _ = Probe.guid("UserId", in: body.span)
            _ = Entra.isFederated(body.span)
            if let token = try? Entra.token(in: SecretBytes(copying: body)) {
                #expect(token.bytes.count > 0, "seed \(seed)")
            }
        }
        print("\(legible) of 40000 were still JSON objects")
    }

    private static func readAsGraph(_ body: [UInt8], _ status: Int, _ seed: UInt64) {
        let setback = GraphError.setback(try? GraphError(body.span), status: status, hasEffect: true, retryAfter: nil)
        #expect(!setback.message.isEmpty && setback.message.utf8.count < 200, "seed \(seed)")
        #expect((setback.code ?? "").utf8.count <= 80, "seed \(seed)")
        if let id = GUID("23456052-aaaa-bbbb-8662-1234df56788f") {
            _ = try? Graph.keys(in: body.span, of: EntraApplication(directory: id, id: id))
        }
        if let issued = Graph.issued(in: SecretBytes(copying: body)) {
            #expect(issued.value.bytes.count > 0, "seed \(seed)")
        }
        _ = (try? AppManagementPolicy(directory: body.span))?.allowance(forAppCreatedAt: nil)
        _ = try? AppManagementPolicy.list(body.span)
        _ = Graph.passwordFacts(in: body.span)
        _ = Graph.passwordLifetime(in: body.span)
    }

    @Test func `whatever stands in a header field, it is read or passed over`() {
        let seed = UInt64.random(in: .min ... .max)
        print("seed of the fields: \(seed)")
        var generator = SeededGenerator(seed: seed)
        let fields = [
            "Bearer authorization_uri=https://login.microsoftonline.com/12345678-8af1-4a5f-1234-12234d01db47/oauth2/authorize, resource_id=x",
            "Sun, 06 Nov 1994 08:49:37 GMT", "120", "2027-01-01T00:00:00.1234567+01:00", "P4DT12H30M5S",
        ].map { Array($0.utf8) }
        for _ in 0..<20_000 {
            var field = fields.randomElement(using: &generator) ?? []
            Self.mutate(&field, by: &generator)
            let text = String(decoding: field, as: UTF8.self)
            _ = BearerChallenge(text)
            _ = Instant(httpDate: text)
            _ = Instant(believed: text)
            _ = ISO8601Duration.span(of: text)
            let span = RetryAfter.span(text, now: Instant(secondsSinceEpoch: 1_800_000_000))
            #expect(span.map { RetryAfter.range.contains($0) } == true, "seed \(seed)")
        }
    }
}
