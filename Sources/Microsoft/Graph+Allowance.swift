public import Credentials
internal import Curl
internal import JSON
public import Ports

extension Graph {
    /// What the directory's policy says about new client secrets on an application.
    ///
    /// An application's own policy stands before the directory's, restriction by restriction. Whatever may not be read
    /// counts as silent: a policy that forbids shows itself where a secret is added. `GET
    /// /policies/defaultAppManagementPolicy`, with `Policy.Read.ApplicationConfiguration`.
    public func allowance(
        of application: EntraApplication, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> SecretAllowance {
        let exchange = try await exchange(as: administrator, proof: proof)
        guard let (policy, created) = try await Self.policy(for: application, exchange) else {
            return SecretAllowance()
        }
        return policy.allowance(forAppCreatedAt: created)
    }

    /// The same for an examination, which tells what may not be read from what says nothing.
    static func allowance(of application: EntraApplication, _ exchange: GraphExchange) async -> Fact<SecretAllowance> {
        do {
            guard let (policy, created) = try await policy(for: application, exchange) else {
                return .notPermitted(right: "Policy.Read.ApplicationConfiguration")
            }
            return .known(policy.allowance(forAppCreatedAt: created))
        } catch {
            return .notAsked(error.message)
        }
    }

    /// What it says about new certificates, asked for in the same way.
    public func certificateAllowance(
        of application: EntraApplication, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> SecretAllowance {
        let exchange = try await exchange(as: administrator, proof: proof)
        guard let (policy, created) = try await Self.policy(for: application, exchange) else {
            return SecretAllowance()
        }
        return policy.certificateAllowance(forAppCreatedAt: created)
    }

    /// The policy that holds for an application, and when that was registered; `nil` where it may not be read.
    private static func policy(
        for application: EntraApplication, _ exchange: GraphExchange
    ) async throws(Setback) -> (AppManagementPolicy, created: Instant?)? {
        guard let general = try await Self.readable(exchange, "policies/defaultAppManagementPolicy") else { return nil }
        let path = Self.path(of: application)
        let registration = try await Self.readable(exchange, path + "?$select=id,appId,createdDateTime")
        let own = try await Self.readable(exchange, path + "/appManagementPolicies")
        guard let general = try? AppManagementPolicy(directory: general.span) else {
            throw .illegible("policy for applications")
        }
        var policies: [AppManagementPolicy] = []
        if let own {
            guard let read = try? AppManagementPolicy.list(own.span) else {
                throw .illegible("policies of the application")
            }
            policies = read
        }
        return (general.overridden(by: policies), registration.flatMap { Self.created($0.span) })
    }

    /// An answer's body; `nil` where the one who asks may not read it, or it is not there, or not in this way.
    static func readable(_ exchange: GraphExchange, _ path: String) async throws(Setback) -> [UInt8]? {
        do {
            return try await exchange.get(path)
        } catch {
            guard [.forbidden, .absent, .refused].contains(error.kind) else { throw error }
            return nil
        }
    }

    private static func created(_ text: JSONText) -> Instant? {
        (try? JSONObject(text)).flatMap { date("createdDateTime", of: $0, in: text) }
    }
}
