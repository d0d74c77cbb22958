internal import Basics

/// What became of a program that was run for an event: one line on the socket, such as `exit 0`.
public enum HookAnswer: Hashable, Sendable {
    /// It ended with that exit code.
    case exited(Int32)
    /// A signal ended it.
    case killed(signal: Int32)
    /// It took longer than it may, so many seconds, and was ended.
    case tooLate(seconds: Int)
    /// It was not run, for that reason.
    case notRun(String)

    /// The longest answer, in bytes.
    public static let longest = 1_024

    /// The line, with its end.
    public var line: [UInt8] {
        let text =
            switch self {
            case .exited(let code): "exit \(code)"
            case .killed(let signal): "signal \(signal)"
            case .tooLate(let seconds): "timeout \(seconds)"
            case .notRun(let reason): "failed \(Self.safe(reason))"
            }
        return Array("\(text)\n".utf8)
    }

    /// Reads a line, with or without its end; `nil` for anything else.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count <= Self.longest, let text = String(validating: bytes, as: UTF8.self) else { return nil }
        let line = text.hasSuffix("\n") ? text.dropLast() : text[...]
        guard !line.contains("\n") else { return nil }
        let words = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard words.count == 2 else { return nil }
        switch (words[0], Int32(words[1])) {
        case ("exit", let code?) where 0...255 ~= code: self = .exited(code)
        case ("signal", let signal?) where 1...127 ~= signal: self = .killed(signal: signal)
        case ("timeout", let seconds?) where seconds > 0: self = .tooLate(seconds: Int(seconds))
        case ("failed", _): self = .notRun(Self.safe(String(words[1])))
        case _: return nil
        }
    }

    /// One line, short enough for an answer in whatever it is written with.
    private static func safe(_ reason: String) -> String {
        reason.displaySafe(.replaced(by: " "), squeezesSpace: true, limit: 200)
    }

    /// What happened, as a sentence that begins in lower case.
    public var sentence: String {
        switch self {
        case .exited(let code): "the script ended with exit code \(code)"
        case .killed(let signal): "the script was ended by signal \(signal)"
        case .tooLate(let seconds): "the script was ended after \(seconds) seconds, which is its time limit"
        case .notRun(let reason): reason
        }
    }
}
