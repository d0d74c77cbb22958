internal import Glibc
internal import Unix

/// The whole terminal for as long as it is needed: another screen, no cursor, keys one by one.
///
/// `end()` gives it back as it was.
final class Screen {
    private let before: termios
    private var isOn = false
    private var shown = ""

    /// Takes the terminal at standard input and output.
    init(operation: String) throws(Failure) {
        var state = termios()
        guard isatty(STDOUT_FILENO) == 1, tcgetattr(STDIN_FILENO, &state) == 0 else {
            throw .usage("failed to \(operation): input or output is not a terminal")
        }
        before = state
        begin()
    }

    /// Takes it again, as after a stop.
    func begin() {
        guard !isOn else { return }
        isOn = true
        var state = before
        // Signals stay: they end the process as they would any other.
        state.c_lflag &= ~tcflag_t(ICANON | ECHO | ECHOE | ECHOK | ECHONL)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &state)
        Self.write("\u{1B}[?1049h\u{1B}[?25l\u{1B}[H\u{1B}[2J")
        shown = ""
    }

    /// Gives the terminal back as it was; a second call does nothing.
    func end() {
        guard isOn else { return }
        isOn = false
        Self.write("\u{1B}[0m\u{1B}[?25h\u{1B}[?1049l")
        var state = before
        tcsetattr(STDIN_FILENO, TCSADRAIN, &state)
    }

    /// Shows these lines from the top, and nothing below them; what is shown already is not written again.
    func show(_ lines: [String]) {
        let text = "\u{1B}[H" + lines.joined(separator: "\u{1B}[K\r\n") + "\u{1B}[K\u{1B}[J"
        guard text != shown else { return }
        shown = text
        Self.write(text)
    }

    /// Has all of it written anew by the next `show`, as after a change of size.
    func forget() {
        shown = ""
        Self.write("\u{1B}[2J")
    }

    /// The bytes of what was typed; empty where the terminal is gone.
    func typed() -> [UInt8] {
        var room = [UInt8](repeating: 0, count: 64)
        let count = read(STDIN_FILENO, &room, room.count)
        return count > 0 ? Array(room[..<count]) : []
    }

    private static func write(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { return }
            if count > 0 { bytes = bytes.dropFirst(count) }
        }
    }
}
