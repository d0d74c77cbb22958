internal import Dispatch
internal import Foundation
internal import Microhttpd
internal import Synchronization
internal import TestBasics

/// The running cloud: its state, and the way of a request through it.
final class CloudCore: Sendable {
    let state: Mutex<CloudState>
    let authority: CertificateAuthority
    private let identities = Mutex<[CertificateAuthority.Flaw: TLSIdentity]>([:])
    /// The requests that hang.
    private let held = Mutex<[Responder]>([])
    private let waiting = Mutex<[Waiting]>([])
    private let lastWaiting = Mutex(0)
    private let delays = DispatchQueue(label: "simulated cloud's delays")

    private struct Waiting {
        let number: Int
        let condition: @Sendable ([HistoryEntry]) -> Bool
        let continuation: CheckedContinuation<[HistoryEntry], Never>
    }

    init(state: CloudState, authority: CertificateAuthority) {
        self.state = Mutex(state)
        self.authority = authority
    }

    // MARK: Certificates

    /// Issues a certificate for all hosts of the world, and one of each flawed kind.
    func issueCertificates() async throws {
        let names = Array(Set(state.withLock { $0.world.hosts } + ["localhost"])).sorted() + ["127.0.0.1"]
        for flaw in CertificateAuthority.Flaw.allCases {
            let certificate = try await authority.issue(for: names, flaw: flaw)
            let identity = try TLSIdentity(certificatePEM: certificate.certificatePEM, keyPEM: certificate.keyPEM)
            identities.withLock { $0[flaw] = identity }
        }
    }

    func identity(for host: String?) -> TLSIdentity? {
        let flaw = state.withLock { $0.flaw(for: host?.lowercased()) }
        return identities.withLock { $0[flaw] }
    }

    // MARK: Requests

    func handle(_ request: ServerRequest, _ responder: Responder) {
        let delivery = state.withLock { state in
            let call = Call(request) { state.step($0, $1, $2) }
            let fault = state.fault(for: call)
            let delay = state.hostility > 0 ? state.generator.next(below: 20) : 0
            var reply: Reply?
            if fault?.letsItHappen ?? true { reply = state.answer(call, fault: fault) }
            var delivery = Delivery(reply: reply, fault: fault, delay: .milliseconds(delay), &state)
            // The server's library would put its own clock there, which is not the cloud's.
            if let response = delivery.response, !response.headers.contains(where: { $0.name.lowercased() == "date" }) {
                delivery.response?.headers.append(("Date", state.now.httpDate))
            }
            state.history.append(
                HistoryEntry(
                    number: state.history.count + 1, at: state.now, host: call.host, method: call.method,
                    path: call.path,
                    step: call.step, identity: reply?.identity, status: delivery.response?.status,
                    outcome: reply?.outcome ?? "fault", secretWasRight: reply?.secretWasRight, keyID: reply?.keyID,
                    form: call.step == "token" ? call.form.filter { !Self.secretFields.contains($0.key) } : nil,
                    fault: fault?.name.rawValue))
            return delivery
        }
        tellWaiting()
        guard !delivery.hangs else { return hold(responder) }
        delays.asyncAfter(deadline: .now() + delivery.delay) {
            if let response = delivery.response { responder.respond(response) } else { responder.drop() }
        }
    }

    /// What proves who asks for a token, and so is not kept.
    private static let secretFields: Set<String> = ["client_secret", "password", "client_assertion"]

    private func hold(_ responder: Responder) {
        held.withLock { $0.append(responder) }
    }

    /// Lets go of the requests that hang.
    func release() {
        let held = held.withLock { held in
            defer { held = [] }
            return held
        }
        for responder in held { responder.drop() }
    }

    // MARK: History

    func history(until condition: @escaping @Sendable ([HistoryEntry]) -> Bool) async -> [HistoryEntry] {
        await withCheckedContinuation { continuation in
            let number = lastWaiting.withLock { number in
                number += 1
                return number
            }
            waiting.withLock { $0.append(Waiting(number: number, condition: condition, continuation: continuation)) }
            tellWaiting()
            delays.asyncAfter(deadline: .now() + 60) { [weak self] in self?.giveUp(number) }
        }
    }

    private func giveUp(_ number: Int) {
        let history = state.withLock { $0.history }
        let waiting = waiting.withLock { waiting in
            waiting.firstIndex { $0.number == number }.map { waiting.remove(at: $0) }
        }
        waiting?.continuation.resume(returning: history)
    }

    private func tellWaiting() {
        let history = state.withLock { $0.history }
        let content = waiting.withLock { waiting in
            let content = waiting.filter { $0.condition(history) }
            waiting.removeAll { $0.condition(history) }
            return content
        }
        for waiting in content { waiting.continuation.resume(returning: history) }
    }
}

