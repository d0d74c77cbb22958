internal import Bookkeeping
internal import Credentials
internal import Ports
internal import UpkeepState

/// What a person is told who has a way out tried.
extension Engine {
    /// Which way out is tried where that name is probed; `nil` where it is not a way's name, or signing in is to be tried
    /// first.
    func wayOnly(named name: CredentialName) -> ChannelName?? {
        if let channel = channels.all.first(where: { $0.name.credential == name }) {
            // A mail server that is signed in to is signed in to first.
            return channel.kind == .mail && inventory[name] != nil ? nil : .some(channel.name)
        }
        return name == .mail && inventory[.mail] == nil ? .some(nil) : nil
    }

    /// Tries a way and says what was found, as a probe does.
    func report(on way: ChannelName?) async -> ProbeReport {
        let began = world.timekeeper.now()
        let start = world.timekeeper.uptime()
        let proof = await proveNow(way)
        let took = Int(clamping: (world.timekeeper.uptime() - start).seconds * 1_000)
        let finding = finding(of: proof, way)
        let step = ProbeReport.Step(
            name: .endpoint, result: ProbeReport.Step.Result(finding), durationMilliseconds: took, note: proof.words)
        return ProbeReport(extent: .signIn, finding: finding, steps: [step], at: began, durationMilliseconds: took)
    }

    /// A report on signing in, and where that went well what the way beyond it does.
    func continued(_ report: ProbeReport, to way: ChannelName?) async -> ProbeReport {
        guard report.result == .ok else { return report }
        let beyond = await self.report(on: way)
        var whole = report
        whole.steps += beyond.steps
        (whole.finding, whole.result) = (beyond.finding, beyond.result)
        whole.durationMilliseconds += beyond.durationMilliseconds
        return whole
    }

    private func finding(of proof: WayProof, _ way: ChannelName?) -> ProbeReport.Finding? {
        let isMail = way.map { channels[$0]?.kind == .mail } ?? true
        let answerer = isMail ? Answerer.mailServer : .channel
        switch proof {
        case .works: return nil
        case .fails(let delivery):
            let problem: ProbeClass =
                switch (delivery.verdict.subject, delivery.verdict.isLasting) {
                case (.limit, _): .throttled
                case (_, true): .configuration
                case (_, false): delivery.code == nil ? .network : .serviceFault
                }
            return ProbeReport.Finding(
                class: delivery.problem ?? problem, step: .endpoint,
                code: delivery.code.map { isMail ? "SMTP \($0)" : "HTTP \($0)" }, message: delivery.sentence,
                retryAfter: delivery.verdict.rest, answeredBy: delivery.code == nil && isMail ? nil : answerer)
        case .unready(let why): return ProbeReport.Finding(class: .secretMissing, step: nil, message: why)
        case .untold(let why):
            return ProbeReport.Finding(class: .keyringUnavailable, step: nil, message: why)
        case .leftToDeliveries(let why):
            let standing = ways[way]
            if standing.status == .true { return nil }
            return ProbeReport.Finding(
                class: standing.status == .false ? .configuration : .unrecognised, step: .endpoint,
                message: standing.status == .false ? standing.message : why, answeredBy: answerer)
        }
    }
}

extension WayProof {
    /// What was seen, where there is something to say beside what is found.
    fileprivate var words: String? {
        switch self {
        case .works(let words), .leftToDeliveries(let words): words
        case .fails, .unready, .untold: nil
        }
    }
}

extension ProbeReport.Step.Result {
    /// How a step ended that found that.
    fileprivate init(_ finding: ProbeReport.Finding?) {
        self =
            switch finding?.class.result {
            case nil, .ok: .ok
            case .failed: .failed
            case .unknown: .unknown
            }
    }
}
