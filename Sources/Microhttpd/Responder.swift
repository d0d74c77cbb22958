/// The obligation to answer one request, from any thread, now or later.
///
/// The first answer counts. Letting go of it without one answers 500.
public final class Responder: Sendable {
    private let exchange: Exchange

    init(_ exchange: Exchange) {
        self.exchange = exchange
    }

    deinit {
        exchange.settle(.answer(ServerResponse(status: 500)))
    }

    /// Sends the answer.
    ///
    /// Does not block; a client that has gone away makes no difference.
    public func respond(_ response: ServerResponse) {
        exchange.settle(.answer(response))
    }

    /// Closes the connection without an answer.
    public func drop() {
        exchange.settle(.drop)
    }
}
