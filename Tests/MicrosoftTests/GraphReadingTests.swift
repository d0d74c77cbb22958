import Credentials
import JSON
import Refusals
import SecureMemory
import Testing

@testable import Microsoft

private let applicationID = "23456052-aaaa-bbbb-8662-1234df56788f"

private func listing(_ keys: String) -> String {
    #"{"appId":"\#(applicationID)","passwordCredentials":\#(keys)}"#
}

@Suite struct GraphReadingTests {
    private static func keys(_ text: String) throws -> [IssuedKey] {
        let id = try Rig.guid(applicationID)
        return try Graph.keys(in: Array(text.utf8).span, of: EntraApplication(directory: id, id: id))
    }

    @Test func `a list of client secrets is read whole, and what it says beyond belief is unknown`() throws {
        let keys = try Self.keys(
            listing(
                """
                [{"keyId":"8C2F1B7E-3F7A-4C36-9D6F-0D9A61C1A0C1","displayName":null,"hint":null,"secretText":null},
                 {"endDateTime":"2027-01-01T00:00:00.1234567Z","keyId":"8c2f1b7e-3f7a-4c36-9d6f-0d9a61c1a0c2","hint":"[6g","x":[{}],
                  "displayName":"\(String(repeating: "a", count: 300))","startDateTime":12,"customKeyIdentifier":"eA=="}]
                """))
        #expect(
            keys.first
                == IssuedKey(
                    keyID: try Rig.guid("8c2f1b7e-3f7a-4c36-9d6f-0d9a61c1a0c1"), displayName: nil, hint: nil,
                    startsAt: nil,
                    endsAt: nil))
        #expect(keys.last?.endsAt == Instant(secondsSinceEpoch: 1_798_761_600) && keys.last?.startsAt == nil)
        #expect(keys.last?.hint == "[6g" && keys.last?.displayName?.count == 256)
        #expect(try Self.keys(listing("[]")) == [])
    }

    @Test(arguments: [
        #"{}"#, #"{"appId":"23456052-aaaa-bbbb-8662-1234df56788f"}"#, listing("null"), listing("{}"), listing("[1]"),
        listing("[null]"),
        listing(#"[{"displayName":"no id"}]"#), listing(#"[{"keyId":"no guid"}]"#), listing(#"[{"keyId":7}]"#),
        listing(#"[{"keyId":"8c2f1b7e-3f7a-4c36-9d6f-0d9a61c1a0c1","keyId":"8c2f1b7e-3f7a-4c36-9d6f-0d9a61c1a0c2"}]"#),
        #"{"appId":"8c2f1b7e-3f7a-4c36-9d6f-0d9a61c1a0c1","passwordCredentials":[]}"#, #"{"passwordCredentials":[]}"#,
        listing("[]") + "x", "[]", "", "<html>",
        listing(#"[],"@odata.nextLink":"https://graph.microsoft.com/v1.0/x""#),
        listing(#"[{"keyId":"8c2f1b7e-3f7a-4c36-9d6f-0d9a61c1a0c1"}],"passwordCredentials@odata.nextLink":"x""#),
        listing(
            "["
                + Array(repeating: #"{"keyId":"8c2f1b7e-3f7a-4c36-9d6f-0d9a61c1a0c1"}"#, count: 2_001).joined(
                    separator: ",")
                + "]"),
    ])
    func `a list that is not whole, or not the application's, is none`(text: String) {
        #expect(throws: (any Error).self) { try Self.keys(text) }
    }

    @Test func `a new secret is taken from its answer, escapes resolved, without which it counts as not seen`() throws {
        func issued(_ text: String) -> (key: IssuedKey, value: SharedSecret)? {
            Graph.issued(in: SecretBytes(copying: Array(text.utf8)))
        }
        let id = #""keyId":"8c2f1b7e-3f7a-4c36-9d6f-0d9a61c1a0c1""#
        let made = try #require(issued(#"{\#(id),"secretText":"a\u00628Q~\/x","endDateTime":"2027-01-01T00:00:00Z"}"#))
        #expect(made.value.holds("ab8Q~/x"))
        #expect(made.key.endsAt == Instant(secondsSinceEpoch: 1_798_761_600))
        for text in [
            "{}", "{\(id)}", "{\(id),\"secretText\":null}", "{\(id),\"secretText\":\"\"}", "{\(id),\"secretText\":7}",
            "{\(id),\"secretText\":\"a\\nb\"}", "{\(id),\"secretText\":\"a\\u007f\"}", "{\"secretText\":\"abc\"}",
            "{\"keyId\":null,\"secretText\":\"abc\"}", "{\"keyId\":\"x\",\"secretText\":\"abc\"}",
            "{\(id),\"secretText\":\"abc\",\"secretText\":\"abd\"}", "{\(id),\"secretText\":\"abc\"", "<html>", "",
        ] {
            #expect(issued(text) == nil, "\(text)")
        }
    }

    @Test func `passwords are escaped so that nothing of them ends a string`() {
        let joined = JSONString.joined([.text("{\"a\":\""), .secret(Rig.shared("\"},\\\u{1}\u{7F}é")), .text("\"}")])
        #expect(joined.holds(#"{"a":"\"},\\\u0001\u007fé"}"#))
        #expect(JSONString.quoted("a\"b\n") == #""a\"b\u000a""#)
    }

    @Test func `a refusal means what its codes say, then what its status says`() throws {
        func setback(_ status: Int, _ body: String, hasEffect: Bool = true) -> Setback {
            GraphError.setback(
                try? GraphError(Array(body.utf8).span), status: status, hasEffect: hasEffect, retryAfter: nil)
        }
        func error(_ code: String, _ message: String = "", more: String = "") -> String {
            #"{"error":{"code":"\#(code)","message":"\#(message)"\#(more),"innerError":{"request-id":"x"}}}"#
        }
        let cases: [(Int, String, Setback.Kind, String)] = [
            (400, error("Request_BadRequest"), .refused, "Request_BadRequest"),
            (403, error("Authorization_RequestDenied"), .forbidden, "Authorization_RequestDenied"),
            (403, error("AccessDenied"), .forbidden, "AccessDenied"),
            (404, error("Request_ResourceNotFound"), .absent, "Request_ResourceNotFound"),
            (400, error("Request_ResourceNotFound"), .absent, "Request_ResourceNotFound"),
            (
                400, error("Request_BadRequest", "No password credential found with keyId."), .absent,
                "Request_BadRequest"
            ),
            (
                404, error("Request_BadRequest", "no password credential found with KeyId x"), .absent,
                "Request_BadRequest"
            ),
            (403, error("Directory_ResourceSizeExceeded"), .full, "Directory_ResourceSizeExceeded"),
            (403, error("Directory_QuotaExceeded"), .full, "Directory_QuotaExceeded"),
            (
                400, error("Request_BadRequest", "The size of the object has exceeded its limit. Please"), .full,
                "Request_BadRequest"
            ),
            (400, error("CredentialTypeNotAllowedAsPerAppPolicy"), .policy, "CredentialTypeNotAllowedAsPerAppPolicy"),
            (
                400,
                error("Request_BadRequest", more: #","details":[{"code":"CredentialInvalidLifetimeAsPerAppPolicy"}]"#),
                .policy,
                "CredentialInvalidLifetimeAsPerAppPolicy"
            ),
            (401, error("InvalidAuthenticationToken"), .unauthorised, "InvalidAuthenticationToken"),
            (409, error("Directory_ConcurrencyViolation"), .transient, "Directory_ConcurrencyViolation"),
            (429, error("TooManyRequests"), .transient, "TooManyRequests"),
            (429, "", .transient, "HTTP 429"),
            (500, error("InternalServerError"), .uncertain, "InternalServerError"),
            (503, "", .uncertain, "HTTP 503"), (504, "<html>", .uncertain, "HTTP 504"),
            (400, "<html>", .transient, "HTTP 400"), (401, "", .transient, "HTTP 401"),
            (403, "{}", .transient, "HTTP 403"),
            (200, "<html>", .uncertain, "HTTP 200"), (204, "", .uncertain, "HTTP 204"),
            (302, "", .uncertain, "HTTP 302"),
            (400, error("a secret, or <b>anything</b>"), .refused, "HTTP 400"),
            (400, #"{"error":{"code":7,"message":null,"details":"x","innerError":[]}}"#, .refused, "HTTP 400"),
        ]
        for (status, body, kind, code) in cases {
            let setback = setback(status, body)
            #expect(setback.kind == kind && setback.code == code, "\(status) \(body)")
            #expect(
                GraphError.setback(
                    try? GraphError(Array(body.utf8).span), status: status, hasEffect: false, retryAfter: nil
                ).kind
                    != .uncertain)
        }
    }

    @Test func `a policy says what it forbids, by its own state, the application's age and exemptions`() throws {
        func policy(_ entries: String, isEnabled: String = "true") throws -> AppManagementPolicy {
            let text = #"{"isEnabled":\#(isEnabled),"applicationRestrictions":{"passwordCredentials":[\#(entries)]}}"#
            return try AppManagementPolicy(directory: Array(text.utf8).span)
        }
        func allowance(_ entries: String, isEnabled: String = "true", created: Int64? = 1_600_000_000) throws
            -> SecretAllowance
        {
            try policy(entries, isEnabled: isEnabled).allowance(
                forAppCreatedAt: created.map { Instant(secondsSinceEpoch: $0) })
        }
        let addition =
            #"{"restrictionType":"passwordAddition","state":"enabled","restrictForAppsCreatedAfterDateTime":"2021-01-01T10:37:00Z"}"#
        #expect(try allowance(addition) == SecretAllowance())
        #expect(try allowance(addition, created: 1_700_000_000) == SecretAllowance(mayBeAdded: false))
        #expect(try allowance(addition, created: nil) == SecretAllowance(mayBeAdded: false))
        #expect(try allowance(addition, isEnabled: "false", created: nil) == SecretAllowance())
        let lifetime =
            #"{"restrictionType":"passwordLifetime","maxLifetime":"P4DT12H30M5S","restrictForAppsCreatedAfterDateTime":null}"#
        #expect(try allowance(lifetime) == SecretAllowance(longestLifetime: .seconds(390_605)))
        #expect(
            try allowance(#"{"restrictionType":"passwordLifetime","state":"enabled","maxLifetime":"soon"}"#)
                == SecretAllowance())
        #expect(try allowance(#"{"restrictionType":"passwordAddition","state":"disabled"}"#) == SecretAllowance())
        #expect(
            try allowance(
                #"{"restrictionType":"passwordAddition","state":"enabled","excludeActors":{"customSecurityAttributes":[]}}"#
            )
                == SecretAllowance())
        #expect(try allowance("") == SecretAllowance())
        for text in ["{}", #"{"isEnabled":null}"#, #"{"isEnabled":true,"applicationRestrictions":7}"#, "[]", "<html>"] {
            #expect(throws: JSONFault.self) { try AppManagementPolicy(directory: Array(text.utf8).span) }
        }
        let own =
            #"{"value":[{"isEnabled":true,"restrictions":{"passwordCredentials":[{"restrictionType":"passwordAddition","state":"disabled"}]}}]}"#
        let policies = try AppManagementPolicy.list(Array(own.utf8).span)
        #expect(try policy(addition).overridden(by: policies).allowance(forAppCreatedAt: nil) == SecretAllowance())
        #expect(try AppManagementPolicy.list(Array(#"{"value":[]}"#.utf8).span).isEmpty)
        // A list that is not there, or of which there is more elsewhere, is not one without policies.
        for text in [
            "{}", #"{"value":null}"#, #"{"values":[]}"#, #"{"value":{}}"#, #"{"value":[],"@odata.nextLink":"x"}"#,
        ] {
            #expect(throws: JSONFault.self, "\(text)") { try AppManagementPolicy.list(Array(text.utf8).span) }
        }
    }
}
