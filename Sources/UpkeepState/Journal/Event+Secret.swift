package import Bookkeeping
package import Credentials

extension Event {
    /// A person's secret is the one in use from now on.
    package static func isInUse(_ version: SecretVersion, of credential: Credential, at now: Instant) -> Event {
        Event(
            at: now, kind: .secretStored, credential: credential.name, version: version.id,
            message: version.certificate == nil
                ? "a new \(credential.identity.secretKind) was stored and is in use"
                : "Microsoft Entra accepts the new certificate, and it is in use")
    }

    /// A secret on trial was refused, and is not used.
    package static func isRefused(
        _ version: SecretVersion, _ report: ProbeReport, of credential: Credential, at now: Instant
    ) -> Event {
        Event(
            at: now, kind: .secretRefused, credential: credential.name, version: version.id,
            class: report.finding?.class,
            message: "the new \(credential.kind(of: version)) is not used, and the one in use stays: "
                + (report.finding?.words ?? "it was refused"))
    }
}

extension ProbeReport.Finding {
    /// The fact and the server's code for it.
    package var words: String { message + (code.map { " (\($0))" } ?? "") }
}
