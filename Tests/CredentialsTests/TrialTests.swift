import Testing

@testable import Credentials

@Suite struct TrialTests {
    private static func report(
        _ problem: ProbeClass? = nil, at step: ProbeReport.StepName? = .token, extent: ProbeReport.Extent = .whole
    ) -> ProbeReport {
        ProbeReport(
            extent: extent, finding: problem.map { .init(class: $0, step: step, message: "so it is") }, steps: [],
            at: Sample.start,
            durationMilliseconds: 1)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var report: ProbeReport
        var rival: Rival
        var isPassword = false
        var verdict: TrialVerdict
        var testDescription: String {
            let finding = report.finding.map { "\($0.class.rawValue) at \($0.step?.rawValue ?? "-")" } ?? "ok"
            return "\(finding) beside \(rival) is \(verdict)"
        }
    }

    private static func known(_ report: ProbeReport?) -> Rival { .stands(report, isFresh: true) }
    private static func older(_ report: ProbeReport? = report()) -> Rival { .stands(report, isFresh: false) }

    static let cases: [Case] =
        [
            // Accepted all the way, or as far as signing in goes where no lead can be written.
            .init(report: report(), rival: older(), verdict: .promote(.accepted)),
            .init(report: report(), rival: older(report(.noRole, at: .create)), verdict: .promote(.accepted)),
            .init(report: report(extent: .signIn), rival: older(nil), verdict: .promote(.accepted)),
            .init(report: report(), rival: known(report(.network, at: .endpoint)), verdict: .promote(.accepted)),
            // None in use, or one that is refused for itself: taken in any case.
            .init(report: report(.secretWrong), rival: .none, verdict: .promote(.noneInUse)),
            .init(report: report(.network, at: .endpoint), rival: .none, verdict: .promote(.noneInUse)),
            .init(report: report(.secretWrong), rival: .refused, verdict: .promote(.otherRefused)),
            .init(report: report(.throttled), rival: .refused, verdict: .promote(.otherRefused)),
            .init(report: report(.passwordWrong), rival: .refused, isPassword: true, verdict: .promote(.otherRefused)),
            .init(report: report(), rival: .refused, verdict: .promote(.accepted)),
            // Refused for itself.
            .init(report: report(.secretWrong), rival: known(report()), verdict: .drop),
            .init(report: report(.secretExpired), rival: known(report(.noRole, at: .create)), verdict: .drop),
            .init(report: report(.secretWrong), rival: older(), verdict: .compare),
            .init(report: report(.secretWrong), rival: older(nil), verdict: .compare),
            .init(report: report(.secretMissing, at: nil), rival: known(report()), verdict: .drop),
            .init(report: report(.secretWrong), rival: known(report(.network, at: .endpoint)), verdict: .drop),
            .init(report: report(.passwordWrong), rival: older(), isPassword: true, verdict: .drop),
            .init(report: report(.passwordExpired), rival: older(nil), isPassword: true, verdict: .drop),
            .init(report: report(.passwordChangeRequired), rival: older(), isPassword: true, verdict: .drop),
            // Not told: on the way, too new, or the service's fault.
            .init(report: report(.network, at: .endpoint), rival: known(report()), verdict: .wait),
            .init(report: report(.network, at: .token), rival: known(report(.network, at: .token)), verdict: .wait),
            .init(report: report(.timeout, at: .token), rival: older(), verdict: .wait),
            .init(report: report(.secretUnknown), rival: older(), verdict: .wait),
            .init(report: report(.throttled), rival: older(nil), verdict: .wait),
            .init(report: report(.keyringLocked, at: nil), rival: known(report()), verdict: .wait),
            .init(report: report(.tls, at: .endpoint), rival: older(report(.tls, at: .endpoint)), verdict: .wait),
            // What is wrong before anybody signs in says nothing of a secret, whichever it is.
            .init(
                report: report(.tenantMismatch, at: .endpoint), rival: known(report(.tenantMismatch, at: .endpoint)),
                verdict: .wait),
            .init(report: report(.notDynamics, at: .endpoint), rival: older(), verdict: .wait),
            // Signed in, and then something else: as far as the one in use is far enough, and only a fresh answer
            // tells.
            .init(
                report: report(.noRole, at: .create), rival: known(report(.noRole, at: .create)),
                verdict: .promote(.asFar)),
            .init(report: report(.noRole, at: .create), rival: older(report(.noRole, at: .create)), verdict: .compare),
            .init(report: report(.noRole, at: .create), rival: known(report()), verdict: .drop),
            .init(
                report: report(.privilegeMissing, at: .create), rival: known(report(.noRole, at: .identity)),
                verdict: .promote(.asFar)),
            .init(
                report: report(.noApplicationUser, at: .identity), rival: known(report(.noRole, at: .create)),
                verdict: .drop),
            .init(
                report: report(.environmentInMaintenance, at: .identity),
                rival: known(report(.environmentInMaintenance, at: .identity)), verdict: .promote(.asFar)),
            .init(report: report(.environmentInMaintenance, at: .identity), rival: known(report()), verdict: .wait),
            .init(
                report: report(.pluginRefused, at: .create), rival: known(report(.timeout, at: .endpoint)),
                verdict: .wait),
            .init(report: report(.noLeadTable, at: .create), rival: known(nil), verdict: .wait),
            // Turned down at signing in for the set-up: so is the one in use, or it is not.
            .init(report: report(.appDisabled), rival: known(report(.appDisabled)), verdict: .promote(.asFar)),
            .init(report: report(.consentMissing), rival: known(report(.appDisabled)), verdict: .promote(.asFar)),
            .init(report: report(.accessBlocked), rival: known(report()), verdict: .drop),
            .init(report: report(.appNotFound), rival: older(), verdict: .compare),
            .init(
                report: report(.mfaRequired), rival: older(report(.mfaRequired)), isPassword: true,
                verdict: .promote(.asFar)),
            .init(report: report(.mfaRequired), rival: older(), isPassword: true, verdict: .drop),
            .init(report: report(.userLocked), rival: older(), isPassword: true, verdict: .wait),
            // Of two passwords of one account the one that signs in is in force.
            .init(report: report(.noRole, at: .create), rival: older(), isPassword: true, verdict: .promote(.accepted)),
            .init(
                report: report(.network, at: .identity), rival: older(), isPassword: true, verdict: .promote(.accepted)),
        ]

