internal import Basics
internal import Credentials
internal import Curl

/// The steps of a probe that is taken to a place that is no Dynamics 365 environment, as they are taken one by one.
struct ProbeCourse {
    /// Where the lead is, as of the last answer about it.
    var lead: ProbePlan.LeadOutcome
    /// How long the place took to take the lead; `nil` before it has.
    var writeMilliseconds: Int?
    private let names: [ProbeReport.StepName]
    private let plan: ProbePlan
    private let beginning: Instant
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private var steps: [ProbeReport.Step] = []
    private var finding: ProbeReport.Finding?
    private var clockSkew: TimeSpan?
    /// The clock of whoever answered less ours; `nil` where none was seen.
    var skew: TimeSpan? { clockSkew }
    private var rest: TimeSpan?

    /// A course of these steps that has not begun.
    init(_ names: [ProbeReport.StepName], _ plan: ProbePlan, beginning: Instant) {
        (self.names, self.plan, self.beginning) = (names, plan, beginning)
        lead = plan.lead?.mayStand == true ? .uncertain : .absent
        start = clock.now
    }

    /// The moment that it is now, by the time of the beginning and the monotonic clock.
    var now: Instant { beginning + TimeSpan(seconds: (clock.now - start).components.seconds) }

    /// Notes the clock of whoever answered.
    mutating func note(_ response: HTTPResponse) {
        if let date = response.header("Date").flatMap(Instant.init(httpDate:)) { clockSkew = date - now }
    }

    /// Notes one step, which began then, and answers whether the next one makes sense.
    mutating func take(
        _ name: ProbeReport.StepName, _ result: Result<Probe.Ending, ExchangeFailure>,
        since began: ContinuousClock.Instant
    ) -> Bool {
        let ending: Probe.Ending
        switch result {
        case .success(let done): ending = done
        // The lead was written, which is all that Microsoft's own writer does.
        case .failure(let trouble) where name == .remove:
            rest = trouble.retryAfter
            ending = Probe.notRemoved(trouble)
        case .failure(let trouble):
            finding = finding ?? trouble.finding(at: name)
            ending = Probe.Ending(
                result: trouble.class.result == .failed ? .failed : .unknown,
                goesOn: name == .read && trouble.class != .throttled)
        }
        steps.append(
            ProbeReport.Step(
                name: name, result: ending.result, durationMilliseconds: Probe.milliseconds(clock.now - began),
                note: ending.note))
        return ending.goesOn
    }

    /// Ends it with a finding that is no step's fault.
    mutating func conclude(_ finding: ProbeReport.Finding) { self.finding = self.finding ?? finding }

    /// What was found out, with the steps that were not reached.
    var report: ProbeReport {
        let skipped = names.dropFirst(steps.count).map {
            ProbeReport.Step(name: $0, result: .skipped, durationMilliseconds: 0)
        }
        return ProbeReport(
            extent: plan.extent, finding: finding, steps: steps + skipped, at: beginning,
            durationMilliseconds: Probe.milliseconds(clock.now - start), clockSkew: clockSkew, lead: lead,
            writeMilliseconds: writeMilliseconds, rest: rest)
    }
}
