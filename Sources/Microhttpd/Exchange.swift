internal import CMicrohttpd
internal import Dispatch
internal import Glibc
internal import SecureMemory

/// One request on its way in and its answer on its way out.
@safe final class Exchange: @unchecked Sendable {
    // Sendable: everything is touched on the engine's queue alone; `settle` goes there first.
    enum Outcome: Sendable {
        case answer(ServerResponse)
        case drop
    }

    private enum Phase {
        case receiving
        case handedOver
        case settled(Outcome)
        case sending
        case abandoned
        case over
    }

    /// How much of a body that is too long is read and thrown away, so that the client reads the answer before it
    /// finds the connection reset.
    private static let patience = 8 << 20

    let client: Client
    private let engine: ServerEngine
    private let connection: OpaquePointer
    private let method: String
    /// As it was sent; nil where it is not UTF-8.
    private let path: String?
    private var headers = ServerFields()
    private var body: WipedBuffer?
    private var excess = 0
    private var phase = Phase.receiving

    init(engine: ServerEngine, client: Client, connection: OpaquePointer, method: String, path: String?) {
        self.engine = engine
        self.client = client
        unsafe self.connection = connection
        self.method = method
        self.path = path
    }

    // MARK: In

    /// Looks at the header, before any of the body.
    func begin() -> MHD_Result {
        headers = fields(.HEADER_KIND)
        guard let declared = headers["Content-Length"].flatMap({ Int($0) }) else { return .YES }
        let limit = engine.limits.bodyBytes
        if declared <= limit {
            body = declared > 0 ? WipedBuffer(capacity: declared) : nil
            return .YES
        }
        // One with a huge body is not waited for. Others are, even where they ask before they send it: they do not wait
        // for the answer for long, and who is sending when the connection closes does not read the answer.
        return declared - limit > Self.patience ? queue(ServerResponse(status: 413)) : .YES
    }

    /// Takes a piece of the body, and wipes the library's copy of it.
    func receive(_ bytes: UnsafeMutableRawBufferPointer) -> MHD_Result {
        defer { if let address = bytes.baseAddress { unsafe explicit_bzero(address, bytes.count) } }
        let buffer = body ?? WipedBuffer(capacity: bytes.count)
        if excess == 0, buffer.count + bytes.count <= engine.limits.bodyBytes {
            unsafe buffer.append(UnsafeRawBufferPointer(bytes))
            body = buffer
            return .YES
        }
        body = nil
        excess += bytes.count
        return excess > Self.patience + engine.limits.bodyBytes ? .NO : .YES
    }

    /// Goes on where the request is complete: hands it over, and later sends what was made of it.
    func proceed() -> MHD_Result {
        switch phase {
        case .receiving where excess > 0:
            return queue(ServerResponse(status: 413))
        case .receiving:
            phase = .handedOver
            client.deadline = nil
            suspend()
            let body = body?.secret()
            self.body = nil
            let target = RequestTarget(path: path, query: arguments())
            let request = ServerRequest(
                method: method, path: target.path, query: target.query, isLegible: target.isLegible, headers: headers,
                peer: client.peer, connection: client.number, body: body)
            engine.handler(request, Responder(self))
            return .YES
        case .settled(.answer(let response)):
            return queue(response)
        case .settled(.drop), .abandoned, .over:
            return .NO
        case .handedOver, .sending:
            return .YES
        }
    }

    // MARK: Out

    /// Decides what becomes of the request; the first decision counts.
    func settle(_ outcome: Outcome) {
        engine.queue.async {
            guard case .handedOver = self.phase else { return }
            self.phase = .settled(outcome)
            self.resume()
            self.engine.pump()
        }
    }

    /// Gives a suspended request up; its connection is closed at the next run.
    func abandon() {
        phase = .abandoned
        resume()
    }

    /// Keeps a streamed body back for a while.
    func pause(for duration: Duration) {
        suspend()
        engine.queue.asyncAfter(deadline: .now() + .nanoseconds(Int(duration / .nanoseconds(1)))) {
            guard self.engine.isSuspended(self) else { return }
            self.resume()
            self.engine.pump()
        }
    }

    /// Whether a streamed body has to break off.
    var isAbandoned: Bool {
        if case .abandoned = phase { true } else { false }
    }

    /// Ends, answered or not; the library forgets the request.
    func end() {
        phase = .over
        client.deadline = engine.newDeadline()
        engine.ended(self)
    }

    private func suspend() {
        unsafe MHD_suspend_connection(connection)
        engine.add(suspended: self)
    }

    private func resume() {
        engine.remove(suspended: self)
        unsafe MHD_resume_connection(connection)
    }

    private func queue(_ response: ServerResponse) -> MHD_Result {
        phase = .sending
        client.deadline = nil
        guard let made = unsafe response.make(for: self) else {
            return response.status == 500 ? .NO : queue(ServerResponse(status: 500))
        }
        defer { unsafe MHD_destroy_response(made) }
        return unsafe MHD_queue_response(connection, UInt32(response.status), made)
    }

    /// The query's arguments as they were sent; nil where one is not UTF-8.
    private func arguments() -> [(name: String, value: String)]? {
        var found: [(name: String, value: String)]? = []
        unsafe withUnsafeMutablePointer(to: &found) { found in
            _ = unsafe MHD_get_connection_values(
                connection, .GET_ARGUMENT_KIND,
                { context, _, name, value in
                    guard let context = unsafe context, let name = unsafe name else { return .YES }
                    let found = unsafe context.assumingMemoryBound(to: [(name: String, value: String)]?.self)
                    guard let name = unsafe String(validatingCString: name),
                        let value = unsafe value.map({ unsafe String(validatingCString: $0) }) ?? ""
                    else {
                        unsafe found.pointee = nil
                        return .NO
                    }
                    unsafe found.pointee?.append((name, value))
                    return .YES
                }, found)
        }
        return found
    }

    private func fields(_ kind: MHD_ValueKind) -> ServerFields {
        var fields = ServerFields()
        unsafe withUnsafeMutablePointer(to: &fields) { fields in
            _ = unsafe MHD_get_connection_values(
                connection, kind,
                { context, _, name, value in
                    guard let context = unsafe context, let name = unsafe name else { return .YES }
                    unsafe context.assumingMemoryBound(to: ServerFields.self).pointee
                        .append(String(cString: name), unsafe value.map { unsafe String(cString: $0) } ?? "")
                    return .YES
                }, fields)
        }
        return fields
    }
}
