import Credentials
import Curl
import Doctor
import Foundation
import Microsoft
import Ports
import SecureMemory
import Simulators
import TestSupport
import Testing

/// A cloud, a storage account and an endpoint, at which patients are examined, one after the other, as the daemon does
/// it.
struct Clinic {
    let cloud: MicrosoftCloud
    private let places: LeadPlacesServer
    /// Reaches everything.
    private let client: HTTPClient
    /// Has a proxy that nobody finds.
    private let proxied: HTTPClient

    /// Brings a cloud up, lends it, and takes it down.
    static func open(_ body: (Clinic) async throws -> Void) async throws {
        let cloud = try await MicrosoftCloud.start(world: Patient.world(), seed: 1, hostility: 0)
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(Clinic(cloud)))
        } catch {
            result = .failure(error)
        }
        await cloud.stop()
        try result.get()
    }

    private init(_ cloud: MicrosoftCloud) async throws {
        self.cloud = cloud
        var orders = LeadPlacesServer.Orders(keys: [Patient.storageKey])
        orders.path = Patient.path
        places = try await LeadPlacesServer(orders)
        var configuration = HTTPClient.Configuration()
        // All authorities of one process are the same one.
        configuration.caFile = cloud.caFile.path
        configuration.timeout = .seconds(20)
        client = try HTTPClient(configuration: configuration)
        configuration.proxy = "http://no-such-proxy.invalid:3128"
        proxied = try HTTPClient(configuration: configuration)
    }

    var now: Instant { Instant(secondsSinceEpoch: Int64(Date().timeIntervalSince1970)) }

    /// Where a server answers whose certificate is for other names.
    var strange: String { "strange.\(suffix)" }
    private var suffix: String { "localhost:\(places.port)" }

    /// Somebody with whom everything is right.
    func patient(_ method: SignInMethod) -> Patient {
        Patient(method, at: cloud.url(Patient.host), places: suffix, now: now)
    }

    /// What the doctor finds.
    func examine(_ patient: Patient) async throws -> Examination { Examination(of: try await facts(of: patient)) }

    /// What there is to be known of somebody.
    func facts(of patient: Patient) async throws -> ConnectionFacts {
        let world = patient.world
        cloud.change { $0 = world }
        let now = now + patient.ahead
        let (login, graph) = (cloud.url("login.localhost"), cloud.url("graph.localhost"))
        let credential = try patient.credential()
        let way = patient.hasProxy ? proxied : client
        var facts = ConnectionFacts(of: credential, at: now)
        facts.secret = patient.obstacle.map { .notAsked($0.sentence()) } ?? .known(patient.isStored)
        let secret = facts.secret == .known(true) ? Self.shared(patient.secret) : nil
        if credential.identity.method.secretOpensPlace, patient.hasWritten {
            // A lead was written before anything was wrong.
            facts.lastLeadAt = now - .days(1)
            facts.hasWrittenLead = true
        }
        if let secret {
            try await order(patient.places)
            try await probe(credential, secret, login, way, &facts)
        }
        if patient.isStored {
            let version = SecretVersion(
                id: "1", stage: .current, fingerprint: [], issuedAt: now - patient.age, storedAt: now - .days(30),
                expiry: credential.identity.method.secretOpensPlace
                    ? .unknown : .at(patient.expiresAt, origin: .operator),
                keyID: patient.hasRights && patient.method == .azureAD ? Patient.keyID : nil)
            facts.current = version
            facts.window = Window(of: version, identity: credential.identity, lifetime: credential.lifetime)
        }
        let onTheWay = Examiner(client: way, loginEndpoint: login, graphEndpoint: graph, privileges: Check.privileges)
        patient.lay(into: &facts)
        facts.host.hosts = await onTheWay.hosts(of: credential, at: now)
        if case .dynamics? = credential.destination {
            facts.environment = await onTheWay.environment(
                of: credential, secret: secret, isAddressProven: false, at: now, secretAge: .days(30))
        } else {
            facts.place = await onTheWay.place(of: credential, secret: secret, at: now)
        }
        guard patient.hasRights else { return facts }
        let examiner = Examiner(
            client: client, loginEndpoint: login, graphEndpoint: graph, privileges: Check.privileges)
        let administrator = EntraApplication(
            directory: try #require(GUID(Patient.directory)), id: try #require(GUID(Patient.administrator)))
        let proof = SignInProof.secret(Self.shared(Patient.administratorSecret))
        facts.directory = await examiner.directory(of: credential, as: administrator, proof: proof)
        let center = PartnerCenter(client: client, loginEndpoint: login, graphEndpoint: graph)
        let question = try #require(OfferQuestion(credential))
        let offer = try await center.offer(question.offer, as: administrator, proof: proof)
        facts.offer = .known(OfferDrift(declared: question.declared, in: offer))
        return facts
    }

    /// Tells the storage account and the endpoint how they are to be.
    private func order(_ orders: LeadPlacesServer.Orders) async throws {
        let request = HTTPRequest(
            .post, "https://127.0.0.1:\(places.port)/", body: .bytes(try orders.json))
        #expect(try await client.perform(request).status == 204)
    }

    private func probe(
        _ credential: Credential, _ secret: SharedSecret, _ login: String, _ client: HTTPClient,
        _ facts: inout ConnectionFacts
    ) async throws {
        let prober = Prober(client: client, loginEndpoint: login)
        let lead = ProbePlan.Lead(id: try #require(GUID(UUID().uuidString)), mayStand: false, cleanup: .delete)
        let report = await prober.probe(
            credential, secret: secret, plan: ProbePlan(lead: lead, isAddressProven: false), at: facts.now,
            secretAge: .days(30))
        facts.lastProbe = report
        if report.result == .ok, report.writeMilliseconds != nil { facts.lastLeadAt = report.at }
    }

    static func shared(_ secret: String) -> SharedSecret { SharedSecret(SecretBytes(copying: Array(secret.utf8))) }
}
