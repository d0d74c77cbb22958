internal import Glibc

/// How large the terminal is that the output goes to.
struct TerminalSize: Equatable {
    var columns: Int
    var rows: Int

    /// The columns that output has: what `$COLUMNS` says, else those of the terminal; `nil` where it is none, so that
    /// nothing has to be fitted.
    static var columns: Int? { said("COLUMNS") ?? current?.columns }

    /// The size of the terminal at standard output; `nil` where there is none.
    ///
    /// ioctl_tty(2), `TIOCGWINSZ`.
    static var current: TerminalSize? {
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1 else { return nil }
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return TerminalSize(columns: 80, rows: 24)
        }
        return TerminalSize(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }

    private static func said(_ variable: String) -> Int? {
        getenv(variable).flatMap { Int(String(cString: $0)) }.flatMap { $0 > 0 ? $0 : nil }
    }
}
