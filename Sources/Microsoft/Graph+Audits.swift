internal import Basics
public import Credentials
internal import Curl
internal import JSON
public import Ports

extension Graph {
    /// How many changes of one application or user are read at once: the newest.
    private static let changeLimit = 50

    /// What a directory's audit log says of changes of an application or a user since a moment, the newest first.
    ///
    /// The log is late by minutes to hours, so that an empty answer says little. What its entries name is read as far
    /// as it is there: neither the names of activities nor the form of what was modified is promised. `GET
    /// /auditLogs/directoryAudits`, with `AuditLog.Read.All`.
    public func changes(
        of target: AuditTarget, since: Instant, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> [DirectoryChange] {
        let exchange = try await exchange(as: administrator, proof: proof)
        let path =
            switch target {
            case .application(let application): Self.path(of: application)
            case .user(let name): Self.path(of: name)
            }
        let object = try await exchange.get(path + "?$select=id")
        guard let id = Probe.guid("id", in: object.span) else { throw .illegible("id") }
        let filter = "activityDateTime ge \(since.rfc3339) and targetResources/any(t: t/id eq '\(id)')"
        let body = try await exchange.get(
            "auditLogs/directoryAudits?$filter=\(PercentEncoding.encode(filter))&$top=\(Self.changeLimit)")
        guard let changes = try? Self.changes(in: body.span, besides: id) else { throw .illegible("audit log") }
        return changes
    }
}

extension Graph {
    /// Reads a page of the audit log; an entry without a date is left out.
    ///
    /// - Parameter target: the id of what was changed, which all of them name.
    static func changes(in text: JSONText, besides target: GUID) throws(JSONFault) -> [DirectoryChange] {
        guard let entries = try JSONObject(text).objects("value", limit: changeLimit * 2, in: text) else {
            throw .wrongType
        }
        return entries.compactMap { change($0, besides: target, in: text) }.sorted { $0.at > $1.at }
    }

    private static func change(_ entry: JSONObject, besides target: GUID, in text: JSONText) -> DirectoryChange? {
        guard let at = date("activityDateTime", of: entry, in: text), isDone(entry, in: text) else { return nil }
        let resources = (try? entry.objects("targetResources", limit: 100, in: text)).flatMap { $0 } ?? []
        var ids: Set<GUID> = []
        for resource in resources {
            let properties = (try? resource.objects("modifiedProperties", limit: 100, in: text)).flatMap { $0 } ?? []
            for property in properties {
                let before = guids(in: word("oldValue", of: property, in: text) ?? "")
                ids.formUnion(guids(in: word("newValue", of: property, in: text) ?? "").symmetricDifference(before))
            }
        }
        ids.remove(target)
        return DirectoryChange(
            at: at,
            activity: (word("activityDisplayName", of: entry, in: text) ?? "").displaySafe(
                .removed, squeezesSpace: true, limit: 120),
            actor: actor(of: entry, in: text), ids: ids)
    }

    /// Whether what was tried was done; an entry that does not say so counts.
    private static func isDone(_ entry: JSONObject, in text: JSONText) -> Bool {
        word("result", of: entry, in: text).map { $0.lowercased() != "failure" } ?? true
    }

    /// Who did it: a user by name and address, an application by its name.
    private static func actor(of entry: JSONObject, in text: JSONText) -> String? {
        guard let by = (try? entry.object("initiatedBy", in: text)).flatMap({ $0 }) else { return nil }
        if let user = (try? by.object("user", in: text)).flatMap({ $0 }),
            let name = word("userPrincipalName", of: user, in: text) ?? word("displayName", of: user, in: text)
        {
            let address = word("ipAddress", of: user, in: text).map { " (\($0))" } ?? ""
            return (name + address).displaySafe(.removed, squeezesSpace: true, limit: 160)
        }
        guard let app = (try? by.object("app", in: text)).flatMap({ $0 }) else { return nil }
        let name = word("displayName", of: app, in: text) ?? word("appId", of: app, in: text)
        return name.map { "the application \($0)".displaySafe(.removed, squeezesSpace: true, limit: 160) }
    }

    /// A text that is there and not empty.
    private static func word(_ name: StaticString, of object: JSONObject, in text: JSONText) -> String? {
        (try? object.string(name, in: text)).flatMap { $0 }.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The ids that stand anywhere in a text, as in `[KeyIdentifier=…,KeyType=Password]`.
    private static func guids(in text: String) -> Set<GUID> {
        Set(text.split { !$0.isHexDigit && $0 != "-" }.compactMap { GUID(String($0)) })
    }
}
