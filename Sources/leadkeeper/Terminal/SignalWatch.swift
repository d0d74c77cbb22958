internal import Glibc
internal import Unix

/// Turns signals into bytes of a pipe, so that one poll(2) waits for them and for input.
final class SignalWatch {
    /// What ended a wait.
    enum Event: Equatable {
        case input
        case signal(Int32)
        /// Nothing has come in time.
        case timeout
    }

    /// The signals that end or stop a process, so that a terminal has to be put back before.
    static let enders = [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP]

    private let readEnd: Int32
    private let writeEnd: Int32
    private var before: [(number: Int32, action: sigaction)] = []
    private var isOver = false

    /// Watches for these signals from now on; one watch at a time.
    init(_ watched: [Int32], operation: String) throws(Failure) {
        guard let pipe = makePipe() else {
            throw Failure(.temporary, "failed to \(operation): failed to make a pipe: \(errorText())")
        }
        (readEnd, writeEnd) = pipe
        signalPipe = writeEnd
        for number in watched {
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

    /// Waits for input or a signal, whichever is first.
    ///
    /// - Parameter milliseconds: for how long; `nil` for as long as it takes.
    func waitForInput(within milliseconds: Int32? = nil) -> Event {
        while true {
            var descriptors = [
                pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0),
                pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
            ]
            let count = poll(&descriptors, 2, milliseconds ?? -1)
            if count == 0 { return .timeout }
            guard count > 0 else { continue }
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
