internal import Credentials
internal import Ports

/// What the facts say of one check, before it is asked what else is wrong.
struct Verdict {
    var status: CheckFinding.Status
    var evidence: String
    var missingRight: String?
    /// The class of trouble whose steps mend it; `nil` for the check's own.
    var trouble: ProbeClass?
    /// How it is mended, where that follows from what was found; `nil` for the class's or the check's own steps.
    var steps: [String]?
    /// Whether it was read where it stands, and not concluded from a door that was shut, which may have been shut for
    /// another reason.
    var isRead = true

    static func ok(_ evidence: String) -> Verdict { Verdict(status: .ok, evidence: evidence) }

    static func warning(_ evidence: String, _ trouble: ProbeClass? = nil) -> Verdict {
        Verdict(status: .warning, evidence: evidence, trouble: trouble)
    }

    static func fault(_ evidence: String, _ trouble: ProbeClass? = nil) -> Verdict {
        Verdict(status: .fault, evidence: evidence, trouble: trouble)
    }

    static func unknown(_ evidence: String) -> Verdict { Verdict(status: .unknown, evidence: evidence) }

    /// Somebody turned a request down, with those words.
    static func refused(_ finding: ProbeReport.Finding, _ status: CheckFinding.Status = .fault) -> Verdict {
        Verdict(status: status, evidence: finding.sentence, trouble: finding.class, isRead: false)
    }
}

extension Fact {
    /// The verdict by what is known, or else that it cannot be told and why.
    func verdict(_ judge: (Value) -> Verdict) -> Verdict {
        switch self {
        case .known(let value): return judge(value)
        case .notPermitted(let right):
            var verdict = Verdict.unknown("whoever asked lacks the right \(right)")
            verdict.missingRight = right
            return verdict
        case .notAsked(let reason): return .unknown(reason)
        }
    }
}

extension Fact<EnvironmentFacts.Passage> {
    /// Why it was turned down; `nil` where it went through, or nobody answered.
    var finding: ProbeReport.Finding? { value?.finding }
    /// Whether it went through.
    var hasPassed: Bool { value == .passed }
}

extension ProbeReport.Finding {
    /// What was said, with the code.
    var sentence: String { code.map { "\(message) (\($0))" } ?? message }
}
