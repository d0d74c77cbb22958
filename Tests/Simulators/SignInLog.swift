internal import Foundation
internal import Microhttpd
internal import Synchronization

/// A sign-in of an app, as Entra's log and Graph's reports have it.
///
/// Microsoft's "appcredentialsigninactivity", "reportroot-list-appcredentialsigninactivities", "signin" and
/// "signin-list" pages.
struct LoggedSignIn {
    let app: String
    let tenant: String
    let keyID: String
    let at: Date
    /// When the reports have it.
    let visibleAt: Date
    let requestID: String
    let correlationID: String
    let address: String
    /// The resource's application id and name.
    let resource: (id: String, name: String)
}

extension CloudState {
    /// How many sign-ins are on a page.
    static let signInPage = 50

    /// Logs that an app has signed in, and gives the answer the id under which it stands in the log.
    mutating func log(_ reply: inout Reply, _ call: Call) {
        let requestID = generator.identifier()
        reply.headers += [("x-ms-request-id", requestID)]
        guard let app = reply.identity, let keyID = reply.keyID else { return }
        let host = URLComponents(string: call.form["scope"] ?? "")?.host?.lowercased() ?? ""
        let directory = call.path.split(separator: "/").first.map(String.init) ?? ""
        let isForLeads = environmentIndex(host) != nil
        let delay = signInDelay > 0 ? Double(generator.next(below: Int(signInDelay) + 1)) : 0
        signIns.append(
            LoggedSignIn(
                app: app.lowercased(), tenant: Entra.tenant(directory, in: world)?.id.lowercased() ?? "",
                keyID: keyID.lowercased(), at: now, visibleAt: now.addingTimeInterval(delay), requestID: requestID,
                correlationID: call.headers["client-request-id"] ?? generator.identifier(),
                address: call.step == "marketplace" ? "20.1.2.3" : "192.0.2.10",
                resource: isForLeads
                    ? ("00000007-0000-0000-c000-000000000000", "Dataverse")
                    : ("00000003-0000-0000-c000-000000000000", "Microsoft Graph")))
    }
}

extension Graph {
    /// The reports of sign-ins, which need a right and a licence.
    static func signIns(
        _ call: Call, _ caller: CloudState.Token, isSummary: Bool, _ state: CloudState
    ) throws(GraphRefusal) -> Reply {
        try state.demand([.readAudits], of: caller)
        guard state.tenant(caller.tenant)?.isWithoutPremium != true else {
            throw GraphRefusal(
                403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
                "Neither tenant is B2C or tenant doesn't have premium license")
        }
        let filter = call.query["$filter"] ?? ""
        let seen = state.signIns.filter { $0.tenant == caller.tenant.lowercased() && $0.visibleAt <= state.now }
        let ofApp = seen.filter { filter.contains("appId eq '\($0.app)'") }
        return isSummary ? summary(of: ofApp) : try page(of: ofApp, filter, call)
    }

    /// The last sign-in with each key.
    private static func summary(of signIns: [LoggedSignIn]) -> Reply {
        let last = Dictionary(grouping: signIns, by: \.keyID).compactMap { $1.max { $0.at < $1.at } }
        let rows = last.sorted { $0.keyID < $1.keyID }.map { signIn -> JSON in
            [
                "id": .string(Data("\(signIn.keyID)|application".utf8).base64EncodedString()),
                "keyId": .string(signIn.keyID), "keyType": "clientSecret", "keyUsage": "verify",
                "appId": .string(signIn.app), "appObjectId": .string(identifier(of: signIn.app)),
                "credentialOrigin": "application", "resourceId": .string(signIn.resource.id),
                "signInActivity": [
                    "lastSignInDateTime": time(signIn.at), "lastSignInRequestId": .string(signIn.requestID),
                ],
            ]
        }
        return Reply(status: 200, json: ["value": .array(rows)])
    }

    /// The single sign-ins, the newest first, a page at a time.
    private static func page(of signIns: [LoggedSignIn], _ filter: String, _ call: Call) throws(GraphRefusal) -> Reply {
        guard filter.contains("signInEventTypes/any(t: t eq 'servicePrincipal')") else {
            // Without that filter there are the sign-ins of users alone.
            return Reply(status: 200, json: ["value": []])
        }
        let since = filter.components(separatedBy: "createdDateTime ge ").dropFirst().first
            .flatMap { $0.split(separator: " ").first }.flatMap { try? Date(String($0), strategy: .iso8601) }
        let all = signIns.filter { $0.at >= since ?? .distantPast }.sorted { $0.at > $1.at }
        let skip = Int(call.query["$skiptoken"] ?? "") ?? 0
        let some = all.dropFirst(skip).prefix(CloudState.signInPage)
        let rows = some.map { signIn -> JSON in
            [
                "id": .string(signIn.requestID), "createdDateTime": time(signIn.at), "appId": .string(signIn.app),
                "correlationId": .string(signIn.correlationID), "ipAddress": .string(signIn.address),
                "signInEventTypes": ["servicePrincipal"],
                "servicePrincipalCredentialKeyId": .string(signIn.keyID),
                "resourceId": .string(signIn.resource.id), "resourceDisplayName": .string(signIn.resource.name),
                "status": ["errorCode": .number(0), "failureReason": "Other."],
            ]
        }
        var members: [(name: String, value: JSON)] = [("value", .array(rows))]
        if all.count > skip + some.count {
            let encoded = filter.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            members.append(
                (
                    "@odata.nextLink",
                    .string(
                        "https://\(call.authority)/beta/auditLogs/signIns?$filter=\(encoded)"
                            + "&$skiptoken=\(skip + some.count)")
                ))
        }
        return Reply(status: 200, json: .object(members))
    }
}

extension MicrosoftCloud {
    /// How late sign-ins come into the reports from now on, in seconds at most.
    public func delaySignInReports(upTo seconds: Double) { core.state.withLock { $0.signInDelay = seconds } }
}
