import Basics
import Credentials
import Curl
import Foundation
import SecureMemory
import TestSupport
import Testing

@testable import Microsoft

/// A storage account and an endpoint, and a prober that asks them.
struct LeadPlacesRig {
    /// Keys of an account, whose every form of appearance is looked for where none may be.
    static let keys = ["first-canary", "second-canary"].map {
        Data("\($0)-of-sixty-four-bytes".utf8).base64EncodedString()
    }
    /// Where the endpoint takes leads.
    static let path = "/canary-path/invoke?api-version=2016-06-01&sig=canary%2Bsignature_-"

    let server: LeadPlacesServer
    let prober: Prober
    private let orders: LeadPlacesServer.Orders

    init(_ change: (inout LeadPlacesServer.Orders) -> Void = { _ in }) async throws {
        var orders = LeadPlacesServer.Orders(keys: Self.keys)
        orders.path = Self.path
        change(&orders)
        self.orders = orders
        server = try await LeadPlacesServer(orders)
        var configuration = HTTPClient.Configuration()
        configuration.caFile = server.certificateFile
        configuration.timeout = .seconds(20)
        let anywhere = try HTTPClient(configuration: configuration)
        configuration.peers = .onlyPublic
        prober = Prober(
            client: anywhere, outside: try HTTPClient(configuration: configuration),
            loginEndpoint: "https://login.localhost")
    }

    var service: String { "https://\(orders.account).table.localhost:\(server.port)" }
    var endpoint: String { "https://endpoint.localhost:\(server.port)" }

    func table(key: String? = nil, name: String = "marketplaceleads", lead: ProbePlan.Lead?, account: String? = nil)
        async throws -> ProbeReport
    {
        let connection =
            "DefaultEndpointsProtocol=https;AccountName=\(account ?? orders.account);AccountKey=\(key ?? Self.keys[0]);"
            + "EndpointSuffix=localhost:\(server.port)"
        return try await probe(
            .azureTable(account: orders.account), .table(service: service, name: name), connection, lead)
    }

    func post(
        _ url: String? = nil, to origin: String? = nil, allowsPrivate: Bool = true, lead: ProbePlan.Lead?
    ) async throws -> ProbeReport {
        let destination = LeadDestination.httpsEndpoint(origin: origin ?? endpoint, allowsPrivate: allowsPrivate)
        return try await probe(
            .httpsEndpoint(host: "endpoint.localhost"), destination, url ?? endpoint + Self.path, lead)
    }

    /// When the newest test lead is in the table.
    func newestTestLead(key: String? = nil, name: String = "marketplaceleads", after earliest: Instant) async throws
        -> Instant?
    {
        let credential = try credential(
            .azureTable(account: orders.account), .table(service: service, name: name))
        let connection =
            "AccountName=\(orders.account);AccountKey=\(key ?? Self.keys[0]);EndpointSuffix=localhost:\(server.port)"
        return try await prober.newestTestLead(
            of: credential, secret: Rig.shared(connection), after: earliest,
            at: Instant(secondsSinceEpoch: Int64(Date().timeIntervalSince1970)))
    }

    private func credential(_ identity: Identity, _ destination: LeadDestination) throws -> Credential {
        try Credential(
            name: #require(CredentialName("contoso")), identity: identity, destination: destination, contacts: [],
            lifetime: .never, probing: ProbePolicy(), notices: NoticePolicy(), rotation: RotationPolicy())
    }

    private func probe(
        _ identity: Identity, _ destination: LeadDestination, _ secret: String, _ lead: ProbePlan.Lead?
    ) async throws -> ProbeReport {
        let credential = try credential(identity, destination)
        let report = await prober.probe(
            credential, secret: Rig.shared(secret), plan: ProbePlan(lead: lead),
            at: Instant(secondsSinceEpoch: Int64(Date().timeIntervalSince1970)), secretAge: .days(30))
        let shown = try "\(report)" + String(decoding: JSONEncoder().encode(report), as: UTF8.self)
        for canary in ["canary"] + Self.keys { #expect(!shown.contains(canary), "\(canary)") }
        return report
    }
}
