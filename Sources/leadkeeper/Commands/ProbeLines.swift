internal import Control
internal import Credentials

/// A probe step by step, as people read it.
struct ProbeLines {
    let output: Output

    /// One line a step: name, answer, duration, and a note where there is one; nothing where there are no steps.
    func steps(_ probe: ProbeStatus, heading: String = "") -> String {
        guard !probe.steps.isEmpty else { return "" }
        return heading
            + probe.steps.map { step in
                let (word, tone) = Self.word(step.result)
                let duration = step.result == .skipped ? "–" : "\(step.durationMilliseconds) ms"
                let spaces = String(repeating: " ", count: max(0, 9 - duration.count))
                let label =
                    "    \(step.name.rawValue.padded(to: 9)) "
                    + "\(output.toned(word.padded(to: 8), tone))\(spaces)\(duration)"
                guard let note = step.note else { return label + "\n" }
                let lines = Paragraph.lines(note.printable, width: Paragraph.width - 33)
                return label + "  " + lines.joined(separator: "\n" + String(repeating: " ", count: 33)) + "\n"
            }.joined()
    }

    /// What is wrong: "secret-expired at token: the client secret has expired (AADSTS7000222)".
    static func cause(_ probe: ProbeStatus) -> String {
        let place = probe.step.map { " at \($0.rawValue)" } ?? ""
        let code = probe.code.map { " (\($0))" } ?? ""
        return "\(probe.class?.rawValue ?? "unknown")\(place)\(probe.message.map { ": \($0)" } ?? "")\(code)"
    }

    /// The answer of a whole probe, with advice where something is wrong.
    func verdict(_ probe: ProbeStatus) -> String {
        let duration = probe.durationMilliseconds.map { ", \($0) ms in all" } ?? ""
        let (word, tone): (String, Tone) =
            switch probe.result {
            case .ok: ("ok", .good)
            case .failed: ("failed", .bad)
            case .unknown: ("unknown", .warning)
            case .never: ("never tried", .plain)
            }
        guard probe.class != nil else { return "  " + output.toned(word, tone) + duration + "\n" }
        var text = "  " + output.toned(word, tone)
        let cause = Paragraph.wrap((Self.cause(probe) + duration).printable, label: "  \(word): ")
        text += cause.dropFirst(2 + word.count) + "\n"
        if let advice = probe.advice { text += Paragraph.wrap(advice.printable, label: "  advice: ") + "\n" }
        return text
    }

    private static func word(_ result: ProbeReport.Step.Result) -> (String, Tone) {
        switch result {
        case .ok: ("ok", .good)
        case .failed: ("failed", .bad)
        case .unknown: ("unknown", .warning)
        case .skipped: ("skipped", .plain)
        }
    }
}