    @Test(arguments: cases) func `each answer has one verdict beside each that the one in use has got`(_ one: Case) {
        #expect(TrialVerdict(on: one.report, beside: one.rival, isPassword: one.isPassword) == one.verdict)
    }

    @Test(arguments: ProbeClass.allCases, ProbeReport.StepName.allCases)
    func `nothing but a fresh failure of the one in use has one taken that did not sign in`(
        problem: ProbeClass, step: ProbeReport.StepName
    ) {
        let report = Self.report(problem, at: step)
        for other in [nil, Self.report()] {
            for isPassword in [false, true] {
                let verdict = TrialVerdict(on: report, beside: Self.known(other), isPassword: isPassword)
                guard case .promote = verdict else { continue }
                #expect(isPassword && report.hasSignedIn, "\(problem.rawValue) at \(step.rawValue)")
            }
        }
    }

    @Test func `one refusal of a client secret in use is no proof unless it was just now, and of a password it is`()
        throws
    {
        let azure = try Sample.credential().identity
        let office = try Sample.credential(.office365).identity
        let once = { (problem: ProbeClass) in Standing().after(Self.report(problem), at: Sample.start) }
        let later = Sample.start + Rival.freshness + .seconds(1)
        let rival = { (standing: Standing, identity: Identity, now: Instant) in
            Rival(current: Sample.version(), standing: standing, identity: identity, now: now)
        }
        #expect(rival(once(.secretWrong), azure, Sample.start + Rival.freshness) == .refused)
        #expect(rival(once(.secretWrong), azure, later) == .stands(Self.report(.secretWrong), isFresh: false))
        #expect(rival(once(.secretWrong).after(Self.report(.secretWrong), at: Sample.start), azure, later) == .refused)
        #expect(rival(once(.passwordWrong), office, later) == .refused)
        #expect(rival(once(.secretMissing), office, later) == .refused)
        #expect(rival(once(.noRole), azure, Sample.start) == .stands(Self.report(.noRole), isFresh: true))
        #expect(rival(once(.mfaRequired), office, later) == .stands(Self.report(.mfaRequired), isFresh: false))
        #expect(rival(Standing(), azure, later) == .stands(nil, isFresh: false))
        #expect(Rival(current: nil, standing: once(.noRole), identity: azure, now: later) == .none)
    }

    @Test func `it is tried again by the ladder, after what the server asks for, and not before the account's rest`() {
        var trial = Trial()
        #expect(trial.nextAttempt(remaining: nil, rest: nil, now: Sample.start) == Sample.start)
        trial = trial.after(Self.report(.network), at: Sample.start)
        #expect(trial.nextAttempt(remaining: nil, rest: nil, now: Sample.start) == Sample.start + .minutes(1))
        trial = trial.after(Self.report(.network), at: Sample.start + .minutes(1))
        #expect(trial.nextAttempt(remaining: nil, rest: nil, now: Sample.start) == Sample.start + .minutes(3))
        let urgent = trial.nextAttempt(remaining: nil, rest: nil, isUrgent: true, now: Sample.start)
        #expect(urgent == Sample.start + .minutes(2), "a minute after the last")
        let rest = Sample.start + .minutes(30)
        #expect(trial.nextAttempt(remaining: nil, rest: rest, now: Sample.start) == rest)
        trial.notBefore = Sample.start + .hours(2)
        #expect(trial.nextAttempt(remaining: nil, rest: rest, now: Sample.start) == Sample.start + .hours(2))
        #expect(trial.afterNewConfiguration().nextAttempt(remaining: nil, rest: nil, now: Sample.start) == Sample.start)
        for minute in [0, 30, 60] {
            trial = trial.after(Self.report(.userLocked), at: Sample.start + .minutes(Int64(minute)))
        }
        #expect(trial.nextAttempt(remaining: nil, rest: nil, now: Sample.start + .days(9)) == nil)
    }
}
