public import Foundation
internal import Microhttpd

extension World {
    /// A change in a directory, as its audit log has it.
    public struct Audit: Codable, Sendable {
        /// The app's id or the user's name that was changed.
        public var target: String
        /// When it was changed.
        public var at: Date
        /// From when on the log has it: it is late by minutes to hours.
        public var loggedAt: Date
        /// What the log calls it.
        public var activity = "Update application – Certificates and secrets management "
        /// The user who did it; `nil` for an app, whose name is `app`.
        public var user: String?
        /// The app that did it; `nil` for a user.
        public var app: String?
        /// The client secrets before, by their ids; empty where the log does not say.
        public var before: [String] = []
        /// The client secrets after.
        public var after: [String] = []

        /// A change by a user that the log has at once.
        public init(of target: String, at: Date, by user: String?, before: [String] = [], after: [String] = []) {
            (self.target, self.at, self.user, loggedAt) = (target, at, user, at)
            (self.before, self.after) = (before, after)
        }
    }
}

/// A directory's audit log, in the form in which it is known from people's logs: what was modified is text within text.
enum GraphAudits {
    static func list(_ call: Call, _ caller: CloudState.Token, _ state: CloudState) throws(GraphRefusal) -> Reply {
        try state.demand([.readAudits], of: caller)
        let filter = call.query["$filter"] ?? ""
        guard let id = filter.split(separator: "'").dropFirst().first.map(String.init),
            filter.contains("targetResources/any(t: t/id eq '"),
            let since = filter.split(separator: " ").first(where: { $0.hasSuffix("Z") })
                .flatMap({ try? Date(String($0), strategy: .iso8601) })
        else { throw GraphRefusal(400, "BadRequest", "Invalid filter clause") }
        let entries = state.world.audits.filter { audit in
            [audit.target, audit.target.lowercased()].contains {
                Graph.identifier(of: $0).lowercased() == id.lowercased()
            }
                && audit.at >= since && audit.loggedAt <= state.now
        }
        return Reply(
            status: 200,
            json: ["value": .array(entries.sorted { $0.at > $1.at }.map { entry($0, id: id) })])
    }

    private static func entry(_ audit: World.Audit, id: String) -> JSON {
        let by: JSON =
            if let user = audit.user {
                ["user": ["userPrincipalName": .string(user), "ipAddress": "203.0.113.9"], "app": .null]
            } else {
                ["user": .null, "app": audit.app.map { ["displayName": .string($0)] } ?? .null]
            }
        let text = { (keys: [String]) -> JSON in
            .string(
                "["
                    + keys.map { "\"[KeyIdentifier=\($0),KeyType=Password,KeyUsage=Verify,DisplayName=by hand]\"" }
                    .joined(separator: ",") + "]")
        }
        let isNamed = !audit.before.isEmpty || !audit.after.isEmpty
        return [
            "id": .string("Directory_\(id)"), "activityDisplayName": .string(audit.activity),
            "activityDateTime": Graph.time(audit.at), "result": "success", "initiatedBy": by,
            "targetResources": .array([
                [
                    "id": .string(id), "type": "Application",
                    "modifiedProperties": .array(
                        isNamed
                            ? [
                                [
                                    "displayName": "KeyDescription", "oldValue": text(audit.before),
                                    "newValue": text(audit.after),
                                ]
                            ] : []),
                ]
            ]),
        ]
    }
}
