import Credentials
import Foundation
import Simulators
import Testing
import Wording

@testable import Microsoft

@Suite struct ProberRefusalTests {
    /// One thing that is wrong, and what a probe is to say of it.
    struct Case: Sendable, CustomTestStringConvertible {
        var `class`: ProbeClass
        var step: ProbeReport.StepName
        var code: String?
        var method = Rig.Method.application
        var secret: String?
        var directory = Rig.directory
        var secretAge = TimeSpan.days(30)
        var change: @Sendable (inout World) -> Void = { _ in }

        var testDescription: String { "\(`class`.rawValue) at \(step.rawValue), \(code ?? "no code"), \(method)" }
    }

    private static let elsewhere = "99999999-8af1-4a5f-1234-12234d01db47"

    static let applications: [Case] = [
        Case(class: .secretWrong, step: .token, code: "AADSTS7000215", secret: "another"),
        Case(class: .secretUnknown, step: .token, code: "AADSTS7000215", secret: "another", secretAge: .minutes(9)),
        Case(class: .secretExpired, step: .token, code: "AADSTS7000222") {
            $0.apps[0].secrets[0].end = Date(timeIntervalSince1970: 1)
        },
        Case(class: .appNotFound, step: .token, code: "AADSTS700016") { $0.apps[0].tenants = [elsewhere] },
        Case(class: .appDisabled, step: .token, code: "AADSTS7000112") { $0.apps[0].isEnabled = false },
        Case(class: .tenantNotFound, step: .token, code: "AADSTS90002") { $0.tenants = [] },
        Case(class: .tenantMismatch, step: .endpoint, directory: elsewhere),
        Case(class: .accessBlocked, step: .token, code: "AADSTS53003") { $0.apps[0].isBlocked = true },
        Case(class: .environmentWrong, step: .token, code: "AADSTS500011") {
            $0.apps[0].refusal = World.Refusal(error: "invalid_resource", code: 500011)
        },
        Case(class: .throttled, step: .token, code: "AADSTS50196") {
            $0.apps[0].refusal = World.Refusal(error: "invalid_grant", code: 50196)
        },
        Case(class: .serviceFault, step: .token, code: "AADSTS90033") {
            $0.apps[0].refusal = World.Refusal(error: "temporarily_unavailable", code: 90033)
        },
        Case(class: .secretWrong, step: .token, code: "AADSTS7999999") {
            $0.apps[0].refusal = World.Refusal(status: 401, error: "invalid_client", code: 7_999_999)
        },
        Case(class: .consentMissing, step: .token, code: "AADSTS7000229") {
            $0.apps[0].refusal = World.Refusal(status: 401, error: "invalid_client", code: 7_000_229)
        },
        Case(class: .unrecognised, step: .token, code: "AADSTS7999999") {
            $0.apps[0].refusal = World.Refusal(status: 400, error: "something_new", code: 7_999_999)
        },
    ]

