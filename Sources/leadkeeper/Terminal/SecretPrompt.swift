internal import Glibc
internal import SecureMemory
internal import Unix

/// Asks for a secret on a terminal that does not show it.
enum SecretPrompt {
    /// The longest line that a terminal hands over; termios(3), canonical mode.
    private static let longestLine = 4_096

    /// Writes the prompt to standard error and reads one line, without its end.
    ///
    /// A signal that would end the process while nothing is shown first puts the terminal back.
    static func ask(_ prompt: String, to operation: String) throws(Failure) -> SecretBytes {
        let watch = try SignalWatch(SignalWatch.enders, operation: operation)
        defer { watch.end() }
        // Silent before it asks: who types at the sight of the prompt must not see it.
        let terminal = try SilentTerminal(operation: operation)
        Output.complain(prompt)
        var caught: Int32?
        let secret = SecretBytes(capacity: longestLine) { room in
            var count = 0
            while count < room.count {
                switch watch.waitForInput() {
                case .signal(let number):
                    caught = number
                    return 0
                case .timeout: continue
                case .input:
                    let more = read(STDIN_FILENO, room.baseAddress.map { $0 + count }, room.count - count)
                    guard more > 0 else { return count }
                    count += more
                    if room[count - 1] == UInt8(ascii: "\n") { return SecretInput.withoutLineEnd(room, count: count) }
                }
            }
            return count
        }
        terminal.restore()
        Output.complain("\n")
        if let caught {
            watch.end()
            raise(caught)
            throw Failure(.temporary, "failed to \(operation): interrupted", hint: "nothing was changed")
        }
        return secret
    }
}

/// Standard input's terminal with its echo off.
private struct SilentTerminal {
    private let before: termios

    init(operation: String) throws(Failure) {
        var state = termios()
        guard tcgetattr(STDIN_FILENO, &state) == 0 else { throw Self.failure(operation) }
        before = state
        state.c_lflag &= ~tcflag_t(ECHO | ECHOE | ECHOK | ECHONL)
        state.c_lflag |= tcflag_t(ICANON | ISIG)
        // What was typed before the prompt is thrown away: it was shown.
        guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &state) == 0 else { throw Self.failure(operation) }
    }

    func restore() {
        var state = before
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &state)
    }

    private static func failure(_ operation: String) -> Failure {
        Failure(.temporary, "failed to \(operation): failed to silence the terminal: \(errorText())")
    }
}
