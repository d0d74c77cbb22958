internal import Foundation
internal import Simulators

/// A storage account's table and an HTTPS endpoint on loopback: `lead-places-server.py`.
///
/// It ends with this object, and so does its directory.
public final class LeadPlacesServer: Sendable {
    /// What a place has, and how it misbehaves.
    public struct Orders: Sendable {
        /// The storage account's name.
        public var account = "contosoleads"
        /// Its keys, in base64.
        public var keys: [String]
        /// The tables that it has.
        public var tables = ["marketplaceleads"]
        /// What the account does in place of what it should, with commas between; `nil` for nothing.
        public var misbehaviour: String?
        /// How many seconds its clock is ahead.
        public var ahead = 0
        /// The leads that are in each table: `Timestamp`, `LeadSource` and `Description`.
        public var leads: [[String: String]] = []
        /// Where on its host the endpoint takes leads.
        public var path = "/"
        /// What it answers to one.
        public var status = 202

        /// An account with these keys.
        public init(keys: [String] = []) { self.keys = keys }

        /// The orders as the server reads them: at its start, or later as the body of a request to 127.0.0.1.
        public var json: [UInt8] {
            get throws {
                var object: [String: Any] = [
                    "account": account, "keys": keys, "tables": tables, "path": path, "status": status, "ahead": ahead,
                    "leads": leads,
                ]
                object["misbehaviour"] = misbehaviour ?? NSNull()
                return Array(try JSONSerialization.data(withJSONObject: object))
            }
        }
    }

    /// One request that came.
    public struct Request: Decodable, Sendable {
        /// Its method.
        public var method: String
        /// Its path, with its query.
        public var path: String
        /// Its header.
        public var headers: [String: String]
        /// Its body.
        public var body: String
    }

    /// The authority that a client has to trust.
    public let certificateFile: String
    /// The port.
    public let port: String
    private let server: ScriptedServer
    private let directory: URL

    /// Starts one and waits until it is ready.
    public init(_ orders: Orders) async throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "places-\(UUID().uuidString)")
        let authority = try await CertificateAuthority(in: directory)
        let certificate = try await authority.issue(
            for: ["\(orders.account).table.localhost", "endpoint.localhost", "127.0.0.1"])
        certificateFile = authority.certificateFile.path
        let text = String(decoding: try orders.json, as: UTF8.self)
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "lead-places-server.py")
        server = try await ScriptedServer(
            script: script, arguments: [certificate.certificateFile.path, certificate.keyFile.path, text])
        port = server.greeting
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    /// The first requests that came, which are waited for.
    public func requests(_ count: Int) async throws -> [Request] {
        try await server.lines(count + 1).dropFirst().map {
            try JSONDecoder().decode(Request.self, from: Data($0.utf8))
        }
    }
}
