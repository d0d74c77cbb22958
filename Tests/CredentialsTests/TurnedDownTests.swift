import Foundation
import Testing
import Wording

@testable import Credentials

@Suite struct TurnedDownTests {
    private let start = Sample.start

    /// A report of a sign-in that Entra turned down in that way.
    private func turnedDown(_ problem: ProbeClass, _ verdict: SecretVerdict? = nil, at: Instant) -> ProbeReport {
        ProbeReport(
            extent: .whole,
            finding: .init(
                class: problem, step: .token, code: "AADSTS3999999", message: "it was refused", answeredBy: .entra,
                verdict: verdict), steps: [], at: at, durationMilliseconds: 1)
    }

    private func facts(_ reports: [ProbeReport]) -> Facts {
        var standing = Standing().afterNewVersion(at: start)
        for report in reports { standing = standing.after(report, at: report.at) }
        return Facts(current: Sample.version(.never), standing: standing)
    }

    @Test(arguments: [
        ProbeClass.unrecognised, .configuration, .appNotFound, .tenantNotFound, .environmentWrong, .serviceFault,
    ])
    func `whatever it is turned down for, it is sent three times, half an hour apart at least`(problem: ProbeClass)
        throws
    {
        let credential = try Sample.credential(.office365)
        var reports: [ProbeReport] = []
        var now = start
        while reports.count < 3 {
            let facts = facts(reports)
            #expect(decide(credential, facts, now: now).probe == .whole)
            reports.append(turnedDown(problem, .doubted, at: now))
            let after = self.facts(reports)
            #expect(after.passwordRests(of: credential, now: now + .minutes(30) - .seconds(1)) == now + .minutes(30))
            #expect(decide(credential, after, now: now + .minutes(30) - .seconds(1)).probe == nil)
            now = now + .hours(6)
        }
        let held = facts(reports)
        #expect(held.isPasswordHeldBack(of: credential))
        #expect(decide(credential, held, now: start + .days(40)).probe == nil)
        #expect(
            decide(try Sample.credential(.azureAD), held, now: start + .days(40)).probe == .whole, "an application may")
    }

    @Test(arguments: [
        ProbeClass.mfaRequired, .accessBlocked, .passwordExpired, .passwordChangeRequired, .userDisabled,
        .consentMissing,
    ])
    func `where the password was right the second answer is not waited for`(problem: ProbeClass) throws {
        let credential = try Sample.credential(.office365)
        let once = facts([turnedDown(problem, at: start)])
        #expect(once.passwordRests(of: credential, now: start) == nil)
        #expect(decide(credential, once, now: start + .minutes(2) - .seconds(1)).probe == nil)
        #expect(decide(credential, once, now: start + .minutes(2)).probe == .whole)
        let often = facts((0..<9).map { turnedDown(problem, at: start + .hours($0)) })
        #expect(!often.isPasswordHeldBack(of: credential))
    }

    @Test func `what comes between refusals does not wipe them out, and a sign-in that went through does`() throws {
        let credential = try Sample.credential(.office365)
        let network = Sample.report(.network, at: start + .hours(13))
        let doubts = [
            turnedDown(.unrecognised, .doubted, at: start), turnedDown(.passwordWrong, at: start + .hours(6)),
        ]
        let third = turnedDown(.configuration, .doubted, at: start + .hours(20))
        #expect(facts(doubts + [network, third]).isPasswordHeldBack(of: credential))
        let signedIn = ProbeReport(
            extent: .whole, finding: .init(class: .noRole, step: .identity, message: "no role"),
            steps: [.init(name: .token, result: .ok, durationMilliseconds: 1)], at: start + .hours(13),
            durationMilliseconds: 1)
        #expect(!facts(doubts + [signedIn, third]).isPasswordHeldBack(of: credential))
        #expect(
            !facts(doubts + [turnedDown(.mfaRequired, at: start + .hours(13)), third]).isPasswordHeldBack(
                of: credential))
        var standing = facts(doubts + [third]).standing
        #expect(standing.afterNewVersion(at: start + .days(1)).secretDoubts == 0)
        standing = standing.afterNewConfiguration()
        #expect(standing.secretDoubts == 0)
    }

    @Test func `what a release before wrote is read, and its refusals count on`() throws {
        let report = """
            {"extent":"whole","result":"failed","finding":{"class":"password-wrong","step":"token","code":"AADSTS50126",\
            "message":"Entra refused the user name or password as wrong"},"steps":[{"name":"endpoint","result":"ok",\
            "durationMilliseconds":3}],"at":1795000000,"durationMilliseconds":9,"lead":"absent"}
            """
        func standing(_ refusals: Int) throws -> Standing {
            let text = """
                {"lastProbe":\(report),"lastProofAt":1794900000,"lastConclusiveAt":1795000000,"lastAttemptAt":1795000000,\
                "failures":0,"refusals":\(refusals),"refusedSince":1795000000,"refusedAs":"password-wrong","jitterPermille":7}
                """
            return try JSONDecoder().decode(Standing.self, from: Data(text.utf8))
        }
        let twice = try standing(2)
        #expect(twice.secretDoubts == 2 && twice.isAddressProven && twice.lastProbe?.finding?.answerer == .entra)
        #expect(twice.lastProbe?.verdict == .doubted && twice.lastProbe?.writeMilliseconds == nil)
        let credential = try Sample.credential(.office365)
        let third = twice.after(turnedDown(.passwordWrong, at: start + .hours(6)), at: start + .hours(6))
        #expect(third.secretDoubts == 3)
        for standing in [try standing(3), third] {
            #expect(Facts(current: Sample.version(), standing: standing).isPasswordHeldBack(of: credential))
        }
        let again = try JSONDecoder().decode(Standing.self, from: JSONEncoder().encode(third))
        #expect(again == third)
    }
}

