internal import Foundation
internal import Microhttpd

/// What Graph shows of a directory's demands, beside what rotations need.
///
/// Microsoft's "identitysecuritydefaultsenforcementpolicy", "conditionalaccesspolicy", "audiencesconfiguration" and
/// "user-list-transitivememberof" pages.
enum GraphExamination {
    /// What a path leads to; nil for what is none of it.
    enum Route {
        case audiences
        case securityDefaults
        case accessPolicies
        case memberships(user: String)

        init?(_ method: String, _ path: String) {
            guard method == "GET" else { return nil }
            switch path {
            case "/beta/policies/defaultAppManagementPolicy": self = .audiences
            case "/v1.0/policies/identitySecurityDefaultsEnforcementPolicy": self = .securityDefaults
            case "/v1.0/identity/conditionalAccess/policies": self = .accessPolicies
            default:
                let (front, back) = ("/v1.0/users('", "')/transitiveMemberOf")
                guard path.hasPrefix(front), path.hasSuffix(back) else { return nil }
                self = .memberships(
                    user: path.dropFirst(front.count).dropLast(back.count).replacingOccurrences(of: "''", with: "'")
                        .lowercased())
            }
        }

        var step: String {
            switch self {
            case .audiences: "policy"
            case .securityDefaults: "security-defaults"
            case .accessPolicies: "access-policies"
            case .memberships: "memberships"
            }
        }
    }

    static func answer(
        _ route: Route, _ caller: CloudState.Token, _ state: CloudState
    ) throws(GraphRefusal) -> Reply {
        let tenant = state.tenant(caller.tenant)
        switch route {
        case .audiences:
            try state.demand([.readPolicies, .readAllPolicies], of: caller)
            let forbids = tenant?.forbidsMultipleDirectories ?? false
            return Reply(
                status: 200,
                json: [
                    "isEnabled": .bool(forbids),
                    "applicationRestrictions": [
                        "passwordCredentials": [],
                        "audiences": [
                            "azureAdMultipleOrgs": [
                                "state": .string(forbids ? "enabled" : "disabled"), "excludeActors": .null,
                            ]
                        ],
                    ],
                ])
        case .securityDefaults:
            try state.demand([.readAllPolicies], of: caller)
            return Reply(
                status: 200,
                json: ["displayName": "Security Defaults", "isEnabled": .bool(tenant?.hasSecurityDefaults ?? false)])
        case .accessPolicies:
            try state.demand([.readAllPolicies], of: caller)
            return Reply(status: 200, json: ["value": .array((tenant?.accessPolicies ?? []).map(\.json))])
        case .memberships(let name):
            try state.demand([.readDirectory], of: caller)
            let user = state.world.users[try GraphUsers.index(of: name, caller, state)]
            let roles = user.directoryRoles.map { name -> JSON in
                [
                    "@odata.type": "#microsoft.graph.directoryRole",
                    "id": .string(Graph.identifier(of: "role " + name)),
                    "displayName": .string(name), "roleTemplateId": .string(Graph.identifier(of: "template " + name)),
                ]
            }
            let groups = user.groups.map { id -> JSON in
                ["@odata.type": "#microsoft.graph.group", "id": .string(id), "displayName": "A group"]
            }
            return Reply(status: 200, json: ["value": .array(roles + groups)])
        }
    }
}
