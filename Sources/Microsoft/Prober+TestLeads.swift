internal import Basics
public import Credentials
internal import Curl
internal import JSON
public import Ports
public import SecureMemory

extension Prober: TestLeadFinder {
    /// When the newest of the marketplace's test leads was written into a connection's environment or table; `nil` where
    /// there is none after `earliest`.
    ///
    /// Microsoft's marketplace writes one, marked `MSFT_TEST_` and the time, whenever an offer goes live and whenever
    /// somebody presses Validate in the portal. Which columns get the mark is not documented, so three are looked at.
    /// Signs in anew, as the connection itself, and sends the secret no sooner than a probe does. Throws `forbidden`
    /// where the connection's role may not read leads.
    public func newestTestLead(
        of credential: Credential, secret: SharedSecret, after earliest: Instant, at now: Instant
    ) async throws(Setback) -> Instant? {
        do {
            if case .table(let service, let name) = credential.destination {
                return try await probe(ofTable: name, at: service, credential, secret, Self.look, at: now)
                    .newestTestLead(after: earliest)
            }
        } catch {
            throw Setback(looking: error)
        }
        guard var probe = probe(of: credential, secret, Self.look, at: now, secretAge: TimeSpan(seconds: .max))
        else {
            throw Setback(
                .refused, message: "the credential belongs to no place for leads that could be looked at")
        }
        do {
            return try await probe.newestTestLead(after: earliest)
        } catch {
            throw Setback(looking: error)
        }
    }
}

extension Prober {
    /// Nothing is written; and what is looked into is the environment that the secret was proven in.
    static let look = ProbePlan(lead: nil, isAddressProven: true)
}

extension Probe {
    /// Looks for the newest test lead, in the steps of a probe.
    fileprivate mutating func newestTestLead(after earliest: Instant) async throws(ExchangeFailure) -> Instant? {
        try await signIn()
        return try await leadTimes(Self.query(after: earliest)).filter { $0 > earliest }.max()
    }

    /// Signs in, in the steps of a probe.
    mutating func signIn() async throws(ExchangeFailure) {
        _ = try await askEndpoint()
        _ = try await getToken()
    }

    /// When each lead was written that a query finds.
    mutating func leadTimes(_ query: String) async throws(ExchangeFailure) -> [Instant] {
        let response = try await send(request(.get, "leads?\(query)"))
        guard response.status == 200 else { throw Self.refusal(response, now: now) }
        do {
            return try Self.times(in: response.body.span)
        } catch {
            throw Self.foreign(response)
        }
    }

    private static func query(after earliest: Instant) -> String {
        let marked = ["companyname", "lastname", "subject"].map { "startswith(\($0),'MSFT_TEST_')" }.joined(
            separator: " or ")
        let filter = "(\(marked)) and createdon gt \(earliest.rfc3339)"
        return "$select=createdon&$filter=\(PercentEncoding.encode(filter))"
            + "&$orderby=\(PercentEncoding.encode("createdon desc"))&$top=1"
    }

    /// When each lead of an answer was written.
    private static func times(in text: JSONText) throws(JSONFault) -> [Instant] {
        guard let leads = try JSONObject(text).objects("value", limit: 5_000, in: text) else { throw .wrongType }
        var times: [Instant] = []
        for lead in leads {
            guard let time = try lead.string("createdon", in: text).flatMap(Instant.init(believed:)) else {
                throw .wrongType
            }
            times.append(time)
        }
        return times
    }
}

extension Setback {
    /// Why a look into an environment did not tell anything.
    init(looking trouble: ExchangeFailure) {
        // What Entra refuses for no known reason is the sign-in all the same.
        let isSignIn = trouble.class == .unrecognised && trouble.code?.hasPrefix("AADSTS") == true
        let kind = isSignIn ? .unauthorised : trouble.class.setback
        self.init(
            kind, code: trouble.code, message: trouble.message, retryAfter: trouble.retryAfter,
            answeredBy: trouble.answeredBy)
    }
}