@Suite struct EnvironmentAddressTests {
    private let start = Sample.start

    private func report(_ problem: ProbeClass?, endpoint: ProbeReport.Step.Result) -> ProbeReport {
        ProbeReport(
            extent: .signIn, finding: problem.map { .init(class: $0, step: .token, message: "no") },
            steps: [.init(name: .endpoint, result: endpoint, durationMilliseconds: 1)], at: start,
            durationMilliseconds: 1)
    }

    @Test func `is proven once Dynamics has answered there, and until another one is configured`() {
        let fresh = Standing().afterNewVersion(at: start)
        #expect(!fresh.isAddressProven)
        #expect(!fresh.after(report(.notDynamics, endpoint: .failed), at: start).isAddressProven)
        let met = fresh.after(report(.secretWrong, endpoint: .ok), at: start)
        #expect(met.isAddressProven && met.after(report(.network, endpoint: .unknown), at: start).isAddressProven)
        #expect(met.afterNewVersion(at: start).isAddressProven && met.afterRemoval().isAddressProven)
        #expect(met.afterRestoration(at: start).isAddressProven)
        #expect(!met.afterNewConfiguration().isAddressProven)
        #expect(met.afterNewConfiguration().after(report(nil, endpoint: .ok), at: start).isAddressProven)
    }

    @Test func `decides what a stranger's answer is`() {
        #expect(ProbePlan(lead: nil).classOfStranger == .notDynamics)
        #expect(ProbePlan(lead: nil, isAddressProven: true).classOfStranger.result == .unknown)
    }

    @Test func `is told with a word about the last lead where that was slow`() throws {
        let credential = try Sample.credential()
        func message(_ milliseconds: Int?) -> String? {
            var report = Sample.report(nil)
            report.writeMilliseconds = milliseconds
            let facts = Facts(
                current: Sample.version(.never),
                standing: Standing().afterNewVersion(at: start).after(report, at: start))
            let signedIn = Facts(
                current: facts.current, standing: facts.standing.after(Sample.report(nil, .signIn), at: start))
            let told = [facts, signedIn].map {
                conditions(of: credential, $0, now: start).first { $0.kind == .credentialValid }
            }
            #expect(told.allSatisfy { $0?.status == .true })
            return told.compactMap { $0?.message }.last
        }
        #expect(message(nil)?.contains("gives up") == false)
        #expect(message(29_999)?.contains("gives up") == false)
        #expect(message(30_000)?.contains("took 30 s to write the lead, and Microsoft gives up after 120 s") == true)
    }
}

@Suite struct AdviceTests {
    @Test(arguments: ProbeClass.allCases)
    func `never sends anybody to Entra's page for another's code`(problem: ProbeClass) {
        for answerer in Answerer.allCases {
            for code in ["0x80041234", "HTTP 403", "curl 7", "Authorization_RequestDenied", nil] {
                let advice = problem.advice(from: answerer, code: code)
                #expect(!advice.contains("login.microsoftonline.com"))
                #expect(advice.hasSuffix(".") && !advice.contains("\n"))
            }
        }
        #expect(problem.advice == problem.advice(from: nil, code: nil))
    }

    @Test(arguments: Answerer.allCases)
    func `about what is not known names whoever said it`(answerer: Answerer) {
        let advice = ProbeClass.unrecognised.advice(from: answerer, code: "x")
        if answerer == .proxy {
            #expect(advice.contains("proxy"))
        } else {
            #expect(advice.contains(answerer.name))
        }
        let own: [Answerer: String] = [
            .entra: "entra", .dataverse: "environment", .graph: "learn.microsoft.com/graph",
            .partnerCenter: "partner-center",
            .proxy: "proxy", .mailServer: "mail server", .channel: "channel", .storage: "storageservices",
            .endpoint: "endpoint",
        ]
        #expect(answerer.explanation(of: "x").contains(own[answerer] ?? "?"))
    }

    @Test func `tells the blocks of Entra from those of the environment`() {
        #expect(ProbeClass.accessBlocked.advice(from: .entra, code: "AADSTS53003").contains("Conditional Access"))
        #expect(ProbeClass.accessBlocked.advice(from: .dataverse, code: "0x80095FFC").contains("app access control"))
        for problem in [ProbeClass.configuration, .passwordWrong, .serviceFault] {
            let advice = problem.advice(from: .mailServer, code: "SMTP 535")
            #expect(advice.contains("mail server") && !advice.contains("Entra") && !advice.contains("Microsoft"))
        }
        #expect(ProbeClass.userDisabled.advice(from: .dataverse, code: "0x80040225").contains("environment"))
        #expect(!ProbeClass.userDisabled.advice(from: .entra, code: "AADSTS50057").contains("environment"))
    }
}
