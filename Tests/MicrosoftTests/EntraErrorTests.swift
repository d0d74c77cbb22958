import Credentials
import JSON
import Refusals
import Testing

@testable import Microsoft

@Suite struct EntraErrorTests {
    /// One refusal and the class that it has for an application and for a user.
    struct Case: Sendable, CustomTestStringConvertible {
        var status = 400
        var error: String?
        var suberror: String?
        var codes: [Int] = []
        var grant = EntraError.Grant.clientSecret
        var `class`: ProbeClass

        var testDescription: String {
            "\(status) \(error ?? "-") \(suberror ?? "-") \(codes) \(grant) is \(`class`.rawValue)"
        }
    }

    static let cases: [Case] = [
        // As reported by people who met them.
        Case(status: 401, error: "invalid_client", codes: [7_000_215], class: .secretWrong),
        Case(status: 401, error: "invalid_client", codes: [7_000_222], class: .secretExpired),
        Case(status: 401, error: "unauthorized_client", codes: [7_000_112], class: .appDisabled),
        Case(error: "unauthorized_client", codes: [700016], class: .appNotFound),
        Case(error: "invalid_request", codes: [90002], class: .tenantNotFound),
        Case(error: "invalid_tenant", codes: [90002], class: .tenantNotFound),
        Case(error: "invalid_resource", codes: [500011], class: .environmentWrong),
        Case(error: "invalid_scope", codes: [70011], class: .configuration),
        Case(status: 401, error: "invalid_client", codes: [7_000_218], grant: .password, class: .configuration),
        Case(status: 401, error: "invalid_client", codes: [700025], class: .configuration),
        Case(error: "invalid_grant", codes: [50126], grant: .password, class: .passwordWrong),
        Case(error: "invalid_grant", codes: [50034], grant: .password, class: .userNotFound),
        Case(error: "invalid_grant", codes: [50053], grant: .password, class: .userLocked),
        Case(error: "unauthorized_client", codes: [50053], grant: .password, class: .userLocked),
        Case(
            error: "invalid_grant", suberror: "user_password_expired", codes: [50055], grant: .password,
            class: .passwordExpired),
        Case(error: "user_password_expired", codes: [50055], grant: .password, class: .passwordExpired),
        Case(error: "invalid_grant", codes: [50144], grant: .password, class: .passwordExpired),
        Case(error: "invalid_grant", codes: [50142], grant: .password, class: .passwordChangeRequired),
        Case(error: "invalid_grant", codes: [50057], grant: .password, class: .userDisabled),
        Case(error: "invalid_grant", suberror: "basic_action", codes: [50076], grant: .password, class: .mfaRequired),
        Case(error: "interaction_required", codes: [50079], grant: .password, class: .mfaRequired),
        Case(
            error: "interaction_required", suberror: "message_only", codes: [53003], grant: .password,
            class: .accessBlocked),
        Case(error: "access_denied", codes: [530035], grant: .password, class: .accessBlocked),
        Case(
            error: "invalid_grant", suberror: "consent_required", codes: [65001], grant: .password,
            class: .consentMissing),
        Case(error: "temporarily_unavailable", codes: [50196], class: .throttled),
        Case(error: "invalid_grant", codes: [50196], class: .throttled),
        Case(error: "invalid_request", codes: [90055], class: .throttled),
        Case(status: 429, class: .throttled),
        Case(error: "temporarily_unavailable", codes: [90033], class: .serviceFault),
        Case(error: "server_error", class: .serviceFault),

        // Several numbers at once: the particular one decides, in whatever order.
        Case(error: "invalid_grant", codes: [70002, 50126], grant: .password, class: .passwordWrong),
        Case(error: "invalid_grant", codes: [50053, 70002], grant: .password, class: .userLocked),
        Case(status: 401, error: "invalid_client", codes: [70002, 7_000_222], class: .secretExpired),
        Case(status: 401, error: "invalid_client", codes: [70002], class: .secretWrong),
        Case(error: "invalid_grant", codes: [70002], grant: .password, class: .passwordWrong),
        Case(error: "invalid_grant", codes: [4_711, 50055], grant: .password, class: .passwordExpired),

        // A fault of Entra's never counts against a credential, whatever else the answer says.
        Case(status: 500, error: "invalid_client", codes: [7_000_215], class: .serviceFault),
        Case(status: 503, error: "invalid_grant", codes: [50126], grant: .password, class: .serviceFault),
        Case(status: 504, class: .serviceFault),
        Case(status: 429, error: "invalid_client", codes: [7_000_222], class: .throttled),

        // Numbers that nobody knows, and none.
        Case(status: 401, error: "invalid_client", codes: [7_999_999], class: .secretWrong),
        Case(error: "invalid_grant", codes: [999_999], grant: .password, class: .passwordWrong),
        Case(error: "invalid_grant", suberror: "bad_token", codes: [999_999], grant: .password, class: .passwordWrong),
        Case(
            error: "invalid_grant", suberror: "token_expired", codes: [999_999], grant: .password, class: .passwordWrong
        ),
        Case(error: "invalid_grant", suberror: "basic_action", codes: [999_999], grant: .password, class: .mfaRequired),
        Case(
            error: "invalid_grant", suberror: "additional_action", codes: [999_999], grant: .password,
            class: .accessBlocked),
        Case(
            error: "invalid_grant", suberror: "message_only", codes: [999_999], grant: .password, class: .accessBlocked),
        Case(
            error: "unauthorized_client", suberror: "protection_policy_required", codes: [999_999], grant: .password,
            class: .accessBlocked),
        Case(
            error: "invalid_grant", suberror: "client_mismatch", codes: [999_999], grant: .password,
            class: .configuration),
        Case(
            error: "invalid_grant", suberror: "consent_required", codes: [999_999], grant: .password,
            class: .consentMissing),
        Case(error: "interaction_required", codes: [999_999], grant: .password, class: .mfaRequired),
        Case(error: "interaction_required", codes: [999_999], class: .accessBlocked),
        Case(error: "consent_required", codes: [999_999], class: .consentMissing),
        Case(error: "access_denied", codes: [999_999], class: .accessBlocked),
        Case(error: "unauthorized_client", codes: [999_999], class: .configuration),
        Case(error: "invalid_request", codes: [999_999], class: .configuration),
        Case(error: "invalid_scope", codes: [999_999], class: .configuration),
        Case(error: "temporarily_unavailable", codes: [999_999], class: .serviceFault),
        Case(error: "server_error", codes: [999_999], grant: .password, class: .serviceFault),
        Case(error: "expired_token", codes: [999_999], class: .unrecognised),
        Case(error: "something_new", codes: [999_999], class: .unrecognised),

        // A number that contradicts the word does not outweigh it.
        Case(error: "interaction_required", codes: [50126], grant: .password, class: .mfaRequired),
        Case(error: "invalid_tenant", codes: [7_000_215], class: .tenantNotFound),
        Case(status: 401, error: "invalid_client", codes: [50126], class: .secretWrong),
        Case(error: "temporarily_unavailable", codes: [7_000_215], class: .serviceFault),
        Case(error: "consent_required", codes: [50126], grant: .password, class: .consentMissing),
        Case(error: "access_denied", codes: [7_000_222], class: .accessBlocked),
        Case(error: "invalid_tenant", codes: [999_999], class: .tenantNotFound),
        Case(error: "invalid_resource", codes: [999_999], class: .environmentWrong),
        Case(
            error: "invalid_grant", suberror: "user_password_expired", codes: [999_999], grant: .password,
            class: .passwordExpired
        ),
        Case(status: 401, error: "invalid_client", class: .secretWrong),
        Case(status: 401, error: "invalid_client", grant: .password, class: .configuration),
        Case(error: "invalid_grant", grant: .password, class: .passwordWrong),
        Case(error: "invalid_grant", suberror: "basic_action", grant: .password, class: .mfaRequired),
        Case(error: "interaction_required", grant: .password, class: .mfaRequired),
        Case(error: "invalid_grant", suberror: "message_only", grant: .password, class: .accessBlocked),
        Case(error: "unauthorized_client", class: .configuration),
        Case(error: "invalid_scope", class: .configuration),
        Case(error: "something_new", class: .unrecognised),
        Case(class: .unrecognised),
    ]

