internal import Control
internal import Credentials
internal import Glibc
internal import JSON

extension ControlClient {
    /// How many connections are asked for at once: a page is some hundred kilobytes, here and in the daemon.
    private static let page = 250

    /// Asks for all connections, and hands out the JSON of each in the order of their names.
    ///
    /// They come page by page, and while one is handed out the daemon makes the next, so that tens of thousands need no
    /// more memory than a few hundred. A daemon from before there were pages answers all at once.
    /// - Parameters:
    ///   - mark: of an earlier answer; where nothing has changed since then, none are handed out.
    ///   - isBrief: whether what a table needs is enough of each; there may be more.
    /// - Returns: what is answered beside the connections.
    func connections(
        to operation: String, unless mark: String? = nil, brief isBrief: Bool = false,
        each take: ([UInt8]) throws(Failure) -> Void
    ) throws(Failure) -> ConnectionList {
        let lane = ControlLane(to: socket)
        let end = limit.map { ContinuousClock.now + $0 }
        var whole: ConnectionList?
        var request = ListConnections(limit: Self.page, unless: mark, isBrief: isBrief)
        try begin(request, on: lane, until: end, to: operation)
        while true {
            let answer = try finish(on: lane, to: operation)
            guard answer.status == 200 else {
                guard request.after == nil, Self.isInvalid(answer) else { throw failure(answer, operation) }
                // It does not know of pages, or not of brief ones.
                guard request.isBrief else { return try all(to: operation, each: take) }
                request.isBrief = false
                try begin(request, on: lane, until: end, to: operation)
                continue
            }
            var stream = ArrayStream(member: "connections")
            var elements: [[UInt8]] = []
            stream.take(answer.body) { elements.append($0) }
            guard let rest = try? ConnectionList.read(.bytes(stream.rest)) else { throw illegible(operation) }
            if let next = rest.next {
                guard let name = CredentialName(next), request.after.map({ $0 < name }) ?? true else {
                    throw illegible(operation)
                }
                (request.after, request.unless) = (name, nil)
                try begin(request, on: lane, until: end, to: operation)
            }
            for element in elements { try take(element) }
            whole = whole ?? rest
            guard rest.next != nil else { break }
        }
        whole?.next = nil
        return whole ?? ConnectionList(connections: [])
    }

    /// The same, each connection read.
    func connections(
        to operation: String, unless mark: String? = nil, brief isBrief: Bool = false,
        read take: (ConnectionStatus) throws(Failure) -> Void
    ) throws(Failure) -> ConnectionList {
        try connections(to: operation, unless: mark, brief: isBrief) { bytes throws(Failure) in
            try take(try connection(bytes, operation))
        }
    }

    /// All connections at once, for those who need each of them to the end.
    func connections(to operation: String, brief isBrief: Bool = false) throws(Failure) -> ConnectionList {
        var connections: [ConnectionStatus] = []
        var list = try self.connections(to: operation, brief: isBrief, read: { connections.append($0) })
        list.connections = connections
        return list
    }

    /// The names of all that are no reserved ones.
    func connectionNames(to operation: String) throws(Failure) -> [CredentialName] {
        var names: [CredentialName] = []
        _ = try connections(to: operation, brief: true) { (bytes: [UInt8]) throws(Failure) in
            guard let connection = try? JSONCoder.decode(NamedConnection.self, from: bytes) else {
                throw illegible(operation)
            }
            guard connection.url != nil, let name = CredentialName(connection.name) else { return }
            names.append(name)
        }
        return names
    }

    /// What of a `ConnectionStatus` tells its name, and whether that is a reserved one.
    private struct NamedConnection: Decodable {
        var name: String
        var url: String?
    }

    /// What the JSON of one says.
    func connection(_ bytes: [UInt8], _ operation: String) throws(Failure) -> ConnectionStatus {
        guard let connection = try? ConnectionStatus.read(.bytes(bytes)) else { throw illegible(operation) }
        return connection
    }

    private func all(
        to operation: String, each take: ([UInt8]) throws(Failure) -> Void
    ) throws(Failure) -> ConnectionList {
        var stream = ArrayStream(member: "connections")
        var failure: Failure?
        let answer: ControlExchange.Answer
        do throws(ControlExchange.Failure) {
            let exchange = try ControlExchange(with: socket, within: time(for: ListConnections.route))
            answer = try exchange.run(head(of: ListConnections())) { piece in
                stream.take(piece) { element in
                    guard failure == nil else { return }
                    do throws(Failure) { try take(element) } catch { failure = error }
                }
            }
        } catch {
            throw self.failure(error, operation)
        }
        if let failure { throw failure }
        guard answer.status == 200 else { throw self.failure(answer, operation) }
        guard let rest = try? ConnectionList.read(.bytes(stream.rest)) else { throw illegible(operation) }
        return rest
    }

    private static func isInvalid(_ answer: ControlExchange.Answer) -> Bool {
        (try? JSONCoder.decode(Problem.self, from: answer.body))?.code == .invalidValue
    }

    private func begin(
        _ request: ListConnections, on lane: ControlLane, until end: ContinuousClock.Instant?, to operation: String
    ) throws(Failure) {
        do throws(ControlExchange.Failure) {
            let left = end.map { $0 - .now } ?? ListConnections.route.timeout
            try lane.begin(head(of: request), within: min(left, ListConnections.route.timeout))
            // It is sent now; the answer is not here yet.
            _ = try lane.send()
        } catch {
            throw failure(error, operation)
        }
    }

    private func finish(on lane: ControlLane, to operation: String) throws(Failure) -> ControlExchange.Answer {
        do throws(ControlExchange.Failure) {
            while true {
                if let answer = try lane.proceed() { return answer }
                guard var entry = lane.interest, let deadline = lane.deadline else { throw .interrupted }
                poll(&entry, 1, ControlExchange.milliseconds(until: deadline))
            }
        } catch {
            throw failure(error, operation)
        }
    }
}
