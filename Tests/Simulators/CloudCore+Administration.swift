internal import Foundation
internal import Microhttpd
internal import Synchronization

/// The interface for demonstrations and for tests in other languages.
///
///     GET /history[?after=N]     GET /world     PUT /world      GET /leads
///     GET /faults                POST /faults   DELETE /faults
///     GET /clock                 POST /clock    {"advance": SECONDS} or {"set": "2026-11-21T00:00:00Z"}
///     PUT /hostility             a number from 0 to 1
///     POST /marketplace          {"offer": ID, "do": "lead" or "validate" or "publish-preview" or "publish-live"}
extension CloudCore {
    private struct Clock: Codable {
        var advance: Double?
        var set: Date?
        var now: Date?
    }

    func administer(_ request: ServerRequest) async -> ServerResponse {
        do {
            switch (request.method, request.path) {
            case ("GET", "/history"):
                let after = request.query["after"].flatMap { Int($0) } ?? 0
                return try Self.json(state.withLock { $0.history.filter { $0.number > after } })
            case ("GET", "/world"):
                return try Self.json(
                    state.withLock { state in
                        state.settle()
                        return state.world
                    })
            case ("PUT", "/world"):
                let world = try World.decode(Data(request.bodyBytes))
                state.withLock { $0.world = world }
                try await issueCertificates()
                return ServerResponse(status: 204)
            case ("GET", "/leads"):
                return try Self.json(
                    state.withLock { state in
                        state.settle()
                        return Dictionary(
                            state.world.environments.map { ($0.host, $0.leads.count) }, uniquingKeysWith: +)
                    })
            case ("GET", "/faults"):
                return try Self.json(state.withLock { $0.faults })
            case ("POST", "/faults"):
                let fault = try JSONDecoder().decode(Fault.self, from: Data(request.bodyBytes))
                state.withLock { $0.faults.append(fault) }
                return ServerResponse(status: 204)
            case ("DELETE", "/faults"):
                state.withLock { $0.faults = [] }
                return ServerResponse(status: 204)
            case ("GET", "/clock"):
                return try Self.json(Clock(now: state.withLock { $0.now }))
            case ("POST", "/clock"):
                let decoder = JSONDecoder()
                decoder.dateDecodingStrategy = .iso8601
                let clock = try decoder.decode(Clock.self, from: Data(request.bodyBytes))
                state.withLock { state in
                    if let date = clock.set { state.set(date) }
                    if let seconds = clock.advance { state.advance(by: seconds) }
                }
                return ServerResponse(status: 204)
            case ("PUT", "/hostility"):
                guard let hostility = Double(String(decoding: request.bodyBytes, as: UTF8.self)), 0...1 ~= hostility
                else {
                    return Self.text(422, "a number from 0 to 1 is wanted")
                }
                state.withLock { $0.hostility = hostility }
                return ServerResponse(status: 204)
            case ("POST", "/marketplace"):
                let act = try JSONDecoder().decode(MarketplaceAct.self, from: Data(request.bodyBytes))
                return state.withLock { $0.perform(act) }
                    ? ServerResponse(status: 204) : Self.text(409, "it was not done")
            default:
                return Self.text(404, "no such thing")
            }
        } catch {
            return Self.text(422, "\(error)")
        }
    }

    private static func json(_ value: some Encodable) throws -> ServerResponse {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try ServerResponse(status: 200, type: "application/json", bytes: Array(encoder.encode(value)))
    }

    private static func text(_ status: Int, _ text: String) -> ServerResponse {
        ServerResponse(status: status, type: "text/plain; charset=utf-8", bytes: Array((text + "\n").utf8))
    }
}
