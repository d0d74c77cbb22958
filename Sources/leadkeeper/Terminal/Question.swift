internal import Basics
internal import Glibc

/// Asks on a terminal.
enum Question {
    /// What an answer was taken for.
    enum Reading<Answer> {
        case understood(Answer)
        /// It is not taken, for that reason; what was probably meant is offered in its place.
        case refused(String, suggestion: String? = nil)
        /// It is the beginning of an answer whose rest is still to come.
        case unfinished
    }

    /// Whether there is somebody to ask.
    static var isPossible: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    /// Asks until the answer is understood; an empty answer stands for `otherwise`.
    ///
    /// - Parameter operation: what is given up where the input ends.
    static func ask<Answer>(
        _ prompt: String, else otherwise: String? = nil, to operation: String,
        reading read: (String) throws(Failure) -> Reading<Answer>
    ) throws(Failure) -> Answer {
        var offered = otherwise
        while true {
            Output.complain("\(prompt)\(offered.map { " [\($0.printable)]" } ?? ""): ")
            guard let line = readLine() else {
                Output.complain("\n")
                throw .usage("failed to \(operation): the input ended", hint: "run the command again to go on")
            }
            let text = String(line.trimming(while: \.isWhitespace))
            switch try read(text.isEmpty ? offered ?? "" : text) {
            case .understood(let answer): return answer
            case .refused(let reason, let suggestion):
                Output.complain(Paragraph.wrap(reason.printable, label: "  ") + "\n")
                offered = suggestion ?? otherwise
            case .unfinished: continue
            }
        }
    }

    /// Asks until `read` understands the answer; an empty answer stands for `otherwise`.
    ///
    /// - Parameters:
    ///   - accepted: what is said of an answer that is not understood.
    ///   - operation: what is given up where the input ends.
    static func ask<Answer>(
        _ prompt: String, else otherwise: String? = nil, accepted: String, to operation: String,
        _ read: (String) -> Answer?
    ) throws(Failure) -> Answer {
        try ask(prompt, else: otherwise, to: operation) { (text: String) throws(Failure) -> Reading<Answer> in
            read(text).map(Reading.understood) ?? .refused(accepted)
        }
    }

    /// Asks for yes or no.
    static func confirm(_ prompt: String, to operation: String) throws(Failure) -> Bool {
        try ask("\(prompt) (y/n)", accepted: "y or n", to: operation) { text in
            switch text.lowercased() {
            case "y", "yes": true
            case "n", "no": false
            default: nil
            }
        }
    }

    /// Throws away what was typed or pasted before the next question is seen.
    ///
    /// tcflush(3).
    static func forgetTypedAhead() { tcflush(STDIN_FILENO, TCIFLUSH) }
}
