internal import Glibc
internal import Unix

/// When to use colours.
enum ColorChoice: String, CaseIterable {
    case auto, always, never
}

/// Standard output and standard error.
struct Output {
    /// Whether colours are used.
    let isColored: Bool
    /// Whether lines are not written at all.
    let isQuiet: Bool

    /// `auto` means a terminal, unless `NO_COLOR` is set and not empty (no-color.org) or the terminal is a dumb one.
    init(_ choice: ColorChoice, isQuiet: Bool = false) {
        self.isQuiet = isQuiet
        let variable = { (name: String) in getenv(name).map { String(cString: $0) } ?? "" }
        isColored =
            switch choice {
            case .always: true
            case .never: false
            case .auto: isatty(STDOUT_FILENO) == 1 && variable("NO_COLOR").isEmpty && variable("TERM") != "dumb"
            }
    }

    /// Writes lines to standard output, unless nothing is to be written.
    func write(_ text: String) throws(Failure) {
        guard !isQuiet else { return }
        try Self.write(Array(text.utf8))
    }

    /// Writes bytes to standard output.
    static func write(_ bytes: [UInt8]) throws(Failure) {
        let failure: Failure? = bytes.withUnsafeBytes { bytes in
            do throws(Failure) {
                try write(bytes)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    /// Writes bytes that may be secret to standard output, where they are.
    ///
    /// Whoever reads may go away at any time: then the process ends quietly, as other programs do.
    static func write(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(STDOUT_FILENO, rest.baseAddress, rest.count)
            if count >= 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            } else if errno == EPIPE {
                exit(ExitCode.done.rawValue)
            } else if errno != EINTR {
                throw Failure(.cannotWrite, "failed to write to standard output: \(errorText())")
            }
        }
    }

    /// Writes to standard error; nobody can be told where that fails.
    static func complain(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
    }
}

/// What colours mean here.
enum Tone: String {
    case good = "32"
    case warning = "33"
    case bad = "31"
    case plain = ""
    case strong = "1"
}

extension Output {
    /// The text in a tone, where colours are used.
    func toned(_ text: String, _ tone: Tone) -> String {
        isColored && tone != .plain ? "\u{1B}[\(tone.rawValue)m\(text)\u{1B}[0m" : text
    }
}
