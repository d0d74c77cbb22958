internal import Dispatch
internal import Glibc

/// A line on a terminal that says what is waited for, and for how long; elsewhere nothing.
enum Progress {
    /// Shows that on standard error while `body` works, and leaves an empty line to write on; `nil` shows nothing.
    static func shown<Answer>(_ activity: String?, during body: () throws(Failure) -> Answer) throws(Failure) -> Answer
    {
        guard let activity, isatty(STDERR_FILENO) == 1 else { return try body() }
        Output.complain("\r\u{1B}[K\(activity)")
        let queue = DispatchQueue(label: "leadkeeper.progress")
        let timer = DispatchSource.makeTimerSource(queue: queue)
        let began = DispatchTime.now()
        timer.setEventHandler { @Sendable in
            let seconds = (DispatchTime.now().uptimeNanoseconds - began.uptimeNanoseconds) / 1_000_000_000
            Output.complain("\r\u{1B}[K\(activity), \(seconds) s")
        }
        timer.schedule(deadline: .now() + 1, repeating: 1)
        timer.resume()
        defer {
            timer.cancel()
            // What it was writing is written before the line is cleared.
            queue.sync { Output.complain("\r\u{1B}[K") }
        }
        return try body()
    }
}
