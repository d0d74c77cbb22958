internal import Foundation

/// A user's name and password, and what Entra says to them.
struct UserSignIn {
    let name: String
    let password: String
    let tenant: World.Tenant

    /// The user, if nothing speaks against a token.
    func check(_ state: inout CloudState) throws(EntraRefusal) -> World.User {
        let domain = name.split(separator: "@").last.map { $0.lowercased() } ?? ""
        if tenant.federatedDomains.contains(where: { $0.lowercased() == domain }) {
            throw EntraRefusal(50_126, "Error validating credentials due to invalid username or password.")
        }
        let user = state.world.users.first {
            $0.name.lowercased() == name.lowercased() && $0.tenant.lowercased() == tenant.id.lowercased()
        }
        guard let user else {
            throw EntraRefusal(
                50_034,
                "The user account \(name) does not exist in the \(tenant.id) directory. "
                    + "To sign into this application, the account must be added to the directory.")
        }
        try checkPassword(of: user, &state)
        var refusal: EntraRefusal?
        if user.isDisabled {
            refusal = EntraRefusal(50_057, "The user account is disabled.")
        } else if user.mustChangePassword || user.passwordExpires <= state.now {
            refusal = EntraRefusal(50_055, "The password is expired.", suberror: "user_password_expired")
            refusal?.extra = [("password_change_url", "https://portal.microsoftonline.com/ChangePassword.aspx")]
        } else if tenant.hasSecurityDefaults {
            refusal = Self.refusal(for: .securityDefaults)
        } else if let policy = tenant.accessPolicies.first(where: { $0.stops(user: World.objectID(ofUser: user.name)) })
        {
            refusal = Self.refusal(for: policy.controls == ["mfa"] ? .secondFactorByPolicy : .conditionalAccess)
        } else if let demand = user.demand {
            refusal = Self.refusal(for: demand)
        } else if let own = user.refusal {
            refusal = EntraRefusal(own)
        }
        guard var refusal else { return user }
        refusal.secretWasRight = true
        throw refusal
    }

    /// Smart lockout: ten wrong passwords lock the account for a minute, and for longer the next time; one of the last
    /// three wrong ones does not count again.
    private func checkPassword(of user: World.User, _ state: inout CloudState) throws(EntraRefusal) {
        let key = user.name.lowercased()
        var lockout = state.lockouts[key] ?? .init()
        let isRight = password == user.password
        if user.isLocked || lockout.until.map({ state.now < $0 }) ?? false {
            var refusal = EntraRefusal(
                50_053,
                "The account is locked, you've tried to sign in too many times with an incorrect user ID or password.")
            refusal.secretWasRight = isRight
            throw refusal
        }
        guard isRight else {
            if !lockout.recent.contains(password.hashValue) {
                lockout.recent = lockout.recent.suffix(2) + [password.hashValue]
                lockout.failures += 1
            }
            if lockout.failures >= 10 {
                lockout.until = state.now.addingTimeInterval(60 * pow(2, Double(lockout.locks)))
                lockout.locks += 1
                lockout.failures = 0
            }
            state.lockouts[key] = lockout
            var refusal = EntraRefusal(50_126, "Error validating credentials due to invalid username or password.")
            refusal.secretWasRight = false
            throw refusal
        }
        state.lockouts[key] = nil
    }

    private static func refusal(for demand: World.User.Demand) -> EntraRefusal {
        let factor =
            "Due to a configuration change made by your administrator, or because you moved to a new location, you must "
        switch demand {
        case .secondFactor:
            return EntraRefusal(50_074, "Strong Authentication is required.", suberror: "basic_action")
        case .secondFactorByPolicy:
            return EntraRefusal(
                50_076, factor + "use multi-factor authentication to access the resource.", suberror: "basic_action")
        case .secondFactorEnrolment:
            return EntraRefusal(50_079, factor + "enroll in multi-factor authentication.", suberror: "basic_action")
        case .secondFactorEnrolmentByPolicy:
            return EntraRefusal(50_072, factor + "enroll in multi-factor authentication.", suberror: "basic_action")
        case .conditionalAccess:
            var refusal = EntraRefusal(
                53_003,
                "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
                suberror: "message_only")
            refusal.extra = [
                ("claims", "{\"access_token\":{\"capolids\":{\"essential\":true,\"values\":[\"policy\"]}}}")
            ]
            return refusal
        case .securityDefaults:
            return EntraRefusal(530_035, "Access has been blocked by security defaults.", error: "access_denied")
        case .passwordChange:
            return EntraRefusal(50_142, "Password change is required due to a conditional access policy.")
        }
    }
}
