internal import Basics
public import Credentials
internal import Curl
internal import JSON
public import Ports
public import SecureMemory

extension Prober: LeadReader {
    /// When the leads of customers were written that the marketplace has written into a connection's environment since
    /// `earliest`.
    ///
    /// Which columns Microsoft's writer fills is not documented, but it signs in as the connection does, and Dataverse
    /// itself notes who has created a row. So what this very identity has created counts, without leadkeeper's
    /// validation leads and the marketplace's test leads. Signs in anew, as the connection itself; nothing but the
    /// moments is read, ten thousand of them at most. Throws `forbidden` where the role may not read leads.
    public func arrivals(
        of credential: Credential, secret: SharedSecret, since earliest: Instant, at now: Instant
    ) async throws(Setback) -> LeadReport {
        guard var probe = probe(of: credential, secret, Self.look, at: now, secretAge: TimeSpan(seconds: .max)) else {
            throw Setback(
                .refused, message: "the credential belongs to no Dynamics 365 environment whose leads could be read")
        }
        do {
            return try await probe.arrivals(since: earliest)
        } catch {
            throw Setback(looking: error)
        }
    }
}

extension Probe {
    /// How many leads one answer may have, and how many answers are asked for at once.
    private static let page = (size: 1_000, most: 10)

    /// Reads when leads arrived, in the steps of a probe, from the oldest on.
    fileprivate mutating func arrivals(since earliest: Instant) async throws(ExchangeFailure) -> LeadReport {
        try await signIn()
        let identity = try await send(request(.get, "WhoAmI"))
        guard identity.status == 200 else { throw Self.refusal(identity, now: now) }
        guard let user = Self.guid("UserId", in: identity.body.span) else { throw Self.foreign(identity) }
        var arrivals: [Instant] = []
        // The moments themselves lead from page to page: an address that an answer gives is never followed.
        var begin = "ge \(earliest.rfc3339)"
        for _ in 0..<Self.page.most {
            let times = try await leadTimes(Self.query(of: user, begin))
            arrivals += times
            guard times.count >= Self.page.size, let last = times.max() else { return LeadReport(arrivals) }
            begin = "gt \(last.rfc3339)"
        }
        return LeadReport(arrivals, isWhole: false)
    }

    private static func query(of user: GUID, _ begin: String) -> String {
        // In a filter nothing is unlike what is not there, so that has to be said.
        let marks = [
            ("companyname", "MSFT_TEST_"), ("lastname", "MSFT_TEST_"), ("subject", "MSFT_TEST_"),
            ("subject", ValidationLead.subject),
        ]
        let unmarked = marks.map { column, mark in "(\(column) eq null or not startswith(\(column),'\(mark)'))" }
        let filter = (["_createdby_value eq \(user)", "createdon \(begin)"] + unmarked).joined(separator: " and ")
        return "$select=createdon&$filter=\(PercentEncoding.encode(filter))"
            + "&$orderby=\(PercentEncoding.encode("createdon asc"))&$top=\(page.size)"
    }
}
