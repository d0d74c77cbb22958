import Control
import Credentials
import Curl
import Foundation
import Glibc
import TestSupport
import Testing

@testable import ControlTestSupport
@testable import LeadkeeperDaemon

/// What the control API refuses of what is entered, and who it says has asked.
@Suite struct EntryTests {
    @Test(arguments: [
        ("\u{FEFF}hunter2", "begins with a byte order mark"), ("hunter2 ", "ends with a blank"),
        ("\u{A0}hunter2", "begins with a no-break space"), ("“hunter2”", "begins with a typographic quotation mark"),
        ("hunter2\r\n", "ends with a line end"), ("hunter2\r", "ends with a carriage return"),
        ("\thunter2", "begins with a tab"),
        ("hunter2\u{200B}", "ends with an invisible character"),
    ])
    func `a body with something around the secret is refused with the reason`(text: String, reason: String) async throws
    {
        let served = try ServedSocket()
        let response = try await served.send(.put, "/v1/connections/contoso/secret", body: .secret(secret(text)))
        let problem = try served.problem(response)
        #expect(response.status == 422 && problem.code == .invalidValue)
        #expect(problem.detail == "the secret \(reason)" && problem.hint?.hasPrefix("nothing was changed") == true)
        #expect(await served.service.calls.isEmpty)
    }

    @Test(arguments: [
        "/v1/connections/contoso%00", "/v1/connections/contoso%00x/secret", "/v1/connections%00/contoso", "/%00",
        "/v1/connections/contoso%2Fsecret", "/v1/connections%2fcontoso", "/v1/connections/contoso%0A",
        "/v1/connections/%7F",
        "/v1/connections/contoso%1b%5B31m", "/v1/connections/%C3", "/v1/connections/%C0%80",
        "/v1/connections/%ED%A0%80",
        "/v1/connections/%C2%85", "/v1/connections/%", "/v1/connections/%4", "/v1/connections/%zz",
        "/v1/connections/%FF%FE",
        "/v1/events?connection=contoso%00", "/v1/events?connection=%0D", "/v1/events?limit%00=5",
        "/v1/events?connection=%C3%28",
        "/v1/events?limit=5%00&after=1", "/v1/notices?connection=contoso%09", "/v1/events?%FF=1", "/v1/events?after=%",
    ])
    func `an escape that stands for no text, or for a slash in a name, is refused and cuts nothing`(target: String)
        async throws
    {
        let served = try ServedSocket()
        let response = try await served.send(.get, target)
        #expect(response.status == 422)
        #expect(try served.problem(response).code == .invalidValue)
        #expect(await served.service.calls.isEmpty)
    }

    @Test(arguments: [
        ("/v1/connections/%40mail", "connection @mail"), ("/v1/connections/c%6Fntoso", "connection contoso"),
        ("/v1/events?connection=%63ontoso&limit=7", "events -1 7 contoso"), ("/%76%31/connections", "connections"),
    ])
    func `any other escape is the character that it stands for`(target: String, call: String) async throws {
        let served = try ServedSocket()
        #expect(try await served.send(.get, target).status == 200)
        #expect(await served.service.calls == [call])
    }

    @Test func `an escape of an escape is what it says`() async throws {
        let served = try ServedSocket()
        #expect(try await served.send(.get, "/v1/connections/contoso%2500").status == 404)
    }

    private func show(_ served: ServedSocket, _ said: [String]) async throws -> String? {
        var request = HTTPRequest(.get, "http://localhost/v1/connections/contoso/secret")
        request.headers = said.map { .init(SaidCaller.field, $0) }
        request.bodyIsSecret = true
        _ = try await served.client.perform(request)
        return await served.service.showings.last
    }

    @Test func `what a client says of itself is shown as said, beside what the kernel says`() async throws {
        let served = try ServedSocket()
        let kernel = "user \(geteuid())"
        #expect(try await show(served, []) == kernel)
        #expect(try await show(served, ["uid=\(geteuid())"]) == kernel)
        #expect(try await show(served, ["uid=1000"]) == "\(kernel) (said: user 1000)")
        #expect(try await show(served, ["uid=\(geteuid()), sudo-uid=1000"]) == "\(kernel) (said: by sudo of user 1000)")
        #expect(
            try await show(served, ["sudo-uid=7,uid=4294967294"])
                == "\(kernel) (said: user 4294967294, by sudo of user 7)")
    }

    @Test(arguments: [
        ["uid=-1"], ["uid=4294967295"], ["uid=4294967296"], ["uid=99999999999999999999"], ["uid="], ["uid"], ["=1"],
        [""],
        ["uid=1000, uid=0"], ["uid=1000", "uid=0"], ["uid=+1"], ["uid=0x10"], ["uid=１０"], ["uid=1 000"],
        ["uid=1;sudo-uid=2"],
        ["uid=1, rights=root"], ["uid=1\u{202E}"], ["uid=1,"], [String(repeating: "uid=1, ", count: 100)], ["root"],
        ["uid=1, sudo-uid=root"], ["Uid=1"],
    ])
    func `what is not said properly says nothing, and changes nothing`(values: [String]) async throws {
        let served = try ServedSocket()
        #expect(try await show(served, values) == "user \(geteuid())")
    }

    @Test func `nobody gains a right by what is said`() async throws {
        // In a user namespace that hides users, whoever says to be root may read and no more.
        var rules = AccessRules(serviceUser: 990, readers: "no-such-group")
        rules.hidesUsers = true
        let liar = Caller(
            userID: 65_534, groupID: 65_534, processID: 1, said: SaidCaller(userID: 0, sudoUserID: 990))
        await #expect(throws: Problem.self) { try await rules.check(liar, for: .changing) }
        try await rules.check(liar, for: .reading)
    }

    @Test func `a user id in the environment is one in digits`() {
        #expect(SaidCaller.userID("1000") == 1_000)
        for text in ["", "root", "-1", " 1", "1 ", "1\n", "4294967295", "00000000001", "1e3"] {
            #expect(SaidCaller.userID(text) == nil, "\(text)")
        }
    }
}
