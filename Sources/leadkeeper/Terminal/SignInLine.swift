internal import Control
internal import Credentials

/// Who signs in with the secrets, in a sentence for the terminal.
struct SignInLine {
    let times: LocalTimes

    /// The sentence; `nil` where nobody has asked.
    func text(_ signIns: SignInStatus?) -> String? {
        guard let signIns else { return nil }
        guard signIns.readAt != nil, signIns.current != nil || signIns.old != nil else {
            return signIns.obstacle.map { obstacle in
                "cannot be told: " + obstacle + (signIns.obstacleCode.map { " (\($0))" } ?? "")
            }
        }
        let isReplacement = signIns.old != nil
        let current = signIns.current.map { sentence($0, isReplacement ? "the new secret" : "the secret in use") }
        let old = signIns.old.flatMap(oldSentence)
        return [current, old].compactMap(\.self).joined(separator: "; ")
    }

    private func sentence(_ use: SignInStatus.Use, _ secret: String) -> String {
        if let at = use.leadsAt { return "Microsoft signed in with \(secret) on \(times.time(at.instant))" }
        if let at = use.at { return "somebody signed in with \(secret) on \(times.time(at.instant)), \(who(use))" }
        return use.unclear
            ? "whether Microsoft uses \(secret) cannot be told, as the last sign-in with it is leadkeeper's own"
            : "nobody but leadkeeper was seen to sign in with \(secret)"
    }

    private func oldSentence(_ use: SignInStatus.Use) -> String? {
        use.at.map { "last with the old one on \(times.time($0.instant)), \(who(use))" }
    }

    private func who(_ use: SignInStatus.Use) -> String {
        "from \(use.address ?? "an unknown address")" + (use.resource.map { ", to \($0)" } ?? "")
    }
}
