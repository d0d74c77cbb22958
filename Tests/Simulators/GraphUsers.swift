internal import Foundation
internal import Microhttpd

/// Users' passwords, as apps and the users themselves see and change them.
enum GraphUsers {
    static func facts(
        of name: String, _ call: Call, _ caller: CloudState.Token, _ state: CloudState
    ) throws(GraphRefusal) -> Reply {
        // A password's profile is read by whoever may set it.
        let right: World.Permission =
            call.query["$select"]?.contains("passwordProfile") == true ? .resetPasswords : .readUsers
        try state.demand([right], of: caller)
        let user = state.world.users[try index(of: name, caller, state)]
        return Reply(
            status: 200,
            json: Graph.selected(
                [
                    ("@odata.context", .string("https://\(call.authority)/v1.0/$metadata#users/$entity")),
                    ("id", .string(Graph.identifier(of: user.name.lowercased()))),
                    ("userPrincipalName", .string(user.name)),
                    ("accountEnabled", .bool(!user.isDisabled)),
                    (
                        "assignedLicenses",
                        .array((0..<user.licenses).map { ["skuId": .string(Graph.identifier(of: "licence \($0)"))] })
                    ),
                    ("passwordProfile", ["forceChangePasswordNextSignIn": .bool(user.mustChangePassword)]),
                    ("lastPasswordChangeDateTime", Graph.time(user.passwordChanged)),
                    ("passwordPolicies", user.passwordPolicies.map { .string($0) } ?? .null),
                    ("onPremisesSyncEnabled", user.isSynchronised ? true : .null),
                ], call))
    }

    static func domain(_ name: String, _ caller: CloudState.Token, _ state: CloudState) throws(GraphRefusal) -> Reply {
        try state.demand([.readDomains], of: caller)
        guard let tenant = state.tenant(caller.tenant), tenant.domains.contains(where: { $0.lowercased() == name })
        else {
            throw .notFound(name, state.world)
        }
        let days = tenant.passwordValidity.first { $0.key.lowercased() == name }?.value
        return Reply(
            status: 200,
            json: [
                "id": .string(name), "isVerified": true,
                "authenticationType": .string(
                    tenant.federatedDomains.contains { $0.lowercased() == name } ? "Federated" : "Managed"),
                "passwordValidityPeriodInDays": days.map { .number($0) } ?? .null,
                "passwordNotificationWindowInDays": days == nil ? .null : 14,
            ])
    }

    static func reset(
        _ name: String, _ call: Call, _ caller: CloudState.Token, _ state: inout CloudState
    ) throws(GraphRefusal) -> Reply {
        try state.demand([.resetPasswords], of: caller)
        let index = try index(of: name, caller, state)
        guard !state.world.users[index].isAdministrator else { throw .denied }
        guard let profile = try Graph.body(of: call)["passwordProfile"] as? [String: Any],
            let password = profile["password"] as? String
        else {
            throw GraphRefusal(400, "Request_BadRequest", "Invalid value specified for property 'passwordProfile'.")
        }
        try set(password, of: index, &state)
        // Who must change the password at the next sign-in is told that it has expired.
        if profile["forceChangePasswordNextSignIn"] as? Bool ?? true {
            state.world.users[index].passwordExpires = state.now
        }
        return Reply(status: 204)
    }

    static func change(_ call: Call, _ caller: CloudState.Token, _ state: inout CloudState) throws(GraphRefusal)
        -> Reply
    {
        guard !caller.isApp else {
            throw GraphRefusal(400, "BadRequest", "/me request is only valid with delegated authentication flow.")
        }
        let index = try index(of: caller.identity.lowercased(), caller, state)
        let body = try Graph.body(of: call)
        let isRight = body["currentPassword"] as? String == state.world.users[index].password
        guard isRight else {
            throw GraphRefusal(400, "Request_BadRequest", "The specified current password is not correct.")
        }
        let new = body["newPassword"] as? String ?? ""
        guard new != state.world.users[index].password else {
            throw GraphRefusal(400, "Request_BadRequest", "The specified password has been used before.")
        }
        try set(new, of: index, &state)
        var reply = Reply(status: 204)
        reply.secretWasRight = true
        return reply
    }

    /// Puts a password in force, if it is good enough: 8 to 256 characters of ASCII, of three kinds out of four.
    private static func set(_ password: String, of index: Int, _ state: inout CloudState) throws(GraphRefusal) {
        let kinds: [(Character) -> Bool] = [
            { $0.isLowercase }, { $0.isUppercase }, { $0.isNumber }, { !$0.isLetter && !$0.isNumber },
        ]
        guard (8...256).contains(password.count), password.allSatisfy({ $0.isASCII && $0 >= " " }),
            kinds.count(where: { password.contains(where: $0) }) >= 3
        else {
            throw GraphRefusal(
                400, "Request_BadRequest",
                "The specified password does not comply with password complexity requirements. Please provide a different password."
            )
        }
        let now = state.now
        let domain = state.world.users[index].name.split(separator: "@").last.map { $0.lowercased() } ?? ""
        let days = state.tenant(state.world.users[index].tenant)?.passwordValidity.first {
            $0.key.lowercased() == domain
        }?.value
        let lapses = state.world.users[index].passwordPolicies?.contains("DisablePasswordExpiration") != true
        state.world.users[index].password = password
        state.world.users[index].passwordChanged = now
        state.world.users[index].passwordExpires =
            lapses
            ? days.map { $0 == Int32.max ? .distantFuture : now.addingTimeInterval(TimeInterval($0) * 86_400) }
                ?? .distantFuture
            : .distantFuture
    }

    static func index(of name: String, _ caller: CloudState.Token, _ state: CloudState) throws(GraphRefusal)
        -> Int
    {
        let index = state.world.users.firstIndex {
            $0.name.lowercased() == name && $0.tenant.lowercased() == caller.tenant.lowercased()
        }
        guard let index else { throw .notFound(name, state.world) }
        return index
    }
}
