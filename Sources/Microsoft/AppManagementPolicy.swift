internal import Credentials
internal import JSON

/// What a directory, or a policy of an application's own, says about client secrets and certificates.
///
/// `tenantAppManagementPolicy`, `appManagementPolicy`, `passwordCredentialConfiguration` and
/// `keyCredentialConfiguration` of Microsoft Graph.
struct AppManagementPolicy: Hashable {
    /// One `passwordCredentialConfiguration` or `keyCredentialConfiguration`.
    struct Restriction: Hashable {
        /// Whether it is in force at all; a policy of an application's own exempts by saying that it is not.
        var isEnabled: Bool
        /// The longest lifetime; `nil` for other restrictions, and where it is illegible.
        var maxLifetime: TimeSpan?
        /// Applications that were registered before then are left alone; `nil` for none.
        var appliesToAppsCreatedAfter: Instant?
        /// Whether some who ask are exempt, by attributes that cannot be seen from here.
        var hasExemptions: Bool

        func applies(toAppCreatedAt created: Instant?) -> Bool {
            guard isEnabled else { return false }
            guard let created, let appliesToAppsCreatedAfter else { return true }
            return created > appliesToAppsCreatedAfter
        }
    }

    /// The restriction `passwordAddition`: no new client secrets.
    var addition: Restriction?
    /// The restriction `passwordLifetime`: client secrets lapse soon.
    var lifetime: Restriction?
    /// The restriction `asymmetricKeyLifetime`: certificates lapse soon.
    var certificateLifetime: Restriction?

    /// A policy that says nothing.
    init() {}

    /// Reads the policy of a directory; one that is switched off says nothing.
    init(directory text: JSONText) throws(JSONFault) {
        try self.init(JSONObject(text), restrictions: "applicationRestrictions", in: text)
    }

    /// Reads the policies that are assigned to one application: none, or one.
    ///
    /// A list that is not there is not an empty one.
    static func list(_ text: JSONText) throws(JSONFault) -> [AppManagementPolicy] {
        let answer = try JSONObject(text)
        guard let entries = try answer.objects("value", limit: 16, in: text) else { throw .wrongType }
        try answer.requireWhole(in: text)
        var policies: [AppManagementPolicy] = []
        for policy in entries {
            policies.append(try AppManagementPolicy(policy, restrictions: "restrictions", in: text))
        }
        return policies
    }

    private init(_ policy: JSONObject, restrictions: StaticString, in text: JSONText) throws(JSONFault) {
        guard let isEnabled = try policy.boolean("isEnabled", in: text) else { throw .wrongType }
        guard isEnabled, let parts = try policy.object(restrictions, in: text) else { return }
        for entry in try (parts.objects("passwordCredentials", limit: 64, in: text) ?? [])
            + (parts.objects("keyCredentials", limit: 64, in: text) ?? [])
        {
            let restriction = Restriction(
                isEnabled: try entry.string("state", in: text) ?? "enabled" == "enabled",
                maxLifetime: try entry.string("maxLifetime", in: text).flatMap(ISO8601Duration.span),
                appliesToAppsCreatedAfter: Graph.date("restrictForAppsCreatedAfterDateTime", of: entry, in: text),
                hasExemptions: try entry.value("excludeActors", in: text) != nil)
            switch try entry.string("restrictionType", in: text) {
            case "passwordAddition": addition = restriction
            case "passwordLifetime": lifetime = restriction
            case "asymmetricKeyLifetime": certificateLifetime = restriction
            default: break
            }
        }
    }

    /// This policy, with what the others say in the place of what it says itself.
    func overridden(by policies: [AppManagementPolicy]) -> AppManagementPolicy {
        policies.reduce(into: self) { result, policy in
            result.addition = policy.addition ?? result.addition
            result.lifetime = policy.lifetime ?? result.lifetime
            result.certificateLifetime = policy.certificateLifetime ?? result.certificateLifetime
        }
    }

    /// What is allowed for an application that was registered then; an unknown time counts as the worst one.
    ///
    /// An addition that some are exempt from is not counted as forbidden: whoever asks may be one of them. A lifetime
    /// is, since asking for less is never refused.
    func allowance(forAppCreatedAt created: Instant?) -> SecretAllowance {
        var allowance = SecretAllowance()
        if let addition, addition.applies(toAppCreatedAt: created), !addition.hasExemptions {
            allowance.mayBeAdded = false
        }
        if let lifetime, lifetime.applies(toAppCreatedAt: created) { allowance.longestLifetime = lifetime.maxLifetime }
        return allowance
    }

    /// What is allowed of certificates, for an application that was registered then.
    ///
    /// No restriction forbids them altogether; one that names the authorities to be trusted shows itself where a
    /// certificate is added.
    func certificateAllowance(forAppCreatedAt created: Instant?) -> SecretAllowance {
        guard let certificateLifetime, certificateLifetime.applies(toAppCreatedAt: created) else {
            return SecretAllowance()
        }
        return SecretAllowance(longestLifetime: certificateLifetime.maxLifetime)
    }
}
