internal import Control
internal import Credentials

/// What became of a secret that was stored or put back, as people read it.
struct SecretWords {
    let answer: SecretAnswer
    let times: LocalTimes

    /// Prints it, and answers how the process ends; a refusal is thrown.
    func tell(_ context: CommandContext, to operation: String, hasWaited: Bool) throws(Failure) -> ExitCode {
        if context.isJSON {
            try context.print(json: answer)
        } else if answer.outcome == .refused {
            throw Failure(.no, "failed to \(operation): \(refusal)", hint: answer.answer.advice)
        } else {
            try context.output.write(lines.map { Paragraph.wrap($0.printable) + "\n" }.joined())
        }
        return switch answer.outcome {
        case .inUse, .withdrawn: .done
        case .onTrial: hasWaited ? .temporary : .done
        case .refused: .no
        }
    }

    /// The sentences of every outcome but a refusal.
    var lines: [String] {
        switch answer.outcome {
        case .inUse: inUse
        case .onTrial: onTrial
        case .refused: [refusal]
        case .withdrawn: ["The new secret is discarded. The one in use stays."]
        }
    }

    private var name: String { answer.connection.name }
    private var judge: String { answer.connection.method == "smtp" ? "The mail server" : "Microsoft" }

    /// Why it is not used: "Microsoft refuses it, and the secret in use stays: secret-wrong at token: …".
    private var refusal: String {
        let judge = judge == "Microsoft" ? judge : judge.prefix(1).lowercased() + judge.dropFirst()
        return "\(judge) refuses it, so the secret in use stays: \(ProbeLines.cause(answer.answer))"
    }

    private var inUse: [String] {
        let probe = answer.answer
        var sentences: [String] = []
        if answer.reason == .undone { sentences.append("The previous secret is in use again.") }
        switch probe.result {
        case .ok: sentences.append("\(judge) accepts it; \(expiry).")
        case .failed where answer.reason == .asFar:
            sentences.append("\(judge) accepts it as far as the previous one: \(ProbeLines.cause(probe)).")
        case .failed: sentences.append("\(judge) refuses it: \(ProbeLines.cause(probe)).\(allTheSame)")
        case .unknown:
            sentences.append("leadkeeper could not find out whether it works: \(ProbeLines.cause(probe)).\(allTheSame)")
        case .never: sentences.append("It is in use, and has not been tried yet.")
        }
        var lines = [sentences.joined(separator: " ")]
        if let advice = probe.advice { lines.append("advice: \(advice)") }
        if probe.result != .ok { lines.append("\(expiry.prefix(1).uppercased())\(expiry.dropFirst()).") }
        if answer.connection.window.state == .unknown {
            lines.append("Set one with `leadkeeper secret set \(name) --expires DATE`.")
        }
        return lines
    }

    /// Why it is in use though it is not proven.
    private var allTheSame: String {
        switch answer.reason {
        case .noneInUse: " It is used anyway, because there was none before."
        case .otherRefused: " It is used anyway, because the previous one is refused too."
        case .unproven: " It is used anyway, because of --unproven."
        case .accepted, .asFar, .same, .undone, .notTried, nil: ""
        }
    }

    private var onTrial: [String] {
        let probe = answer.answer
        var lines = ["The new secret is saved and on trial. The one in use stays until the new one is known to work."]
        switch probe.result {
        case .never: lines.append("It has not been tried yet.")
        case .ok, .failed, .unknown:
            lines.append("leadkeeper could not find out yet whether it works: \(ProbeLines.cause(probe)).")
        }
        if let advice = probe.advice { lines.append("advice: \(advice)") }
        if let next = answer.connection.trial?.nextAttemptAt?.instant {
            let when = next <= times.now ? "now" : "next \(times.timeAndDistance(next))"
            lines.append(
                "leadkeeper tries it again by itself, \(when). `leadkeeper status \(name)` shows both secrets.")
        } else {
            lines.append(
                "leadkeeper does not try it again by itself, so that it does not lock the account. "
                    + "To try it, run `leadkeeper secret set` again."
            )
        }
        return lines
    }

    /// When the one in use expires: "it expires 20 May 2027 (in 172 days)".
    private var expiry: String {
        let window = answer.connection.window
        let origin =
            switch window.origin {
            case .policy, .graph, .refusal, .age: window.origin.map { ", known from \($0.sentence)" } ?? ""
            case .operator, .certificate, nil: ""
            }
        let when = window.expiresAt.map { times.dayAndDistance($0.instant) } ?? ""
        return switch window.state {
        case .open, .notice: "it expires \(when)\(origin)"
        case .lapsed: "it expired \(when)\(origin)"
        case .never: "it never expires"
        case .unknown: "no expiry date is given, so no reminders can be sent"
        }
    }
}
