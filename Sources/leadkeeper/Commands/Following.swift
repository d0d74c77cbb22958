internal import Configuration
internal import Control
internal import Credentials
internal import Glibc
internal import JSON

/// Printing entries as they come: what `--follow` of `history` and `notices` has in common.
struct Following {
    private let context: CommandContext
    /// Whether it was said that the daemon does not answer.
    private var hasComplained = false

    init(_ context: CommandContext) {
        self.context = context
    }

    /// The moment that `--since` says: a date, a time, or as long ago as that; `nil` where it is not given.
    static func since(_ context: CommandContext) throws(Failure) -> Instant? {
        guard let text = context.invocation[.since] else { return nil }
        if let span = TimeSpan(spelling: text) { return context.times.now - span }
        do throws(Failure) {
            return try EnteredDates.time(text, .since, context.times.zone)
        } catch {
            throw Failure(
                error.code, error.message,
                hint: "or a length of time such as 2d, 12h or 30m, which is counted back from now")
        }
    }

    /// Prints an entry: as one line of JSON where that is wanted, else as `text` has it.
    func print(_ entry: some Encodable, _ text: () -> String) throws(Failure) {
        guard context.isJSON else { return try context.output.write(text()) }
        guard let bytes = try? JSONCoder.encode(entry) else {
            throw Failure(.internal, "failed to print the answer: it cannot be put as JSON")
        }
        try Output.write(bytes + [UInt8(ascii: "\n")])
    }

    /// Waits a second and asks again; a daemon that does not answer, as while it starts anew, is waited for.
    mutating func next<Answer>(_ ask: () throws(Failure) -> Answer) throws(Failure) -> Answer {
        while true {
            poll(nil, 0, 1_000)
            do throws(Failure) {
                let answer = try ask()
                hasComplained = false
                return answer
            } catch {
                guard error.code == .unavailable || error.code == .temporary else { throw error }
                if !hasComplained { Output.complain("leadkeeper: \(error.message.printable), waiting for it\n") }
                hasComplained = true
            }
        }
    }
}
