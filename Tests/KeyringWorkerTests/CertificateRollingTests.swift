import Credentials
import Curl
import Foundation
import KeyringAccess
import Ports
import SecureMemory
import Simulators
import TestSupport
import Testing

@testable import Microsoft

/// Certificates that Microsoft Graph takes on the proof of possession that the real worker signs.
@Suite(.enabled(if: PrivateKeyring.isAvailable, "needs dbus-daemon, gnome-keyring-daemon and gdbus"))
struct CertificateRollingTests {
    fileprivate static let directory = "12345678-8af1-4a5f-1234-12234d01db47"
    fileprivate static let application = "23456052-aaaa-bbbb-8662-1234df56788f"

    /// An application of leadkeeper's own with a certificate whose key the worker has, and Graph.
    private struct House {
        let fixture: WorkerFixture
        let cloud: MicrosoftCloud
        let graph: Graph
        let first: SecretVersion
        let holder: KeyHolder
        let folder: TemporaryDirectory

        static let who = EntraApplication(
            directory: GUID(directory) ?? GUID(high: 0, low: 0), id: GUID(application) ?? GUID(high: 0, low: 0))

        var proof: SignInProof { .certificate(holder) }
        var now: Instant { Instant(secondsSinceEpoch: Int64(cloud.now.timeIntervalSince1970)) }
        var certificates: [World.Certificate] { cloud.world.apps[0].certificates }

        static func run(
            _ permissions: [World.Permission] = [.changeOwnedApps, .readPolicies],
            validFor validity: TimeSpan = .days(90),
            changing change: (inout World) -> Void = { _ in }, _ body: (House) async throws -> Void
        ) async throws {
            let fixture = try await WorkerFixture()
            let now = Instant(secondsSinceEpoch: Int64(Date().timeIntervalSince1970))
            let first = try await made(fixture, at: now, validFor: validity)
            var world = World()
            world.tenants = [World.Tenant(id: directory)]
            world.apps = [World.App(id: application, tenants: [directory])]
            world.apps[0].certificates = [World.Certificate(der: first.certificate?.der ?? [])]
            world.apps[0].permissions = permissions
            world.apps[0].owners = [application]
            change(&world)
            let folder = try TemporaryDirectory()
            let cloud = try await MicrosoftCloud.start(
                world: world, hostility: 0, directory: URL(filePath: folder.path))
            var network = HTTPClient.Configuration()
            network.caFile = cloud.caFile.path
            let graph = Graph(
                client: try HTTPClient(configuration: network), loginEndpoint: cloud.url("login.localhost"),
                graphEndpoint: cloud.url("graph.localhost"))
            let holder = try #require(KeyHolder(first, of: .administrator, in: fixture.client))
            let house = House(
                fixture: fixture, cloud: cloud, graph: graph, first: first, holder: holder, folder: folder)
            let result: Result<Void, any Error>
            do { result = .success(try await body(house)) } catch { result = .failure(error) }
            await cloud.stop()
            try result.get()
        }

        static func made(
            _ fixture: WorkerFixture, at now: Instant, validFor validity: TimeSpan
        ) async throws -> SecretVersion {
            let version = UUID().uuidString.lowercased()
            let end = now - Certificate.head + validity
            let answer = await fixture.client.makeKey(
                .administrator, version: version, label: "leadkeeper: @administrator", commonName: "leadkeeper",
                notBefore: now - Certificate.head, notAfter: end)
            guard case .made(let der, let fingerprint) = answer else { throw Obstructed(text: "\(answer)") }
            return SecretVersion(
                id: version, stage: .current, fingerprint: fingerprint, issuedAt: now, storedAt: now,
                expiry: .at(end, origin: .certificate), certificate: Certificate(der: der))
        }

        func next(validFor validity: TimeSpan = .days(90)) async throws -> SecretVersion {
            try await Self.made(fixture, at: now, validFor: validity)
        }

        func add(_ version: SecretVersion) async throws(Setback) -> IssuedKey {
            guard let certificate = version.certificate else { throw Setback(.refused, message: "no certificate") }
            return try await graph.addCertificate(
                certificate, to: Self.who, displayName: "leadkeeper/test", possession: holder, as: Self.who,
                proof: proof)
        }
    }

    private struct Obstructed: Error {
        let text: String
    }