/// What goes out, and how.
private struct Delivery {
    var response: ServerResponse?
    var hangs = false
    var delay: DispatchTimeInterval

    init(reply: Reply?, fault: Fault?, delay: DispatchTimeInterval, _ state: inout CloudState) {
        self.delay = delay
        let normal = reply.map { Self.response($0, &state) }
        switch fault?.name {
        case nil, .propagationDelay, .wrongCertificate: response = normal
        case .dropBeforeEffect, .dropAfterEffect: response = nil
        case .hang: hangs = true
        case .late:
            response = normal
            self.delay = .milliseconds(fault?.value ?? 100)
        case .wall: response = Self.html(fault?.value ?? 403, "Access to this site is blocked")
        case .slowDrip: response = normal.map { Self.dripping($0, every: .milliseconds(fault?.value ?? 100)) }
        case .throttle:
            response = Self.json(
                429, "{\"error\":{\"code\":\"0x80072322\",\"message\":\"Number of requests exceeded the limit.\"}}")
            response?.headers.append(("Retry-After", "\(fault?.value ?? 5)"))
        case .truncatedBody: response = normal.flatMap(Self.truncated)
        case .status500, .status500AfterEffect: response = Self.html(500, "Internal Server Error")
        case .status502: response = Self.html(502, "Bad Gateway")
        case .status503, .status503AfterEffect: response = Self.html(503, "Service Unavailable")
        case .htmlPage: response = Self.html(200, "Please sign in to this network")
        case .redirect:
            response = ServerResponse(
                status: 302, headers: [("Location", fault?.location ?? "https://elsewhere.invalid/")])
        case .empty401: response = ServerResponse(status: 401)
        case .garbageJSON: response = Self.json(200, "{\"token_type\":\"Bearer\",\"expires_in\":3599,\"acce")
        case .deepJSON:
            response = Self.json(
                200, String(repeating: "{\"a\":[", count: 50_000) + String(repeating: "]}", count: 50_000))
        case .endlessBody:
            let block = [UInt8](repeating: UInt8(ascii: " "), count: 4_096)
            response = ServerResponse(
                status: 200, headers: [("Content-Type", "application/json")],
                body: .stream(length: nil) { .bytes(block) })
        }
    }

    private static func response(_ reply: Reply, _ state: inout CloudState) -> ServerResponse {
        var response = ServerResponse(status: reply.status, headers: reply.headers)
        if let json = reply.json {
            let json = state.hostility > 0 ? json.disturbed(by: &state.generator) : json
            response.headers.append(("Content-Type", "application/json; odata.metadata=minimal; charset=utf-8"))
            response.body = .bytes(Array(json.text.utf8))
        } else if let html = reply.html {
            response.headers.append(("Content-Type", "text/html; charset=utf-8"))
            response.body = .bytes(Array(html.utf8))
        }
        return response
    }

    /// Half of a body that says how long the whole would be; an answer without one is as good as a closed connection.
    private static func truncated(_ response: ServerResponse) -> ServerResponse? {
        guard case .bytes(let bytes) = response.body, !bytes.isEmpty else { return nil }
        let isSent = Mutex(false)
        var response = response
        response.body = .stream(length: UInt64(bytes.count)) {
            isSent.withLock { isSent in
                guard !isSent else { return .abort }
                isSent = true
                return .bytes(Array(bytes.prefix(bytes.count / 2)))
            }
        }
        return response
    }

    private static func dripping(_ response: ServerResponse, every pause: Duration) -> ServerResponse {
        guard case .bytes(let bytes) = response.body else { return response }
        let sent = Mutex((next: 0, rests: false))
        var response = response
        response.body = .stream(length: UInt64(bytes.count)) {
            sent.withLock { sent in
                guard sent.next < bytes.count else { return .end }
                sent.rests.toggle()
                if !sent.rests { return .pause(pause) }
                sent.next += 1
                return .bytes([bytes[sent.next - 1]])
            }
        }
        return response
    }

    private static func json(_ status: Int, _ text: String) -> ServerResponse {
        ServerResponse(status: status, type: "application/json; charset=utf-8", bytes: Array(text.utf8))
    }

    private static func html(_ status: Int, _ title: String) -> ServerResponse {
        let page = "<!DOCTYPE html><html><head><title>\(title)</title></head><body><h1>\(title)</h1></body></html>"
        return ServerResponse(status: status, type: "text/html; charset=utf-8", bytes: Array(page.utf8))
    }
}

extension Fault {
    /// Whether what was asked for is done all the same.
    fileprivate var letsItHappen: Bool {
        switch name {
        case .dropAfterEffect, .status500AfterEffect, .status503AfterEffect, .truncatedBody, .slowDrip,
            .propagationDelay,
            .wrongCertificate, .late:
            true
        default: false
        }
    }
}