    static let users: [Case] = [
        Case(class: .passwordWrong, step: .token, code: "AADSTS50126", method: .user, secret: "another"),
        Case(
            class: .passwordWrong, step: .token, code: "AADSTS50126", method: .user, secret: "another",
            secretAge: .seconds(1)),
        Case(class: .passwordExpired, step: .token, code: "AADSTS50055", method: .user) {
            $0.users[0].passwordExpires = Date(timeIntervalSince1970: 1)
        },
        Case(class: .passwordChangeRequired, step: .token, code: "AADSTS50142", method: .user) {
            $0.users[0].demand = .passwordChange
        },
        Case(class: .userNotFound, step: .token, code: "AADSTS50034", method: .user) { $0.users = [] },
        Case(class: .userDisabled, step: .token, code: "AADSTS50057", method: .user) { $0.users[0].isDisabled = true },
        Case(class: .userLocked, step: .token, code: "AADSTS50053", method: .user) { $0.users[0].isLocked = true },
        Case(class: .mfaRequired, step: .token, code: "AADSTS50076", method: .user) {
            $0.users[0].demand = .secondFactorByPolicy
        },
        Case(class: .mfaRequired, step: .token, code: "AADSTS50079", method: .user) {
            $0.users[0].demand = .secondFactorEnrolment
        },
        Case(class: .accessBlocked, step: .token, code: "AADSTS53003", method: .user) {
            $0.users[0].demand = .conditionalAccess
        },
        Case(class: .accessBlocked, step: .token, code: "AADSTS530035", method: .user) {
            $0.users[0].demand = .securityDefaults
        },
        Case(class: .consentMissing, step: .token, code: "AADSTS65001", method: .user) {
            $0.apps[1].isConsented = false
        },
        Case(class: .configuration, step: .token, code: "AADSTS7000218", method: .user) {
            $0.apps[1].isPublicClient = false
        },
        Case(class: .configuration, step: .token, method: .user) {
            $0.tenants[0].federatedDomains = ["contoso.example"]
        },
        Case(class: .tenantNotFound, step: .token, code: "AADSTS90002", method: .user, directory: "nowhere.example"),
        Case(class: .tenantMismatch, step: .endpoint, method: .user, directory: elsewhere),
        Case(class: .userDisabled, step: .identity, code: "0x8004D24B", method: .user) {
            $0.environments[0].members[1].isLicensed = false
        },
        Case(class: .noApplicationUser, step: .identity, code: "0x80072560", method: .user) {
            $0.environments[0].members.remove(at: 1)
        },
    ]

    static let environments: [Case] = [
        Case(class: .environmentDisabled, step: .identity, code: "0x8004A104") { $0.environments[0].state = .disabled },
        Case(class: .environmentInMaintenance, step: .identity, code: "0x8004A113") {
            $0.environments[0].state = .administration
        },
        Case(class: .noApplicationUser, step: .identity, code: "0x80072560") { $0.environments[0].members = [] },
        Case(class: .userDisabled, step: .identity, code: "0x80040225") {
            $0.environments[0].members[0].isDisabled = true
        },
        Case(class: .noRole, step: .identity, code: "0x80042F09") { $0.environments[0].members[0].roles = [] },
        Case(class: .privilegeMissing, step: .create, code: "0x80040220") {
            $0.environments[0].roles.append(World.Role(name: "Reader", privileges: ["prvReadLead": "Global"]))
            $0.environments[0].members[0].roles = ["Reader"]
        },
        Case(class: .noLeadTable, step: .create, code: "0x80060888") { $0.environments[0].hasLeadTable = false },
        Case(class: .pluginRefused, step: .create, code: "0x80040265") {
            $0.environments[0].veto = "no leads from strangers"
        },
        Case(class: .throttled, step: .identity, code: "0x80072322") { $0.environments[0].requestLimit = 0 },
        Case(class: .throttled, step: .create, code: "0x80072322") { $0.environments[0].requestLimit = 1 },
        Case(class: .throttled, step: .read, code: "0x80072322") { $0.environments[0].requestLimit = 3 },
        Case(class: .addressBlocked, step: .identity, code: "0x80095FFE") {
            $0.environments[0].denials["identity"] = World.Denial(403, "0x80095ffe", "Access to your IP is blocked.")
        },
        Case(class: .accessBlocked, step: .identity, code: "0x80095FFC") {
            $0.environments[0].denials["identity"] = World.Denial(403, "0x80095ffc")
        },
        Case(class: .pluginRefused, step: .create, code: "0x80040224") {
            $0.environments[0].denials["create"] = World.Denial(
                500, "0x80040224", "An unexpected error occurred from ISV code.")
        },
        Case(class: .pluginRefused, step: .create, code: "0x80040265") {
            $0.environments[0].denials["create"] = World.Denial(500, "0x80040265", "no leads on Sundays")
        },
        Case(class: .privilegeMissing, step: .create, code: "0x8004F502") {
            $0.environments[0].denials["create"] = World.Denial(
                403, "0x8004f502",
                "User does not have create permissions for the leadsourcecode attribute in the lead entity, prvCreateLead"
            )
        },
        Case(class: .notDynamics, step: .endpoint, code: "HTTP 404") {
            $0.environments[0].host = "somebody-else.localhost"
        },
        Case(class: .serviceFault, step: .endpoint, code: "HTTP 200") {
            $0.environments[0].host = "somebody-else.localhost"
            $0.otherHosts = [Rig.host]
        },
    ]

