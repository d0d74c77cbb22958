import Credentials
import Foundation
import JSON
import Testing

@testable import Control
@testable import ControlTestSupport

@Suite struct OpenAPITests {
    let document: [String: Any]

    init() throws {
        document = try #require(try JSONSerialization.jsonObject(with: Data(OpenAPI.document())) as? [String: Any])
    }

    @Test func `every route is described under its path and method, and nothing else is`() throws {
        let paths = try #require(document["paths"] as? [String: [String: Any]])
        let described = paths.flatMap { path, item in
            item.keys.filter { $0 != "parameters" }.map { "\($0.uppercased()) \(path)" }
        }
        #expect(Set(described) == Set(RouteTable.routes.map { "\($0.method.rawValue) \($0.path)" }))
        for route in RouteTable.routes {
            let item = try #require(paths[route.path])
            let operation = try #require(item[route.method.rawValue.lowercased()] as? [String: Any])
            let parameters = operation["parameters"] as? [[String: Any]] ?? []
            #expect(Set(parameters.compactMap { $0["name"] as? String }) == Set(route.parameters.map(\.name)))
            let parts = (item["parameters"] as? [[String: String]] ?? []).compactMap {
                $0["$ref"]?.split(separator: "/").last
            }
            #expect(
                parts.map { "{\($0)}" }
                    == route.path.split(separator: "/").filter { $0.hasPrefix("{") }.map(String.init))
            #expect((operation["requestBody"] != nil) == route.takesSecret)
            let statuses = try #require(operation["responses"] as? [String: Any]).keys
            let expected = ["200"] + (Route.commonProblems + route.problems).map { String($0.status) }
            #expect(Set(statuses) == Set(expected))
        }
    }

    /// `openapi.json` beside this file: whoever changes the API on purpose records it anew, with
    /// `LEADKEEPER_RECORD_GOLDEN=1` in the environment.
    @Test func `the document is the one that is recorded`() throws {
        let recorded = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "openapi.json")
        if ProcessInfo.processInfo.environment["LEADKEEPER_RECORD_GOLDEN"] != nil {
            try Data(OpenAPI.document()).write(to: recorded)
        }
        #expect(
            String(decoding: try OpenAPI.document(), as: UTF8.self)
                == (try String(contentsOf: recorded, encoding: .utf8)))
    }

    @Test func `every reference leads somewhere`() throws {
        let components = try #require(document["components"] as? [String: [String: Any]])
        for reference in references(in: document) {
            let parts = reference.split(separator: "/").map(String.init)
            try #require(parts.count == 4 && parts[0] == "#")
            #expect(components[parts[2]]?[parts[3]] != nil, "\(reference)")
        }
    }

    static let bodies: [(String, any Encodable & Sendable)] = [
        ("CertificateRecord", Samples.certificate),
        ("CertificateList", CertificateList(name: "@administrator", certificates: [Samples.certificate])),
        ("ConnectionList", ConnectionList(connections: [Samples.connection("contoso")])),
        ("ConnectionList", ConnectionList(connections: [], health: Samples.health(mailIsRefused: true))),
        ("HealthStatus", Samples.health()),
        ("ConnectionStatus", Samples.connection("contoso")),
        ("ConnectionStatus", Samples.connection("contoso", full: false)),
        ("SecretAnswer", Samples.answer("contoso", SecretFacts())),
        ("SecretAnswer", Samples.answer("refused", SecretFacts())),
        ("SecretAnswer", Samples.answer("unclear", SecretFacts(waits: false))),
        ("TrialStatus", Samples.trial(full: false)),
        ("EventList", EventList(events: [Samples.event(), Samples.event(full: false)])),
        ("NoticeList", NoticeList(notices: [Samples.notice(), Samples.notice(full: false)])),
        (
            "NoticeList",
            NoticeList(notices: [], answers: [Samples.answers].compactMap(\.self), hold: Samples.hold)
        ),
        ("MailText", Samples.mail),
        (
            "HoldAnswer",
            HoldAnswer(
                hold: HoldStatus(
                    Hold(since: Instant(secondsSinceEpoch: 0), until: Instant(secondsSinceEpoch: 1), person: "user 0"),
                    notices: [.init(connection: "contoso", occasion: "lapses/604800")]))
        ),
        ("HoldAnswer", HoldAnswer(hold: nil)),
        ("SecretRemoval", SecretRemoval(name: "contoso", versions: ["1"], waiting: ["1"])),
        ("BackupStatus", BackupStatus(copy: "ledger.sqlite.copy")),
        ("BackupStatus", BackupStatus(copy: nil)),
        ("RotationPlanStatus", Samples.plan("contoso")),
        ("RotationPlanStatus", Samples.plan("contoso", mode: .remind, obstacle: "people do that")),
        ("HandOffStatus", Samples.handOff(ControlRequestTests.contoso).unsafelyUnwrapped),
        ("HandOffStatus", Samples.handOff(ControlRequestTests.contoso, isUser: true).unsafelyUnwrapped),
        ("DoctorReport", Samples.doctor("contoso")), ("ForecastAnswer", Samples.forecast(GetForecast())),
        ("DoctorSummary", Samples.examination("contoso").map(DoctorSummary.init).unsafelyUnwrapped),
        ("OfferComparison", (try? Samples.offer(ControlRequestTests.contoso, agrees: true)).unsafelyUnwrapped),
        ("OfferComparison", (try? Samples.offer(ControlRequestTests.contoso, agrees: false)).unsafelyUnwrapped),
        ("KeyList", Samples.keys("contoso")),
        ("ReloadStatus", ReloadStatus(result: .reloaded, message: "the configuration was read again", connections: 5)),
        (
            "ReloadStatus",
            ReloadStatus(
                result: .refused, message: "the configuration has 1 fault", hint: "look", connections: 5, faults: ["f"],
                warnings: ["w"])
        ),
        ("ProbeStatus", ProbeStatus(Samples.failedReport)),
        ("MailMigrationStatus", MailMigrationStatus(secretKept: true)),
        (
            "EnvironmentTrialStatus",
            EnvironmentTrialStatus(
                url: "https://contoso.crm4.dynamics.com", directory: nil, probe: ProbeStatus(Samples.report(.network)))
        ),
        (
            "MailTrialStatus",
            MailTrialStatus(
                probe: ProbeStatus(Samples.failedReport),
                mails: [MailTrialStatus.Mail(recipient: "root@contoso.com", accepted: true, message: "2.0.0 OK")])
        ),
        ("Problem", Problem(.busy, "a probe is under way", hint: "wait")),
        ("Problem", Problem(.busy, "a probe is under way")),
    ]

    @Test(arguments: bodies)
    func `a body has the members that its schema says, of the types that it says`(
        schema: String, body: any Encodable & Sendable
    ) throws {
        let json = try JSONSerialization.jsonObject(with: Data(JSONCoder.encode(body)))
        check(json, against: ["$ref": "#/components/schemas/\(schema)"], at: schema)
    }

    @Test func `every body that an answer refers to is among those checked`() throws {
        let components = try #require(document["components"] as? [String: [String: Any]])
        var reached = Set(Self.bodies.map(\.0))
        var fresh = reached
        while !fresh.isEmpty {
            let next = fresh.flatMap { name in references(in: components["schemas"]?[name] ?? [:]) }
            fresh = Set(next.map { String($0.split(separator: "/").last ?? "") }).subtracting(reached)
            reached.formUnion(fresh)
        }
        #expect(Set(components["schemas", default: [:]].keys) == reached)
    }

    /// A validator for the few keywords that the document uses.
    private func check(_ value: Any, against schema: [String: Any], at path: String) {
        if let reference = schema["$ref"] as? String {
            let components = document["components"] as? [String: [String: Any]]
            let name = String(reference.split(separator: "/").last ?? "")
            guard let found = components?["schemas"]?[name] as? [String: Any] else {
                Issue.record("\(path): no schema \(name)")
                return
            }
            return check(value, against: found, at: path)
        }
        if let choices = schema["oneOf"] as? [[String: Any]] {
            guard !(value is NSNull) else { return }
            return check(value, against: choices[0], at: path)
        }
        let types = (schema["type"] as? [String]) ?? [(schema["type"] as? String) ?? ""]
        #expect(types.contains(typeName(of: value)), "\(path): \(value)")
        if let words = schema["enum"] as? [Any] {
            #expect(words.contains { "\($0)" == "\(value)" }, "\(path): \(value)")
        }
        if let members = value as? [String: Any], let properties = schema["properties"] as? [String: [String: Any]] {
            #expect(Set(members.keys) == Set(properties.keys), "\(path)")
            #expect(Set(schema["required"] as? [String] ?? []) == Set(properties.keys), "\(path)")
            for (name, member) in members {
                check(member, against: properties[name] ?? [:], at: "\(path).\(name)")
            }
        }
        if let elements = value as? [Any], let items = schema["items"] as? [String: Any] {
            for element in elements { check(element, against: items, at: "\(path)[]") }
        }
    }

    private func typeName(of value: Any) -> String {
        switch value {
        case is NSNull: "null"
        case is String: "string"
        case is [Any]: "array"
        case is [String: Any]: "object"
        case let number as NSNumber where isBoolean(number): "boolean"
        default: "integer"
        }
    }

    private func isBoolean(_ number: NSNumber) -> Bool {
        String(cString: number.objCType) == "c"
    }

    private func references(in value: Any) -> [String] {
        switch value {
        case let members as [String: Any]:
            members.flatMap { name, member in
                name == "$ref" ? [member as? String ?? ""] : references(in: member)
            }
        case let elements as [Any]: elements.flatMap(references)
        default: []
        }
    }
}
