internal import Basics
internal import Control
internal import Credentials

/// How the ways stand by which people are told: `alert paths: mail proven 2 h ago, ops FAILS (hooks.example answered
/// 404), last proven 3 d ago`.
struct AlertPathsLine {
    let times: LocalTimes

    /// The line with its end; empty where there are no ways.
    func text(_ paths: [AlertPathStatus], on output: Output) -> String {
        guard !paths.isEmpty else { return "" }
        return "alert paths: " + paths.map { words($0, on: output) }.joined(separator: ", ") + "\n"
    }

    private func words(_ path: AlertPathStatus, on output: Output) -> String {
        let name = path.name.printable
        let proof = path.lastProofAt.map { RelativeTime.short($0.instant, from: times.now) }
        let cause = path.message.printable.shortened(to: 60)
        let last = proof.map { ", last proven \($0)" } ?? ""
        return switch path.status {
        case .true: "\(name) proven \(proof ?? "")"
        case .unknown: output.toned("\(name) unknown (\(cause))\(last)", .warning)
        case .false: output.toned("\(name) FAILS (\(cause))\(last)", .bad)
        }
    }
}
