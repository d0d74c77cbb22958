internal import Glibc

/// Asks on a terminal.
enum Question {
    /// Whether there is somebody to ask.
    static var isPossible: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    /// Asks until `read` understands the answer; an empty answer stands for `otherwise`.
    ///
    /// - Parameters:
    ///   - accepted: what is said of an answer that is not understood.
    ///   - operation: what is given up where the input ends.
    static func ask<Answer>(
        _ prompt: String, else otherwise: String? = nil, accepted: String, to operation: String,
        _ read: (String) -> Answer?
    ) throws(Failure) -> Answer {
        while true {
            Output.complain("\(prompt)\(otherwise.map { " [\($0)]" } ?? ""): ")
            guard let line = readLine() else {
                Output.complain("\n")
                throw .usage("failed to \(operation): the input ended", hint: "run the command again to go on")
            }
            let text = line.trimmingSpaces
            if let answer = read(text.isEmpty ? otherwise ?? "" : text) { return answer }
            Output.complain("  \(accepted)\n")
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
}

extension String {
    fileprivate var trimmingSpaces: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
