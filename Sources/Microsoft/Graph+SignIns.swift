internal import Basics
public import Credentials
internal import Curl
internal import JSON
public import Ports

extension Graph: SignInReports {
    /// How many single sign-ins a page has, and how many pages are read.
    private static let page = 500
    private static let pagesAtMost = 10

    /// What the reports say of an application: the last sign-in with each key, and the single ones since a moment.
    ///
    /// `GET /beta/reports/appCredentialSignInActivities` and `GET /beta/auditLogs/signIns`, with `AuditLog.Read.All` and
    /// a licence of Microsoft Entra ID P1. One of the two is enough; throws where neither could be read.
    /// https://learn.microsoft.com/graph/api/reportroot-list-appcredentialsigninactivities
    public func signIns(
        of application: EntraApplication, since instant: Instant, as administrator: EntraApplication,
        proof: SignInProof
    ) async throws(Setback) -> SignInReport {
        let exchange = try await exchange(as: administrator, proof: proof)
        var report = SignInReport(last: nil, events: nil)
        var obstacle: Setback?
        do {
            report.last = try await Self.lastSignIns(of: application, exchange)
        } catch {
            // What passes is asked for again as a whole, so that no half counts for all.
            guard error.kind != .transient, error.kind != .unauthorised else { throw error }
            obstacle = error
        }
        do {
            (report.events, report.areEventsWhole) = try await Self.events(of: application, since: instant, exchange)
        } catch {
            guard error.kind != .transient, error.kind != .unauthorised else { throw error }
            if let obstacle { throw obstacle }
        }
        return report
    }

    private static func lastSignIns(
        of application: EntraApplication, _ exchange: GraphExchange
    ) async throws(Setback) -> [KeySignIn] {
        let filter = PercentEncoding.encode("appId eq '\(application.id)'")
        let body = try await exchange.get("reports/appCredentialSignInActivities?$filter=\(filter)", of: .beta)
        guard let last = try? activities(in: body.span, of: application) else { throw .illegible("report of sign-ins") }
        return last
    }

    private static func events(
        of application: EntraApplication, since instant: Instant, _ exchange: GraphExchange
    ) async throws(Setback) -> ([KeySignIn], isWhole: Bool) {
        let filter = PercentEncoding.encode(
            "appId eq '\(application.id)' and signInEventTypes/any(t: t eq 'servicePrincipal') "
                + "and createdDateTime ge \(instant.rfc3339)")
        let first = "auditLogs/signIns?"
        var path: String? = "\(first)$filter=\(filter)&$orderby=createdDateTime%20desc&$top=\(page)"
        var events: [KeySignIn] = []
        for _ in 0..<pagesAtMost {
            guard let asked = path else { return (events, true) }
            let body = try await exchange.get(asked, of: .beta)
            guard let (some, next) = try? page(of: body.span, application) else { throw .illegible("sign-ins") }
            events += some
            // A page is asked for where this one came from, and nowhere else.
            let base = exchange.session.origin + "/beta/"
            path = next.flatMap { $0.hasPrefix(base + first) ? String($0.dropFirst(base.count)) : nil }
            if next != nil, path == nil { return (events, false) }
        }
        return (events, path == nil)
    }
}

extension Graph {
    /// Reads the report of the last sign-ins.
    static func activities(in text: JSONText, of application: EntraApplication) throws(JSONFault) -> [KeySignIn] {
        let object = try JSONObject(text)
        guard let entries = try object.objects("value", limit: keyLimit, in: text) else { throw .wrongType }
        try object.requireWhole(in: text)
        var last: [KeySignIn] = []
        for entry in entries where try entry.string("appId", in: text).flatMap({ GUID($0) }) == application.id {
            // A key that nobody has used yet may stand there without any activity.
            guard let activity = try entry.object("signInActivity", in: text),
                let at = date("lastSignInDateTime", of: activity, in: text)
            else { continue }
            guard let keyID = try entry.string("keyId", in: text).flatMap({ GUID($0) }) else { throw .wrongType }
            last.append(
                KeySignIn(
                    keyID: keyID, at: at, requestID: try activity.string("lastSignInRequestId", in: text).map(short),
                    resource: try entry.string("resourceId", in: text).flatMap { GUID($0) }.map {
                        SignInResource(id: $0)
                    }))
        }
        return last
    }

    /// Reads one page of single sign-ins, and where the next one is.
    static func page(
        of text: JSONText, _ application: EntraApplication
    ) throws(JSONFault) -> ([KeySignIn], next: String?) {
        let object = try JSONObject(text)
        guard let entries = try object.objects("value", limit: 5_000, in: text) else { throw .wrongType }
        var events: [KeySignIn] = []
        for entry in entries {
            // A sign-in that was refused may bear no key.
            guard try entry.string("appId", in: text).flatMap({ GUID($0) }) == application.id,
                let keyID = try entry.string("servicePrincipalCredentialKeyId", in: text).flatMap({ GUID($0) })
            else { continue }
            guard let at = date("createdDateTime", of: entry, in: text) else { throw .wrongType }
            let status = try entry.object("status", in: text)
            let id = try entry.string("resourceId", in: text).flatMap { GUID($0) }
            let name = try entry.string("resourceDisplayName", in: text).map(short)
            events.append(
                KeySignIn(
                    keyID: keyID, at: at, requestID: try entry.string("id", in: text).map(short),
                    correlationID: try entry.string("correlationId", in: text).map(short),
                    address: try entry.string("ipAddress", in: text).flatMap(address),
                    resource: id == nil && name == nil ? nil : SignInResource(id: id, name: name),
                    isRefused: try status?.integer("errorCode", in: text).map { $0 != 0 } ?? false))
        }
        return (events, try object.string("@odata.nextLink", in: text))
    }

    /// What is kept of a text of the answer's.
    private static func short(_ text: String) -> String { text.displaySafe(limit: 100) }

    /// An address of the internet; `nil` for anything else.
    private static func address(_ text: String) -> String? {
        let isOne =
            (2...45).contains(text.utf8.count)
            && text.utf8.allSatisfy { $0.isHexadecimalDigit || ".:".utf8.contains($0) }
        return isOne ? text : nil
    }
}
