internal import Control

/// What a process answers when it ends; sysexits.h.
enum ExitCode: Int32, Error {
    case done = 0
    /// The answer is "no".
    case no = 1
    case usage = 64
    /// The daemon or the keyring is unreachable.
    case unavailable = 69
    case `internal` = 70
    case cannotWrite = 73
    /// Trying again later may help.
    case temporary = 75
    case notPermitted = 77
    case configuration = 78
}

/// Why a command did not do what it was asked.
struct Failure: Error, Equatable {
    /// How the process ends.
    var code: ExitCode
    /// "failed to <verb> <which>: <cause>", or what is wrong with the arguments.
    var message: String
    /// What may help; a line of its own.
    var hint: String?

    init(_ code: ExitCode, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    /// Arguments that are not understood.
    static func usage(_ message: String, hint: String? = nil) -> Failure {
        Failure(.usage, message, hint: hint)
    }

    /// What the daemon says to a request that was to `operation`.
    init(_ problem: Problem, operation: String) {
        self.init(problem.code.exitCode, "failed to \(operation): \(problem.detail)", hint: problem.hint)
    }
}

extension Problem.Code {
    /// How a process ends that got this answer.
    var exitCode: ExitCode {
        switch self {
        case .noSecret, .noRotation, .notPossible, .issuerRefused: .no
        case .unknownConnection, .unknownKey, .unknownNotice, .invalidValue, .bodyTooLarge: .usage
        case .keyringUnavailable, .keyringLocked, .keyringDegraded: .unavailable
        case .noSuchRoute, .methodNotAllowed, .internal: .internal
        case .cannotWrite: .cannotWrite
        case .busy, .rotationUnderWay, .temporary: .temporary
        case .notPermitted: .notPermitted
        }
    }
}
