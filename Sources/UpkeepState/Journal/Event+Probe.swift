package import Bookkeeping
package import Credentials

extension Event {
    /// The event of a probe that changed what is known; `nil` for one that confirmed it.
    package init?(
        of report: ProbeReport, before: Standing, name: CredentialName, version: SecretVersion, at now: Instant
    ) {
        let last = before.lastProbe
        guard last?.result != report.result || last?.finding?.class != report.finding?.class else { return nil }
        let kind: EventKind
        let message: String
        switch report.result {
        case .ok:
            kind = .credentialProven
            message = report.extent == .whole ? "a validation lead was written" : "signing in works"
        case .failed, .unknown:
            kind = report.result == .failed ? .credentialRefused : .credentialUnchecked
            message = report.finding?.message ?? "the probe did not end well"
        }
        self.init(
            at: now, kind: kind, credential: name, version: version.id, class: report.finding?.class, message: message)
    }
}
