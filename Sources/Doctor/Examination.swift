public import Credentials
internal import Ports

/// What all checks have found about a connection.
public struct Examination: Hashable, Sendable {
    /// Which connection.
    public var name: CredentialName
    /// When.
    public var at: Instant
    /// One for each check that is made for it, in the order of the checks.
    public var findings: [CheckFinding]

    /// What is known to have been found.
    public init(name: CredentialName, at instant: Instant, findings: [CheckFinding]) {
        (self.name, self.at, self.findings) = (name, instant, findings)
    }

    /// Judges the facts.
    ///
    /// Pure. What something before it brings about is no fault of its own: it cannot be told, because of that. A cause
    /// that can itself not be told hides nothing.
    public init(of facts: ConnectionFacts) {
        name = facts.credential.name
        at = facts.now
        findings = []
        // For each check that is wrong, or hidden by one that is: which.
        var wrong: [Check: Check] = [:]
        // What has turned the credential away, be it that others are let in.
        var door: Check?
        for check in Check.allCases where check.isMade(for: facts.credential) {
            let verdict = facts.verdict(of: check)
            let cause = check.causes.compactMap { wrong[$0] }.min { $0.place < $1.place }
            if let cause, verdict.isHidden(of: check) {
                wrong[check] = cause
                findings.append(cause.hides(check, of: facts.credential))
                continue
            }
            if verdict.status == .fault { wrong[check] = check }
            let isAmiss = verdict.status == .fault || verdict.status == .warning
            if check.isDoor, verdict.status == .fault || isAmiss && !verdict.isRead { door = door ?? check }
            findings.append(
                CheckFinding(
                    check, verdict.status, verdict.evidence, section: check.section(for: facts.credential),
                    missingRight: verdict.missingRight,
                    steps: isAmiss
                        ? verdict.steps ?? check.remedy(for: facts.credential, verdict.trouble) : []))
        }
        if facts.isDoorShut, let door { putBehind(door, of: facts.credential) }
    }

    /// Says of what could not be read which check has shut the door, and puts it behind that one.
    private mutating func putBehind(_ door: Check, of credential: Credential) {
        let isBehind = { (finding: CheckFinding) in
            finding.status == .unknown && finding.cause == nil && finding.missingRight == nil
                && finding.check.isReadInside
        }
        let moved = findings.filter { isBehind($0) && $0.check.place < door.place }.map {
            door.hides($0.check, of: credential)
        }
        findings.removeAll { isBehind($0) && $0.check.place < door.place }
        for index in findings.indices where isBehind(findings[index]) {
            findings[index] = door.hides(findings[index].check, of: credential)
        }
        let place = findings.firstIndex { $0.check == door } ?? findings.startIndex
        findings.insert(contentsOf: moved, at: place + 1)
    }

    /// How many checks have that answer.
    public func count(_ status: CheckFinding.Status) -> Int { findings.count { $0.status == status } }
}

extension Verdict {
    /// Whether it says nothing while a cause of the check is wrong.
    fileprivate func isHidden(of check: Check) -> Bool {
        switch status {
        case .ok: false
        case .unknown: missingRight == nil
        case .fault, .warning: !isRead || check.isConsequence
        }
    }
}

extension Check {
    /// What is said of a check that cannot be told because of this one.
    fileprivate func hides(_ check: Check, of credential: Credential) -> CheckFinding {
        CheckFinding(
            check, .unknown, "cannot be told before \(rawValue) is mended", section: check.section(for: credential),
            cause: self)
    }
}
