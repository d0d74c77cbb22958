import Credentials
import Curl
import Doctor
import Foundation
import Microsoft
import Ports
import SecureMemory
import Simulators
import Testing

/// A cloud in which patients are examined, one after the other, as the daemon does it.
struct Clinic {
    let cloud: MicrosoftCloud
    private let client: HTTPClient

    /// Brings a cloud up, lends it, and takes it down.
    static func open(_ body: (Clinic) async throws -> Void) async throws {
        let cloud = try await MicrosoftCloud.start(world: Patient.world(), seed: 1, hostility: 0)
        let result: Result<Void, any Error>
        do {
            var configuration = HTTPClient.Configuration()
            configuration.caFile = cloud.caFile.path
            configuration.timeout = .seconds(20)
            result = .success(try await body(Clinic(cloud: cloud, client: HTTPClient(configuration: configuration))))
        } catch {
            result = .failure(error)
        }
        await cloud.stop()
        try result.get()
    }

    var now: Instant { Instant(secondsSinceEpoch: Int64(Date().timeIntervalSince1970)) }

    /// Somebody with whom everything is right.
    func patient(_ method: SignInMethod) -> Patient { Patient(method, at: cloud.url(Patient.host), now: now) }

    /// What the doctor finds.
    func examine(_ patient: Patient) async throws -> Examination { Examination(of: try await facts(of: patient)) }

    /// What there is to be known of somebody.
    func facts(of patient: Patient) async throws -> ConnectionFacts {
        let world = patient.world
        cloud.change { $0 = world }
        let (login, graph) = (cloud.url("login.localhost"), cloud.url("graph.localhost"))
        let credential = try patient.credential()
        var facts = ConnectionFacts(of: credential, at: now)
        facts.secret = .known(patient.isStored)
        let secret = patient.isStored ? Self.shared(patient.secret) : nil
        if let secret { try await probe(credential, secret, login, &facts) }
        if patient.isStored {
            let version = SecretVersion(
                id: "1", stage: .current, fingerprint: [], issuedAt: now - .days(30), storedAt: now - .days(30),
                expiry: .at(patient.expiresAt, origin: .operator),
                keyID: patient.hasRights && patient.method == .azureAD ? Patient.keyID : nil)
            facts.current = version
            facts.window = Window(of: version, identity: credential.identity, lifetime: credential.lifetime)
        }
        let examiner = Examiner(
            client: client, loginEndpoint: login, graphEndpoint: graph, privileges: Check.privileges)
        facts.environment = await examiner.environment(
            of: credential, secret: secret, isAddressProven: false, at: now, secretAge: .days(30))
        guard patient.hasRights else { return facts }
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

    private func probe(
        _ credential: Credential, _ secret: SharedSecret, _ login: String, _ facts: inout ConnectionFacts
    ) async throws {
        let prober = Prober(client: client, loginEndpoint: login)
        let lead = ProbePlan.Lead(id: try #require(GUID(UUID().uuidString)), mayStand: false, cleanup: .delete)
        let report = await prober.probe(
            credential, secret: secret, plan: ProbePlan(lead: lead, isAddressProven: false), at: now,
            secretAge: .days(30))
        facts.lastProbe = report
        facts.lastLeadAt = report.result == .ok ? report.at : nil
    }

    static func shared(_ secret: String) -> SharedSecret { SharedSecret(SecretBytes(copying: Array(secret.utf8))) }
}