    @Test(arguments: cases)
    func `each refusal has its class`(refusal: Case) {
        let error = EntraError(error: refusal.error, suberror: refusal.suberror, codes: refusal.codes)
        let trouble = error.trouble(status: refusal.status, grant: refusal.grant, secretAge: .days(30), retryAfter: nil)
        #expect(trouble.class == refusal.class)
        #expect(trouble.code != nil)
        #expect(!trouble.message.isEmpty && trouble.message.last != ".")
    }

    @Test func `a wrong or expired secret is not believed while it is young, to the second`() {
        for code in [7_000_215, 7_000_222, 70002] {
            let error = EntraError(error: "invalid_client", codes: [code])
            let young = error.trouble(status: 401, grant: .clientSecret, secretAge: .seconds(599), retryAfter: nil)
            #expect(young.class == .secretUnknown)
            #expect(young.code == "AADSTS\(code)")
            #expect(young.retryAfter == .seconds(60))
            let old = error.trouble(status: 401, grant: .clientSecret, secretAge: .minutes(10), retryAfter: nil)
            #expect(old.class.result == .failed)
            #expect(old.code == "AADSTS\(code)")
        }
        let disabled = EntraError(codes: [7_000_112]).trouble(
            status: 401, grant: .clientSecret, secretAge: .seconds(1), retryAfter: nil)
        #expect(disabled.class == .appDisabled)
        let password = EntraError(codes: [50126]).trouble(
            status: 400, grant: .password, secretAge: .seconds(1), retryAfter: nil)
        #expect(password.class == .passwordWrong)
    }

