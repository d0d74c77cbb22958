import TestSupport
import Testing

extension Site {
    /// A mail that the real server has taken, as another program reads it.
    func mail(of transaction: MailServer.Transaction) async throws -> ReadMail {
        try await ReadMail.reading(try #require(mailServer).mail(try #require(transaction.file)))
    }

    /// Asks again until something is so; the daemon's answer to each question is the event that is waited for.
    func until(_ isSo: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(Patience.seconds)
        while try await !isSo() {
            guard .now < deadline else {
                throw ChildProcess.Failure(description: "waited in vain for \(Patience.seconds) seconds")
            }
        }
    }
}
