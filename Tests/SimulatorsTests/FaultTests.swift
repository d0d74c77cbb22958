import Foundation
import Simulators
import Testing

@Suite struct FaultTests {
    @Test func `every fault happens as often as it was asked for, and then no more`() async throws {
        try await withCloud { cloud async throws in
            let url = cloud.url("login.localhost", "/common/discovery/instance")
            let expected: [(Fault.Name, exit: Int32, status: Int)] = [
                (.throttle, 0, 429), (.status500, 0, 500), (.status502, 0, 502), (.status503, 0, 503),
                (.dropBeforeEffect, 52, 0),
                (.dropAfterEffect, 52, 0), (.slowDrip, 0, 200), (.hang, 28, 0), (.htmlPage, 0, 200),
                (.wrongCertificate, 60, 0),
                (.redirect, 0, 302), (.propagationDelay, 0, 200), (.empty401, 0, 401), (.garbageJSON, 0, 200),
                (.status500AfterEffect, 0, 500), (.status503AfterEffect, 0, 503),
                (.truncatedBody, 18, 200),
                (.deepJSON, 0, 200),
                (.endlessBody, 63, 200), (.wall, 0, 403), (.late, 0, 200),
            ]
            #expect(Set(expected.map(\.0)) == Set(Fault.Name.allCases))
            for (name, exit, status) in expected {
                cloud.inject(
                    Fault(
                        name, host: "login.localhost", step: name == .wrongCertificate ? nil : "discovery", count: 1,
                        value: name == .wall ? 403 : 1))
                let limits = name == .hang ? ["--max-time", "0.3"] : ["--max-filesize", "1000000"]
                let answer = try await cloud.ask(
                    url, name == .endlessBody ? ["--max-time", "0.3", "-o", "/dev/null"] : limits)
                let isRight = name == .endlessBody ? answer.exit == 28 : answer.exit == exit && answer.status == status
                #expect(isRight, "\(name): \(answer.exit) \(answer.status)")
                #expect(name == .wrongCertificate || cloud.history().last?.fault == name.rawValue)
                #expect(try await cloud.ask(url).status == 200)
            }
        }
    }

    @Test(arguments: [(Fault.Name.dropBeforeEffect, 0), (.dropAfterEffect, 1)])
    func `a dropped answer differs by whether the lead is there`(name: Fault.Name, leads: Int) async throws {
        try await withCloud { cloud async throws in
            cloud.inject(Fault(name, step: "create", count: 1))
            #expect(try await cloud.createLead().exit == 52)
            #expect(cloud.leads(in: Sample.host).count == leads)
            #expect(try await cloud.createLead().status == (leads == 0 ? 204 : 412))
        }
    }

    @Test(arguments: [CertificateAuthority.Flaw.expired, .wrongHost, .selfSigned, .unknownAuthority])
    func `a certificate may have any flaw, at one host alone`(flaw: CertificateAuthority.Flaw) async throws {
        try await withCloud { cloud async throws in
            cloud.inject(Fault(.wrongCertificate, host: Sample.host, flaw: flaw))
            #expect(try await cloud.ask(cloud.url(Sample.host)).exit == 60)
            #expect(try await cloud.token().status == 200)
        }
    }

    @Test func `a host that is no environment answers as some web site does`() async throws {
        var world = Sample.world
        world.otherHosts = ["shop.localhost"]
        try await withCloud(world) { cloud async throws in
            let answer = try await cloud.ask(cloud.url("shop.localhost", "/api/data/v9.2/"))
            #expect(answer.status == 200 && answer.header.contains("text/html"))
        }
    }

    @Test func `a seed brings the same misbehaviour again, and another one another`() async throws {
        func behaviour(_ seed: UInt64) async throws -> [String] {
            let cloud = try await MicrosoftCloud.start(world: Sample.world, seed: seed, hostility: 0.5)
            for _ in 0..<12 { _ = try await cloud.ask(cloud.url("login.localhost", "/common/discovery/instance")) }
            let faults = cloud.history().map { $0.fault ?? "none" }
            await cloud.stop()
            return faults
        }
        let first = try await behaviour(7)
        #expect(try await behaviour(7) == first)
        #expect(try await behaviour(8) != first)
        #expect(Set(first).count > 2)
    }

    @Test func `whoever waits for something in the history is told when it happens`() async throws {
        try await withCloud { cloud async throws in
            async let seen = cloud.history { $0.contains { $0.step == "token" } }
            _ = try await cloud.token()
            #expect(await seen.last?.outcome == "ok")
        }
    }

    @Test func `no secret stands in the history`() async throws {
        try await withCloud { cloud async throws in
            _ = try await cloud.token(secret: "Wr0ng-and-long")
            _ = try await cloud.userToken(password: "Wr0ng-and-long")
            let text = String(decoding: try JSONEncoder().encode(cloud.history()), as: UTF8.self)
            #expect(cloud.history().count == 2 && !text.contains("Wr0ng"))
        }
    }
}