    @Test func `the next certificate is added, listed with its bytes, signs in, and the first is removed by it`()
        async throws
    {
        try await House.run { house in
            let second = try await house.next()
            let added = try await house.add(second)
            #expect(added.certificate == second.certificate && added.displayName == "leadkeeper/test")
            let list = try await house.graph.certificates(of: House.who, as: House.who, proof: house.proof)
            #expect(Set(list.map(\.certificate)) == [house.first.certificate, second.certificate])
            #expect(list.contains { $0.keyID == added.keyID && $0.endsAt != nil })
            let holder = try #require(KeyHolder(second, of: .administrator, in: house.fixture.client))
            try await house.graph.signIn(as: House.who, proof: .certificate(holder))
            let old = try #require(list.first { $0.certificate == house.first.certificate })
            try await house.graph.removeCertificate(
                old.keyID, from: House.who, possession: holder, as: House.who, proof: .certificate(holder))
            #expect(house.certificates.map(\.der) == [second.certificate?.der])
            await #expect(throws: Setback.self) {
                try await house.graph.signIn(as: House.who, proof: house.proof)
            }
            let again = await #expect(throws: Setback.self) {
                try await house.graph.removeCertificate(
                    old.keyID, from: House.who, possession: holder, as: House.who, proof: .certificate(holder))
            }
            #expect(again?.kind == .absent)
            #expect(house.cloud.history().map(\.step).contains("remove-certificate"))
        }
    }

    @Test func `an application without permission cannot read its own registration, and nothing is added`()
        async throws
    {
        try await House.run([]) { house in
            let refused = await #expect(throws: Setback.self) { try await house.add(try await house.next()) }
            #expect(refused?.kind == .forbidden && house.certificates.count == 1)
        }
    }

    @Test func `a key that the application does not have proves nothing`() async throws {
        try await House.run { house in
            let stranger = try await house.next()
            let holder = try #require(KeyHolder(stranger, of: .administrator, in: house.fixture.client))
            let refused = await #expect(throws: Setback.self) {
                try await house.graph.addCertificate(
                    Certificate(der: stranger.certificate?.der ?? []), to: House.who, displayName: "x",
                    possession: holder, as: House.who, proof: house.proof)
            }
            #expect(refused?.kind == .refused && house.certificates.count == 1)
        }
    }

    @Test func `a policy on the life of certificates is read, and what is longer is refused by its name`() async throws
    {
        try await House.run(changing: { world in
            world.tenants[0].managementPolicy = World.ManagementPolicy([
                .init("asymmetricKeyLifetime", longestDays: 60), .init("passwordLifetime", longestDays: 9),
            ])
        }) { house in
            let allowance = try await house.graph.certificateAllowance(
                of: House.who, as: House.who, proof: house.proof)
            #expect(allowance == SecretAllowance(longestLifetime: .days(60)))
            let refused = await #expect(throws: Setback.self) {
                try await house.add(try await house.next(validFor: .days(61)))
            }
            #expect(refused?.kind == .policy && house.certificates.count == 1)
            _ = try await house.add(try await house.next(validFor: .days(60)))
            #expect(house.certificates.count == 2)
        }
    }

    @Test(arguments: [
        (Fault.Name.throttle, Setback.Kind.transient, 1), (.status503, .uncertain, 1),
        (.dropBeforeEffect, .uncertain, 1),
        (.status500AfterEffect, .uncertain, 2), (.dropAfterEffect, .uncertain, 2), (.truncatedBody, .uncertain, 2),
        (.garbageJSON, .uncertain, 1),
    ])
    func `whether it was added is in doubt wherever it may have been, and it is sent once`(
        fault: Fault.Name, kind: Setback.Kind, count: Int
    ) async throws {
        try await House.run { house in
            let next = try await house.next()
            house.cloud.inject(Fault(fault, step: "add-certificate", count: 1))
            let failed = await #expect(throws: Setback.self) { try await house.add(next) }
            #expect(failed?.kind == kind, "\(String(describing: failed))")
            #expect(house.certificates.count == count)
            #expect(house.cloud.history().count { $0.step == "add-certificate" } <= 1)
            // The list tells.
            let list = try await house.graph.certificates(of: House.who, as: House.who, proof: house.proof)
            #expect(list.contains { $0.certificate == next.certificate } == (count == 2))
        }
    }

    @Test func `a new certificate that is not known everywhere yet is refused by turns, and then accepted`()
        async throws
    {
        try await House.run(changing: { world in world.spite.propagation = 3_000 }) { house in
            let second = try await house.next()
            _ = try await house.add(second)
            let holder = try #require(KeyHolder(second, of: .administrator, in: house.fixture.client))
            let settles = try #require(house.certificates.last).settlesAt
            #expect(settles.map { $0 > house.cloud.now } == true)
            house.cloud.change { $0.apps[0].certificates[1].settlesAt = Date(timeIntervalSince1970: 0) }
            try await house.graph.signIn(as: House.who, proof: .certificate(holder))
        }
    }
}
