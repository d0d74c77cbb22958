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
        let watch = try SignalWatch(operation: operation)
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

/// Turns signals into bytes of a pipe, so that one poll(2) waits for them and for input.
private final class SignalWatch {
    enum Event {
        case input
        case signal(Int32)
    }

    private static let watched = [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP]

    private let readEnd: Int32
    private let writeEnd: Int32
    private var before: [(number: Int32, action: sigaction)] = []
    private var isOver = false

    init(operation: String) throws(Failure) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw Failure(.temporary, "failed to \(operation): failed to make a pipe: \(errorText())")
        }
        (readEnd, writeEnd) = (ends[0], ends[1])
        signalPipe = writeEnd
        for number in Self.watched {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = passSignalOn
            var previous = sigaction()
            sigaction(number, &action, &previous)
            if unsafeBitCast(previous.__sigaction_handler.sa_handler, to: Int.self)
                == unsafeBitCast(SIG_IGN, to: Int.self)
            {
                // nohup(1) and its like: ignored it was, ignored it stays.
                sigaction(number, &previous, nil)
            } else {
                before.append((number, previous))
            }
        }
    }

    /// Waits for a line of input or a signal, whichever is first.
    func waitForInput() -> Event {
        while true {
            var descriptors = [
                pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0),
                pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&descriptors, 2, -1) > 0 else { continue }
            var number: UInt8 = 0
            if descriptors[0].revents != 0, read(readEnd, &number, 1) == 1 { return .signal(Int32(number)) }
            if descriptors[1].revents != 0 { return .input }
        }
    }

    /// Gives the signals their former meaning back; a second call does nothing.
    func end() {
        guard !isOver else { return }
        isOver = true
        for (number, action) in before {
            var action = action
            sigaction(number, &action, nil)
        }
        signalPipe = -1
        close(readEnd)
        close(writeEnd)
    }
}

/// Where the handler writes; set before it is installed, and cleared after it is gone.
nonisolated(unsafe) private var signalPipe: Int32 = -1

/// Only write(2), which signal-safety(7) permits.
private func passSignalOn(_ number: Int32) {
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(signalPipe, &byte, 1)
}
