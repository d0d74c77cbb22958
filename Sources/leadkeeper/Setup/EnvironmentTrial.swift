internal import Control
internal import Credentials

/// What an environment has answered to somebody without a credential.
struct EnvironmentTrial {
    private let status: EnvironmentTrialStatus

    /// Has the daemon ask it.
    init(of url: String, _ setup: ConnectionSetup) throws(Failure) {
        status = try Progress.shown("asking \(url)") { () throws(Failure) -> EnvironmentTrialStatus in
            try setup.context.client.ask(TryEnvironment(url), to: setup.operation)
        }
    }

    /// The directory that it belongs to; `nil` where that is not known.
    var directory: String? { status.directory }

    /// Why it can be no connection's; `nil` where it can.
    var objection: String? {
        guard status.probe.result == .failed else { return nil }
        return [ProbeLines.cause(status.probe), status.probe.advice].compactMap(\.self).joined(separator: ". ")
    }

    /// What it says of itself, for whoever has entered its address.
    var sentence: String {
        guard status.probe.result == .ok else {
            return "This could not be checked now: \(ProbeLines.cause(status.probe))."
        }
        guard let directory = status.directory else { return "Microsoft hosts it." }
        return "Microsoft hosts it, in the directory (tenant) \(directory)."
    }
}
