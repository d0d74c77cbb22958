internal import Foundation
internal import Microhttpd
internal import TestBasics

extension DataverseSession {
    /// `leads` and `leads(id)`.
    func answerLeads(_ rest: String, _ state: inout CloudState) throws(DataverseRefusal) -> Reply {
        guard rest != "leads" else {
            switch call.method {
            case "GET": return try find(state)
            case "POST": return try create(columns(state)["leadid"] ?? state.generator.identifier(), &state)
            default:
                throw DataverseRefusal(
                    405, "0x80060888", "The requested resource does not support http method '\(call.method)'.")
            }
        }
        guard rest.hasSuffix(")"),
            let id = UUID(uuidString: String(rest.dropFirst(6).dropLast()))?.uuidString.lowercased()
        else {
            throw DataverseRefusal(400, "0x80060888", "Bad Request - Error in query syntax.")
        }
        switch call.method {
        case "PATCH": return try write(id, &state)
        case "GET":
            let depth = try need("Read", "Lead", state.world.environments[index])
            return reply(row(of: try existing(id, depth, state)))
        case "DELETE":
            let depth = try need("Delete", "Lead", state.world.environments[index])
            _ = try existing(id, depth, state)
            state.world.environments[index].leads.removeAll { $0.id == id }
            return Reply(status: 204)
        default:
            throw DataverseRefusal(
                405, "0x80060888", "The requested resource does not support http method '\(call.method)'.")
        }
    }

    private func write(_ id: String, _ state: inout CloudState) throws(DataverseRefusal) -> Reply {
        let exists = state.world.environments[index].leads.contains { $0.id == id }
        if call.headers["If-None-Match"] == "*" {
            guard exists else { return try create(id, &state) }
            // Privileges come first: nobody learns what is there who may not write.
            try need("Create", "Lead", state.world.environments[index])
            throw DataverseRefusal(412, "0x80040237", "A record with matching key values already exists.")
        }
        guard exists else {
            if call.headers["If-Match"] == "*" { throw absent(id) }
            return try create(id, &state)
        }
        let depth = try need("Write", "Lead", state.world.environments[index])
        let lead = try existing(id, depth, state)
        let columns = try columns(state)
        let leads = state.world.environments[index].leads
        if let place = leads.firstIndex(where: { $0.id == id }) {
            state.world.environments[index].leads[place].columns.merge(columns) { $1 }
        }
        return written(lead, status: 200)
    }

    private func create(_ id: String, _ state: inout CloudState) throws(DataverseRefusal) -> Reply {
        let environment = state.world.environments[index]
        try need("Create", "Lead", environment)
        var columns = try columns(state)
        columns["leadid"] = nil
        let id = id.lowercased()
        guard !environment.leads.contains(where: { $0.id == id }) else {
            throw DataverseRefusal(412, "0x80040237", "A record with matching key values already exists.")
        }
        if let veto = environment.veto { throw DataverseRefusal(400, "0x80040265", veto) }
        let lead = World.Lead(id: id, createdOn: state.now, owner: member.id, columns: columns)
        state.world.environments[index].leads.append(lead)
        return written(lead, status: 201)
    }

    private func find(_ state: CloudState) throws(DataverseRefusal) -> Reply {
        let depth = try need("Read", "Lead", state.world.environments[index])
        let filter = try ODataFilter(call.query["$filter"] ?? "")
        let top = call.query["$top"].flatMap { Int($0) } ?? 5_000
        var leads = state.world.environments[index].leads.filter { lead in
            (depth != "Basic" || lead.owner == member.id) && filter.accepts(Self.texts(of: lead))
        }
        if let order = call.query["$orderby"]?.split(separator: " ").map(String.init), let column = order.first {
            leads.sort { Self.texts(of: $0)[column] ?? "" < Self.texts(of: $1)[column] ?? "" }
            if order.last == "desc" { leads.reverse() }
        }
        return list("leads", leads.prefix(top).map { row(of: $0) })
    }

    // MARK: Rows

    private func existing(_ id: String, _ depth: String, _ state: CloudState) throws(DataverseRefusal) -> World.Lead {
        guard let lead = state.world.environments[index].leads.first(where: { $0.id == id }) else { throw absent(id) }
        guard depth != "Basic" || lead.owner == member.id else {
            throw DataverseRefusal(
                403, "0x80048306", "Principal with id \(member.id) does not have access rights for the lead.")
        }
        return lead
    }

    private func absent(_ id: String) -> DataverseRefusal {
        DataverseRefusal(404, "0x80040217", "Entity 'lead' With Id = \(id) Does Not Exist")
    }

    /// What the body wants written, as text.
    private func columns(_ state: CloudState) throws(DataverseRefusal) -> [String: String] {
        guard let object = try? JSONSerialization.jsonObject(with: Data(call.body)) as? [String: Any] else {
            throw DataverseRefusal(
                400, "0x80048d19", "Error identified in Payload provided by the user for Entity :'leads'")
        }
        var columns: [String: String] = [:]
        for (name, value) in object where !name.contains("@") {
            guard let limit = Self.columns[name] else {
                throw DataverseRefusal(
                    400, "0x80048d19",
                    "Error identified in Payload provided by the user for Entity :'leads', the property '\(name)' does not exist "
                        + "on type 'Microsoft.Dynamics.CRM.lead'.")
            }
            switch JSON(value) {
            case .string(let text): columns[name] = text
            case .null: continue
            case let other: columns[name] = other.text
            }
            let sources = state.world.environments[index].leadSources
            guard name != "leadsourcecode" || sources.contains(where: { "\($0)" == columns[name] }) else {
                throw DataverseRefusal(
                    400, "0x80044331",
                    "A validation error occurred. The value \(columns[name] ?? "") of 'leadsourcecode' on record of type 'lead' is "
                        + "outside the valid range.")
            }
            guard columns[name]?.count ?? 0 <= limit else {
                throw DataverseRefusal(
                    400, "0x80044331",
                    "A validation error occurred. The length of the '\(name)' attribute of the 'lead' entity "
                        + "exceeded the maximum allowed length of '\(limit)'.")
            }
        }
        return columns
    }

    private func written(_ lead: World.Lead, status: Int) -> Reply {
        if call.headers["Prefer"]?.contains("return=representation") ?? false {
            var reply = reply(row(of: lead))
            reply.status = status
            return reply
        }
        return Reply(status: 204, headers: [("OData-EntityId", "\(root)leads(\(lead.id))")])
    }

    private static func texts(of lead: World.Lead) -> [String: String] {
        lead.columns.merging([
            "leadid": lead.id, "createdon": lead.createdOn.formatted(.iso8601), "_ownerid_value": lead.owner,
            "_createdby_value": lead.owner, "statecode": "0",
        ]) { $1 }
    }

    private func row(of lead: World.Lead) -> JSON {
        let selected = call.query["$select"].map {
            Set($0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
        }
        var members: [(name: String, value: JSON)] = [
            ("@odata.context", .string(root + "$metadata#leads/$entity")), ("@odata.etag", "W/\"1\""),
            ("leadid", .string(lead.id)),
        ]
        for (name, text) in Self.texts(of: lead).sorted(by: { $0.key < $1.key }) where name != "leadid" {
            if selected?.contains(name) ?? true { members.append((name, name == "statecode" ? 0 : .string(text))) }
        }
        return .object(members)
    }
}
