internal import Credentials
internal import Ports

extension Verdict {
    /// What a check of the machine has found, which is a connection's matter too.
    init(_ finding: HostFinding) {
        self.init(status: finding.status, evidence: finding.evidence)
        if !finding.steps.isEmpty { steps = finding.steps }
    }
}

/// leadkeeper itself.
extension ConnectionFacts {
    /// Whether anybody can be told of what happens to the connection.
    var waysOut: Verdict {
        let all = ways.all
        guard !all.isEmpty else { return .unknown("how the ways out stand is not known") }
        let down = all.filter(\.isDown)
        let told = down.map { "\($0.name): \($0.message)" }.joined(separator: "; ")
        if down.count == all.count || ways.areAllDown {
            return amiss(.fault, "nobody can be told: \(told)", down)
        }
        if !down.isEmpty { return amiss(.warning, "\(told); people are told in other ways", down) }
        if let obstacle = ways.obstacle { return .unknown(obstacle) }
        return .ok("proven: \(all.filter(\.isProven).map(\.name).joined(separator: ", "))")
    }

    private func amiss(_ status: CheckFinding.Status, _ evidence: String, _ down: [AlertPath]) -> Verdict {
        var verdict = Verdict(status: status, evidence: evidence)
        verdict.steps = [
            "See what each way was told, and mend it in leadkeeper.conf or by its secret:\n$ leadkeeper status",
            "Have it tried at once:\n"
                + down.map { "$ leadkeeper probe \($0.channel?.credential ?? .mail)" }.joined(separator: "\n"),
        ]
        return verdict
    }
}