    @Test func `a locked account is left alone for half an hour at least, and for as long as Entra says`() {
        let locked = EntraError(error: "invalid_grant", codes: [50053])
        func pause(_ retryAfter: TimeSpan?) -> TimeSpan? {
            locked.trouble(status: 400, grant: .password, secretAge: .days(1), retryAfter: retryAfter).retryAfter
        }
        #expect(pause(nil) == .minutes(30))
        #expect(pause(.seconds(5)) == .minutes(30))
        #expect(pause(.hours(2)) == .hours(2))
    }

    @Test func `a code is shown as Entra calls it; a word only where it looks like one of OAuth's`() {
        func code(_ error: EntraError) -> String? {
            error.trouble(status: 400, grant: .clientSecret, secretAge: .days(1), retryAfter: nil).code
        }
        #expect(code(EntraError(error: "invalid_grant", codes: [123, 456])) == "AADSTS123")
        #expect(code(EntraError(error: "something_new")) == "something_new")
        #expect(code(EntraError(error: "user bob@contoso.com")) == "HTTP 400")
        #expect(code(EntraError(error: String(repeating: "a", count: 41))) == "HTTP 400")
    }

    @Test func `a body is read leniently: what has the wrong type counts as absent`() throws {
        func read(_ text: String) throws -> EntraError { try EntraError(Array(text.utf8).span) }
        #expect(
            try read(
                #"{"error":"invalid_client","error_description":"AADSTS1: x","error_codes":[7000215],"suberror":"bad_token"}"#
            )
                == EntraError(error: "invalid_client", suberror: "bad_token", codes: [7_000_215]))
        #expect(try read(#"{"error":7,"suberror":null,"error_codes":"7000215"}"#) == EntraError())
        #expect(try read(#"{"error":"a","error":"b","error_codes":["x",1]}"#) == EntraError(codes: [1]))
        #expect(throws: JSONFault.malformed) { try read("<html>") }
    }
}
