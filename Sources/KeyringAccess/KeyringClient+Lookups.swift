public import KeyringProtocol
internal import Queues

/// Looking secrets up: alone at once, and together where a request is under way.
///
/// Who asks is answered beside the queue, which may be blocked by the next request by then.
extension KeyringClient {
    /// A lookup that waits for its turn.
    struct Lookup {
        let request: Request
        let continuation: CheckedContinuation<Reply, Never>
    }

    /// Reads a secret, if it is the one that the fingerprint was made of.
    ///
    /// Without a fingerprint whatever is there is answered: for the moment after a crash between storing and recording.
    public nonisolated func read(_ key: ItemKey, expecting fingerprint: Fingerprint?) async -> ReadAnswer {
        switch await lookUp(.read(key, expecting: fingerprint)) {
        case .value(let secret, let fingerprint): .value(secret, fingerprint)
        case .absent: .absent
        case .torn: .torn
        case .mismatched: .mismatched
        case .isPrivateKey: .isPrivateKey
        case let reply: .unavailable(reply.trouble ?? .unreachable)
        }
    }

    /// Tells what `read` would, without the secret leaving the worker.
    public nonisolated func check(_ key: ItemKey, expecting fingerprint: Fingerprint?) async -> CheckAnswer {
        CheckAnswer(await lookUp(.check(key, expecting: fingerprint)))
    }

    /// Tells the same of many items, in their order.
    public func check(_ items: [(key: ItemKey, fingerprint: Fingerprint?)]) -> [CheckAnswer] {
        var answers: [CheckAnswer] = []
        while answers.count < items.count {
            let next = items[answers.count...].prefix(Request.mostTogether)
            answers += answer(next.map { .check($0.key, expecting: $0.fingerprint) }).map { CheckAnswer($0) }
        }
        return answers
    }

    /// Waits for its turn, which comes at once where no request is under way.
    private nonisolated func lookUp(_ request: Request) async -> Reply {
        await withCheckedContinuation { continuation in
            executor.afterwards {
                self.assumeIsolated { $0.take(Lookup(request: request, continuation: continuation)) }
            }
        }
    }

    private func take(_ lookup: Lookup) {
        waiting.append(lookup)
        // What comes to the queue meanwhile is ahead there, and is asked together with it.
        if waiting.count == 1 { answerWaitingAfterwards() }
    }

    private func answerWaitingAfterwards() {
        executor.afterCompany { self.assumeIsolated { $0.answerWaiting() } }
    }

    /// Asks for the oldest that wait, all at once.
    private func answerWaiting() {
        let lookups = Array(waiting.prefix(Request.mostTogether))
        waiting.removeFirst(lookups.count)
        if !waiting.isEmpty { answerWaitingAfterwards() }
        for (lookup, reply) in zip(lookups, answer(lookups.map(\.request))) {
            lookup.continuation.resume(returning: reply)
        }
    }

    /// Asks all at once; a reply that belongs to another question says that the worker is not to be asked on.
    private func answer(_ lookups: [Request]) -> [Reply] {
        let replies = ask(lookups)
        if !zip(lookups, replies).allSatisfy({ $1.isAnswer(to: $0) }) { channel = nil }
        return replies
    }
}

extension CheckAnswer {
    /// What a reply says of an item; one that belongs to another question says nothing.
    fileprivate init(_ reply: Reply) {
        self =
            switch reply {
            case .matched(let fingerprint): .value(fingerprint)
            case .absent: .absent
            case .torn: .torn
            case .mismatched: .mismatched
            case let reply: .unavailable(reply.trouble ?? .unreachable)
            }
    }
}

extension Reply {
    /// Whether it may be said of that lookup.
    fileprivate func isAnswer(to lookup: Request) -> Bool {
        switch (lookup, self) {
        case (_, .absent), (_, .torn), (_, .mismatched), (_, .unavailable), (.read, .value), (.read, .isPrivateKey),
            (.check, .matched):
            true
        case (_, _): false
        }
    }
}
