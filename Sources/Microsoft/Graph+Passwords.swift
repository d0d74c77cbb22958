internal import Basics
public import Credentials
internal import Curl
internal import JSON
public import Ports
public import SecureMemory

extension Graph {
    /// Changes a user's password as that user, through a public client.
    ///
    /// Throws `refused` where the current password is not accepted, or the new one is not good enough; `uncertain`
    /// where either may be in force. `POST /me/changePassword`, with a token of the user's own.
    public func changePassword(
        of identity: Identity, from current: SharedSecret, to new: SharedSecret
    ) async throws(Setback) {
        guard let signIn = signIn(of: identity) else {
            throw Setback(.refused, message: "only a user has a password that could be changed")
        }
        let exchange: GraphExchange
        do {
            exchange = try await self.exchange(signIn, secret: current)
        } catch {
            throw Setback(signInOfUser: error)
        }
        let body = JSONString.joined([
            .text("{\"currentPassword\":\""), .secret(current), .text("\",\"newPassword\":\""), .secret(new),
            .text("\"}"),
        ])
        try await exchange.change(.post, "me/changePassword", body: .secret(body))
    }

    /// Sets a user's password as an administrator; the user need not change it at the next sign-in.
    ///
    /// `PATCH /users('…')`, with `User-PasswordProfile.ReadWrite.All`.
    public func resetPassword(
        of userName: String, to new: SharedSecret, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) {
        let body = JSONString.joined([
            .text("{\"passwordProfile\":{\"password\":\""), .secret(new),
            .text("\",\"forceChangePasswordNextSignIn\":false}}"),
        ])
        try await exchange(as: administrator, proof: proof).change(
            .patch, Self.path(of: userName), body: .secret(body))
    }

    /// What is known of a user's password.
    ///
    /// Its lifetime is that of the user's domain, with `Domain.Read.All`; where the domain does not say, or may not be
    /// asked, it is `nil`. `GET /users('…')`, with `User.Read.All`.
    public func passwordFacts(
        of userName: String, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> PasswordFacts {
        let exchange = try await exchange(as: administrator, proof: proof)
        let body = try await exchange.get(
            Self.path(of: userName) + "?$select=id,lastPasswordChangeDateTime,passwordPolicies,onPremisesSyncEnabled")
        guard var facts = Self.passwordFacts(in: body.span) else { throw .illegible("user") }
        guard facts.lifetime == nil, let domain = userName.split(separator: "@").last else { return facts }
        let policy = try await Self.readable(
            exchange, "domains('\(Self.key(String(domain)))')?$select=id,passwordValidityPeriodInDays")
        facts.lifetime = policy.flatMap { Self.passwordLifetime(in: $0.span) }
        return facts
    }

    /// Where a user is found by the principal name.
    static func path(of userName: String) -> String {
        "users('\(key(userName))')"
    }

    /// A name between the quotes of an OData key: quotes doubled, then percent-encoded.
    static func key(_ name: String) -> String {
        PercentEncoding.encode(String(name.flatMap { $0 == "'" ? "''" : "\($0)" }))
    }
}

extension Graph {
    /// What `passwordValidityPeriodInDays` says of passwords that do not lapse.
    private static let neverInDays = Int(Int32.max)

    /// Reads a user; `nil` where it is none.
    static func passwordFacts(in text: JSONText) -> PasswordFacts? {
        guard Probe.guid("id", in: text) != nil, let object = try? JSONObject(text) else { return nil }
        let policies = (try? object.string("passwordPolicies", in: text)).flatMap { $0 } ?? ""
        let neverLapses = policies.split { $0 == "," || $0 == " " }.contains("DisablePasswordExpiration")
        return PasswordFacts(
            changedAt: date("lastPasswordChangeDateTime", of: object, in: text), lifetime: neverLapses ? .never : nil,
            isSynchronised: (try? object.boolean("onPremisesSyncEnabled", in: text)).flatMap { $0 } ?? false)
    }

    /// Reads how long a domain's passwords live; `nil` where it does not say.
    static func passwordLifetime(in text: JSONText) -> Lifetime? {
        guard let object = try? JSONObject(text),
            let days = (try? object.integer("passwordValidityPeriodInDays", in: text)).flatMap({ $0 }), days > 0
        else { return nil }
        return days >= neverInDays ? .never : .span(.days(Int64(days)))
    }
}

extension Setback {
    /// What a user's refused sign-in means for the change of the user's password.
    ///
    /// It says nothing of any administrator, so it is never `unauthorised`. Nothing was done in any case.
    init(signInOfUser trouble: ExchangeFailure) {
        self.init(signIn: trouble)
        if trouble.class == .userNotFound {
            kind = .absent
        } else if trouble.class == .userLocked {
            // A lock lasts for a while, and every attempt makes it longer.
            kind = .transient
        } else if kind == .unauthorised {
            kind = .refused
        }
    }
}
