internal import Foundation
internal import Microhttpd
internal import TestBasics

/// Why there is no token.
struct EntraRefusal: Error {
    let code: Int
    let text: String
    let error: String
    var status = 400
    var suberror: String?
    var extra: [(name: String, value: JSON)] = []
    var identity: String?
    var secretWasRight: Bool?
    var keyID: String?

    init(_ code: Int, _ text: String, error: String = "invalid_grant", suberror: String? = nil) {
        self.code = code
        self.text = text
        self.error = error
        self.suberror = suberror
        status = error == "invalid_client" ? 401 : 400
    }

    init(_ refusal: World.Refusal) {
        self.init(refusal.code, "The sign-in was refused.", error: refusal.error, suberror: refusal.suberror)
        status = refusal.status
    }

    static func noTenant(_ name: String) -> EntraRefusal {
        EntraRefusal(
            90_002,
            "Tenant '\(name)' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. "
                + "Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.",
            error: "invalid_request")
    }

    func reply(_ call: Call, _ state: inout CloudState) -> Reply {
        let trace = state.generator.identifier()
        let correlation = call.headers["client-request-id"] ?? state.generator.identifier()
        let timestamp = state.now.formatted(.iso8601.dateTimeSeparator(.space))
        var members: [(name: String, value: JSON)] = [
            ("error", .string(error)),
            (
                "error_description",
                .string(
                    "AADSTS\(code): \(text)\r\nTrace ID: \(trace)\r\nCorrelation ID: \(correlation)\r\nTimestamp: \(timestamp)"
                )
            ),
            ("error_codes", [.number(code)]), ("timestamp", .string(timestamp)), ("trace_id", .string(trace)),
            ("correlation_id", .string(correlation)),
            ("error_uri", .string("https://\(call.authority)/error?code=\(code)")),
        ]
        if let suberror { members.append(("suberror", .string(suberror))) }
        var reply = Reply(status: status, json: .object(members + extra))
        reply.headers = [("Cache-Control", "no-store, no-cache"), ("Pragma", "no-cache"), ("x-ms-request-id", trace)]
        reply.outcome = "AADSTS\(code)"
        reply.identity = identity ?? call.form["username"] ?? call.form["client_id"]
        reply.secretWasRight = secretWasRight
        reply.keyID = keyID
        return reply
    }
}
