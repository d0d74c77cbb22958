import Control
import Foundation
import Glibc
import TestSupport
import Testing

@testable import ControlTestSupport
@testable import LeadkeeperDaemon

@Suite struct AccessTests {
    static let nobody = Caller(userID: 65_534, groupID: 65_534, processID: 1)

    private func outcome(_ rules: AccessRules, _ caller: Caller?, _ access: Route.Access) async -> Problem.Code? {
        do throws(Problem) {
            try await rules.check(caller, for: access)
            return nil
        } catch {
            return error.code
        }
    }

    @Test(arguments: [Route.Access.reading, .changing])
    func `root and the service's user may do everything`(access: Route.Access) async {
        let rules = AccessRules(serviceUser: 990, readers: "no-such-group")
        #expect(await outcome(rules, Caller(userID: 0, groupID: 0, processID: 1), access) == nil)
        #expect(await outcome(rules, Caller(userID: 990, groupID: 7, processID: 1), access) == nil)
        #expect(await outcome(rules, Caller(userID: 991, groupID: 7, processID: 1), access) == .notPermitted)
        #expect(await outcome(rules, nil, access) == .notPermitted)
    }

    @Test func `a member of the group may read and no more, by primary group or by the group database`() async {
        // The user and group databases of every Debian have bin (2) and nogroup (65534).
        let byPrimary = AccessRules(serviceUser: 990, readers: "nogroup")
        #expect(await outcome(byPrimary, Self.nobody, .reading) == nil)
        #expect(await outcome(byPrimary, Self.nobody, .changing) == .notPermitted)
        let byDatabase = AccessRules(serviceUser: 990, readers: "bin")
        #expect(await outcome(byDatabase, Caller(userID: 2, groupID: 12_345, processID: 1), .reading) == nil)
        #expect(await outcome(byDatabase, Caller(userID: 2, groupID: 12_345, processID: 1), .changing) == .notPermitted)
        #expect(await outcome(byDatabase, Self.nobody, .reading) == .notPermitted)
    }

    @Test func `a user that no database knows may not read, and a group that does not exist has no members`() async {
        let rules = AccessRules(serviceUser: 990, readers: "no-such-group")
        #expect(await outcome(rules, Self.nobody, .reading) == .notPermitted)
        let nameless = Caller(userID: 3_999_999_999, groupID: 3_999_999_999, processID: 1)
        #expect(await outcome(AccessRules(serviceUser: 990, readers: "bin"), nameless, .reading) == .notPermitted)
    }

    @Test func `in a user namespace of its own, whom the socket's mode let in may read`() async {
        var rules = AccessRules(serviceUser: 990, readers: "no-such-group")
        rules.hidesUsers = true
        #expect(await outcome(rules, Self.nobody, .reading) == nil)
        #expect(await outcome(rules, Self.nobody, .changing) == .notPermitted)
        #expect(await outcome(rules, Caller(userID: 991, groupID: 7, processID: 1), .reading) == .notPermitted)
    }

    static let canBecomeNobody =
        geteuid() == 0
        && ["/usr/bin/setpriv", "/usr/bin/curl"].allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }

    @Test(.enabled(if: canBecomeNobody, "needs root, setpriv and curl to ask as another user"))
    func `who asks is what the kernel says of the connection`() async throws {
        // As nobody and in its group: may connect, may read, may not change.
        let served = try ServedSocket(access: AccessRules(readers: "nogroup"))
        #expect(try await ask(served, "/v1/connections") == "200")
        #expect(try await ask(served, "/v1/connections/contoso/secret") == "403")
        #expect(try await ask(served, "/v1/connections/contoso/probe", "-X", "POST") == "403")
        #expect(await served.service.calls == ["connections"])
        // Outside the group the kernel lets nobody connect at all; with a file mode that does, the rules still refuse.
        let closed = try ServedSocket(access: AccessRules(readers: "no-such-group"))
        #expect(try await ask(closed, "/v1/connections") == "000")
        chmod(closed.path, 0o666)
        #expect(try await ask(closed, "/v1/connections") == "403")
        #expect(try await ask(closed, "/nothing") == "403")
        #expect(await closed.service.calls.isEmpty)
    }

    /// The status that nobody gets.
    private func ask(_ served: ServedSocket, _ target: String, _ options: String...) async throws -> String {
        let curl = ["/usr/bin/curl", "-q", "-s", "-o", "/dev/null"] + options
        return try await ChildProcess.run(
            "/usr/bin/setpriv",
            ["--reuid=65534", "--regid=65534", "--clear-groups"] + curl
                + ["-w", "%{http_code}", "--unix-socket", served.path, "http://localhost\(target)"]
        ).output
    }
}
