public import Credentials
public import Curl
public import Ports

extension HostAnswer {
    /// Asks a host for the header of its front page, by the way that everything else goes.
    ///
    /// Waits for the network and blocks nobody.
    /// - Parameters:
    ///   - origin: `https://host[:port]`, without a trailing slash.
    ///   - countsClock: whether its clock is one that ours is compared with.
    ///   - now: tells the time when the answer has come.
    public init(
        asking origin: String, by client: HTTPClient, countsClock: Bool = true, now: @Sendable () -> Instant
    ) async {
        let host = origin.split(separator: "/").last.map(String.init) ?? origin
        do {
            let response = try await client.perform(
                HTTPRequest(.head, origin + "/", endsWithHeader: true))
            let theirs = countsClock ? response.header("Date").flatMap(Instant.init(httpDate:)) : nil
            self.init(host, .answered(ahead: theirs.map { $0 - now() }))
        } catch {
            let outcome: Outcome =
                switch error.code {
                case .resolve: .unresolved(error.text)
                case .proxy: .stoppedByProxy(error.text)
                case .tls: .distrusted(error.text)
                // It answers, if with more than was wanted.
                case .tooLarge: .answered(ahead: nil)
                case .connect, .timeout, .badAnswer, .interrupted, .cancelled, .local: .silent(error.text)
                }
            self.init(host, outcome)
        }
    }
}