    @Test(arguments: [applications, users, environments])
    func `each has its class, its step and its code, and leaves nothing behind`(cases: [Case]) async throws {
        try await Rig.run { rig in
            for wrong in cases {
                var world = Rig.world()
                wrong.change(&world)
                try await Self.check(wrong, try rig.again(world))
            }
        }
    }

    private static func check(_ wrong: Case, _ rig: Rig) async throws {
        let report = try await rig.probe(
            wrong.method, lead: Rig.lead(), secret: wrong.secret, directory: wrong.directory, secretAge: wrong.secretAge
        )
        let name: Comment = "\(wrong.testDescription)"
        let finding = try #require(report.finding, name)
        #expect(finding.class == wrong.class, name)
        #expect(finding.step == wrong.step, name)
        #expect(wrong.code == nil || finding.code == wrong.code, name)
        #expect(report.result == wrong.class.result, name)
        let failing = try #require(report.steps.first { $0.name == wrong.step })
        #expect(failing.result == (wrong.class.result == .failed ? .failed : .unknown), name)
        #expect(report.steps.prefix { $0.name != wrong.step }.allSatisfy { $0.result == .ok }, name)
        #expect(report.steps.drop { $0.name != wrong.step }.dropFirst().allSatisfy { $0.result == .skipped }, name)
        #expect((report.lead == .absent) == rig.leads.isEmpty, name)
        #expect(rig.leads.count <= 1, name)
        if wrong.step == .endpoint { #expect(!rig.steps.contains("token") && !rig.steps.contains("realm"), name) }
        if wrong.class == .privilegeMissing {
            #expect(finding.message.contains("prvCreateLead") || finding.message.contains("leadsourcecode attribute"))
        }
        if let code = finding.code {
            #expect(
                finding.answerer
                    == (code.hasPrefix("AADSTS") ? .entra : code.hasPrefix("0x") ? .dataverse : finding.answeredBy))
            #expect(code.hasPrefix("AADSTS") || !finding.advice.contains("login.microsoftonline.com"), name)
        }
        if wrong.class == .notDynamics {
            #expect(finding.message.contains("HTTPS endpoint") && finding.message.contains("Azure table"))
        }
        try Rig.expectNoSecret(in: report, rig.history)
    }

    @Test func `the password of a federated user is not sent`() async throws {
        var world = Rig.world()
        world.tenants[0].federatedDomains = ["contoso.example"]
        try await Rig.run(world) { rig in
            _ = try await rig.probe(.user, lead: nil)
            #expect(rig.steps == ["endpoint", "realm"])
        }
    }

    @Test func `every class that Microsoft can bring about is reached by some test of this target`() {
        let elsewhere: Set<ProbeClass> = [.keyringLocked, .keyringDegraded, .keyringUnavailable, .secretMissing]
        // What Microsoft 365 says to those who send mail there, and says to no probe.
        let ofMail: Set<ProbeClass> = [
            .mailBasicAuthOff, .mailSMTPAuthOff, .mailTokenRefused, .mailSendAsDenied, .mailAccessDenied,
            .mailboxNotFound,
        ]
        // What is said of other places than Dynamics 365: `TableProbeTests`, `EndpointProbeTests`.
        let ofOtherPlaces: Set<ProbeClass> = [.endpointRefused, .notPosted]
        let byFaults: Set<ProbeClass> = [.network, .tls, .timeout, .tooSlow]
        let here = Set((Self.applications + Self.users + Self.environments).map(\.class))
        #expect(
            here.union(byFaults).union(elsewhere).union(ofMail).union(ofOtherPlaces) == Set(ProbeClass.allCases))
    }
}
