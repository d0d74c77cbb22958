import Credentials
import Refusals
import Testing
import Wording

@testable import Microsoft

@Suite struct EntraNumberTests {
    /// A number with the words that it comes with, what it means, and what is left of that where the number is not
    /// known.
    struct Row: Sendable, CustomTestStringConvertible {
        var number: Int
        var status: Int
        var error: String
        var suberror: String?
        var grant: EntraError.Grant
        var known: ProbeClass
        var unknown: ProbeClass

        init(
            _ number: Int, _ status: Int, _ error: String, _ suberror: String?, _ grant: EntraError.Grant,
            _ known: ProbeClass,
            unknown: ProbeClass
        ) {
            self.number = number
            self.status = status
            self.error = error
            self.suberror = suberror
            self.grant = grant
            self.known = known
            self.unknown = unknown
        }

        var testDescription: String { "AADSTS\(number) \(error) is \(known.rawValue), or \(unknown.rawValue)" }

        func trouble(number: Int) -> ExchangeFailure {
            EntraError(error: error, suberror: suberror, codes: [number])
                .trouble(status: status, grant: grant, secretAge: .days(30), retryAfter: nil)
        }
    }

    static let rows: [Row] = [
        Row(7_000_215, 401, "invalid_client", nil, .clientSecret, .secretWrong, unknown: .secretWrong),
        Row(7_000_222, 401, "invalid_client", nil, .clientSecret, .secretExpired, unknown: .secretWrong),
        Row(70002, 401, "invalid_client", nil, .clientSecret, .secretWrong, unknown: .secretWrong),
        Row(7_000_112, 401, "unauthorized_client", nil, .clientSecret, .appDisabled, unknown: .configuration),
        Row(70001, 400, "unauthorized_client", nil, .clientSecret, .appDisabled, unknown: .configuration),
        Row(1_000_031, 400, "access_denied", nil, .clientSecret, .appDisabled, unknown: .accessBlocked),
        Row(700016, 400, "unauthorized_client", nil, .clientSecret, .appNotFound, unknown: .configuration),
        Row(700011, 400, "unauthorized_client", nil, .clientSecret, .appNotFound, unknown: .configuration),
        Row(7_000_229, 401, "invalid_client", nil, .clientSecret, .consentMissing, unknown: .secretWrong),
        Row(700027, 401, "invalid_client", nil, .clientSecret, .configuration, unknown: .secretWrong),
        Row(700030, 401, "invalid_client", nil, .clientSecret, .configuration, unknown: .secretWrong),
        Row(50012, 401, "invalid_client", nil, .clientSecret, .configuration, unknown: .secretWrong),
        Row(7_000_216, 401, "invalid_client", nil, .clientSecret, .configuration, unknown: .secretWrong),
        Row(7_000_218, 401, "invalid_client", nil, .password, .configuration, unknown: .configuration),
        Row(700025, 401, "invalid_client", nil, .clientSecret, .configuration, unknown: .secretWrong),
        Row(50194, 400, "invalid_request", nil, .clientSecret, .configuration, unknown: .configuration),
        Row(70003, 400, "unsupported_grant_type", nil, .clientSecret, .configuration, unknown: .configuration),
        Row(70011, 400, "invalid_scope", nil, .clientSecret, .configuration, unknown: .configuration),
        Row(700022, 400, "invalid_scope", nil, .clientSecret, .configuration, unknown: .configuration),
        Row(28002, 400, "invalid_scope", nil, .clientSecret, .configuration, unknown: .configuration),
        Row(900144, 400, "invalid_request", nil, .clientSecret, .configuration, unknown: .configuration),
        Row(90014, 400, "invalid_request", nil, .password, .configuration, unknown: .configuration),
        Row(9_002_313, 400, "invalid_request", nil, .clientSecret, .configuration, unknown: .configuration),
        Row(9_001_023, 400, "invalid_request", nil, .password, .configuration, unknown: .configuration),
        Row(90038, 400, "invalid_request", nil, .clientSecret, .configuration, unknown: .configuration),
        Row(900382, 400, "invalid_request", nil, .clientSecret, .configuration, unknown: .configuration),
        Row(90002, 400, "invalid_request", nil, .clientSecret, .tenantNotFound, unknown: .configuration),
        Row(900023, 400, "invalid_request", nil, .clientSecret, .tenantNotFound, unknown: .configuration),
        Row(50059, 400, "invalid_request", nil, .clientSecret, .tenantNotFound, unknown: .configuration),
        Row(90019, 400, "invalid_tenant", nil, .clientSecret, .tenantNotFound, unknown: .tenantNotFound),
        Row(500011, 400, "invalid_resource", nil, .clientSecret, .environmentWrong, unknown: .environmentWrong),
        Row(50001, 400, "invalid_resource", nil, .clientSecret, .environmentWrong, unknown: .environmentWrong),
        Row(650054, 400, "invalid_resource", nil, .clientSecret, .environmentWrong, unknown: .environmentWrong),
        Row(650057, 400, "invalid_resource", nil, .clientSecret, .consentMissing, unknown: .environmentWrong),
        Row(65001, 400, "invalid_grant", "consent_required", .password, .consentMissing, unknown: .consentMissing),
        Row(65004, 400, "access_denied", nil, .password, .consentMissing, unknown: .accessBlocked),
        Row(650052, 400, "invalid_client", nil, .clientSecret, .consentMissing, unknown: .secretWrong),
        Row(650056, 400, "unauthorized_client", nil, .clientSecret, .consentMissing, unknown: .configuration),
        Row(90008, 400, "invalid_request", nil, .clientSecret, .consentMissing, unknown: .configuration),
        Row(90094, 400, "consent_required", nil, .password, .consentMissing, unknown: .consentMissing),
        Row(50126, 400, "invalid_grant", nil, .password, .passwordWrong, unknown: .passwordWrong),
        Row(50056, 400, "invalid_grant", nil, .password, .passwordWrong, unknown: .passwordWrong),
        Row(50064, 400, "invalid_grant", nil, .password, .passwordWrong, unknown: .passwordWrong),
        Row(50034, 400, "invalid_grant", nil, .password, .userNotFound, unknown: .passwordWrong),
        Row(50020, 400, "invalid_grant", nil, .password, .userNotFound, unknown: .passwordWrong),
        Row(51004, 400, "invalid_grant", nil, .password, .userNotFound, unknown: .passwordWrong),
        Row(50053, 400, "invalid_grant", nil, .password, .userLocked, unknown: .passwordWrong),
        Row(
            50055, 400, "invalid_grant", "user_password_expired", .password, .passwordExpired, unknown: .passwordExpired
        ),
        Row(50144, 400, "invalid_grant", nil, .password, .passwordExpired, unknown: .passwordWrong),
        Row(50057, 400, "invalid_grant", nil, .password, .userDisabled, unknown: .passwordWrong),
        Row(50135, 400, "interaction_required", nil, .password, .passwordChangeRequired, unknown: .mfaRequired),
        Row(50142, 400, "invalid_grant", nil, .password, .passwordChangeRequired, unknown: .passwordWrong),
        Row(50072, 400, "interaction_required", "basic_action", .password, .mfaRequired, unknown: .mfaRequired),
        Row(50074, 400, "invalid_grant", "basic_action", .password, .mfaRequired, unknown: .mfaRequired),
        Row(50076, 400, "interaction_required", "basic_action", .password, .mfaRequired, unknown: .mfaRequired),
        Row(50079, 400, "invalid_grant", "basic_action", .password, .mfaRequired, unknown: .mfaRequired),
        Row(50158, 400, "interaction_required", "basic_action", .password, .mfaRequired, unknown: .mfaRequired),
        Row(53004, 400, "interaction_required", nil, .password, .mfaRequired, unknown: .mfaRequired),
        Row(50105, 400, "interaction_required", nil, .password, .accessBlocked, unknown: .mfaRequired),
        Row(
            50097, 400, "interaction_required", "additional_action", .password, .accessBlocked, unknown: .accessBlocked),
        Row(53000, 400, "interaction_required", "message_only", .password, .accessBlocked, unknown: .accessBlocked),
        Row(53003, 400, "invalid_grant", "message_only", .password, .accessBlocked, unknown: .accessBlocked),
        Row(53003, 400, "invalid_client", nil, .clientSecret, .accessBlocked, unknown: .secretWrong),
        Row(530032, 400, "access_denied", nil, .password, .accessBlocked, unknown: .accessBlocked),
        Row(530035, 400, "access_denied", nil, .password, .accessBlocked, unknown: .accessBlocked),
        Row(500021, 400, "invalid_request", nil, .clientSecret, .accessBlocked, unknown: .configuration),
        Row(50196, 400, "invalid_grant", nil, .password, .throttled, unknown: .passwordWrong),
        Row(90055, 429, "invalid_request", nil, .clientSecret, .throttled, unknown: .throttled),
        Row(50000, 400, "server_error", nil, .clientSecret, .serviceFault, unknown: .serviceFault),
        Row(90006, 503, "temporarily_unavailable", nil, .clientSecret, .serviceFault, unknown: .serviceFault),
        Row(90033, 400, "temporarily_unavailable", nil, .password, .serviceFault, unknown: .serviceFault),
        Row(80002, 400, "invalid_grant", nil, .password, .serviceFault, unknown: .passwordWrong),
        Row(80007, 400, "invalid_grant", nil, .password, .serviceFault, unknown: .passwordWrong),
    ]

    @Test(arguments: rows)
    func `the words are heard without the number, and the number refines them`(row: Row) {
        let known = row.trouble(number: row.number)
        #expect(known.class == row.known)
        #expect(known.code == "AADSTS\(row.number)")
        // Nobody at Microsoft has that number.
        let unknown = row.trouble(number: 3_999_999)
        #expect(unknown.class == row.unknown)
        #expect(unknown.code == "AADSTS3999999")
        for trouble in [known, unknown] {
            #expect(trouble.answeredBy == .entra)
            #expect(!trouble.message.isEmpty && trouble.message.last != ".")
        }
    }

    @Test func `there are sixty numbers at least`() {
        #expect(Set(Self.rows.map(\.number)).count >= 60)
        #expect(Self.rows.allSatisfy { EntraError.known[$0.number] != nil } && EntraError.known[3_999_999] == nil)
    }

    @Test
    func
        `a password that was turned down is in doubt, known number or not, unless Entra got as far as what comes behind it`()
    {
        for row in Self.rows where row.grant == .password {
            for trouble in [row.trouble(number: row.number), row.trouble(number: 3_999_999)] {
                let isAccepted = [
                    ProbeClass.passwordExpired, .passwordChangeRequired, .userDisabled, .mfaRequired, .accessBlocked,
                    .consentMissing,
                ].contains(trouble.class)
                let isFault = [ProbeClass.throttled, .serviceFault].contains(trouble.class)
                #expect(
                    trouble.verdict == (isAccepted ? .accepted : isFault ? nil : .doubted), "\(row.testDescription)")
            }
        }
        for row in Self.rows where row.grant == .clientSecret {
            #expect(row.trouble(number: row.number).verdict == nil)
        }
    }

    @Test(arguments: [
        EntraError(error: "something_new", codes: [3_999_999]), EntraError(error: "something_new"),
        EntraError(codes: [3_999_999]),
        EntraError(error: "expired_token"), EntraError(error: "invalid_client", codes: [3_999_999]),
        EntraError(error: "unauthorized_client", codes: [700016]),
    ])
    func `a word that nobody knows, or none, doubts a password as well`(error: EntraError) {
        let trouble = error.trouble(status: 400, grant: .password, secretAge: .days(30), retryAfter: nil)
        #expect(trouble.verdict == .doubted)
    }

    @Test
    func
        `a fault of Entra's that blames the password all the same counts against the account, and not against the credential`()
    {
        for status in [500, 503, 429] {
            let trouble = EntraError(error: "invalid_grant", codes: [50126])
                .trouble(status: status, grant: .password, secretAge: .days(30), retryAfter: nil)
            #expect(trouble.class.result == .unknown && trouble.verdict == .doubted)
        }
        let fault = EntraError().trouble(status: 503, grant: .password, secretAge: .days(30), retryAfter: nil)
        #expect(fault.verdict == nil)
    }

    @Test func `a number that is not known is looked up at Entra's page, and a word among Entra's words`() {
        let number = EntraError(error: "something_new", codes: [3_999_999])
            .trouble(status: 400, grant: .clientSecret, secretAge: .days(1), retryAfter: nil).finding(at: .token)
        #expect(number.advice.contains("https://login.microsoftonline.com/error?code=3999999"))
        let word = EntraError(error: "something_new")
            .trouble(status: 400, grant: .clientSecret, secretAge: .days(1), retryAfter: nil).finding(at: .token)
        #expect(word.advice.contains("Entra") && !word.advice.contains("?code="))
    }
}
