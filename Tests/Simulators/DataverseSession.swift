internal import Foundation
internal import Microhttpd
internal import TestBasics

/// One call of a member that the environment knows.
struct DataverseSession {
    /// The columns of a lead that a client may write, with the length they hold.
    static let columns = [
        "subject": 300, "firstname": 50, "lastname": 50, "companyname": 100, "emailaddress1": 100, "telephone1": 50,
        "jobtitle": 100, "address1_country": 80, "description": 2_000, "leadsourcecode": 10, "donotemail": 5,
        "donotbulkemail": 5, "donotphone": 5, "donotsendmm": 5, "leadid": 36,
    ]
    private static let entities = [
        "Lead": 4, "User": 8, "UserEntityUISettings": 2_500, "AsyncOperation": 4_700, "Solution": 7_100,
    ]

    let call: Call
    let index: Int
    let member: World.Member

    var root: String {
        let version = call.path.split(separator: "/").dropFirst(2).first ?? "v9.2"
        return "https://\(call.authority)/api/data/\(version)/"
    }

    mutating func answer(_ rest: String, _ state: inout CloudState) throws(DataverseRefusal) -> Reply {
        let environment = state.world.environments[index]
        if rest == "leads" || rest.hasPrefix("leads(") {
            guard environment.hasLeadTable else { throw .noLeadTable }
            return try answerLeads(rest, &state)
        }
        guard call.method == "GET" else {
            throw DataverseRefusal(
                405, "0x80060888", "The requested resource does not support http method '\(call.method)'.")
        }
        switch rest {
        case "":
            let sets = environment.hasLeadTable ? ["leads", "systemusers", "solutions"] : ["systemusers", "solutions"]
            let value = sets.map { ["name": .string($0), "kind": "EntitySet", "url": .string($0)] as JSON }
            return reply(["@odata.context": .string(root + "$metadata"), "value": .array(value)])
        case "WhoAmI", "WhoAmI()":
            return reply([
                "@odata.context": .string(root + "$metadata#Microsoft.Dynamics.CRM.WhoAmIResponse"),
                "BusinessUnitId": .string(Self.identifier("unit " + environment.host)), "UserId": .string(member.id),
                "OrganizationId": .string(Self.identifier("organisation " + environment.host)),
            ])
        case Self.choices: return sources(environment)
        case "organizations": return try organization(environment)
        case "systemusers":
            try need("Read", "User", environment)
            let wanted = call.query["$filter"].flatMap { $0.split(separator: " ").last }?.lowercased()
            let found = environment.members.filter { wanted == nil || $0.identity.lowercased() == wanted }
            return list("systemusers", found.map { Self.row(of: $0) })
        case "solutions":
            try need("Read", "Solution", environment)
            let filter = try ODataFilter(call.query["$filter"] ?? "")
            let rows = environment.solutions.map { ["uniquename": $0.name, "version": $0.version] }
            return list(
                "solutions",
                rows.filter { filter.accepts($0) }.map {
                    [
                        "uniquename": .string($0["uniquename"] ?? ""), "version": .string($0["version"] ?? ""),
                        "ismanaged": true,
                    ]
                })
        default:
            if let reply = try metadata(rest, environment) { return reply }
            return try answerUser(rest, environment)
        }
    }

    /// `systemusers(id)` and what hangs on it.
    private func answerUser(_ rest: String, _ environment: World.Environment) throws(DataverseRefusal) -> Reply {
        guard rest.hasPrefix("systemusers("), let end = rest.firstIndex(of: ")") else {
            let segment = rest.prefix { $0 != "(" && $0 != "/" }
            throw DataverseRefusal(404, "0x80060888", "Resource not found for the segment '\(segment)'.")
        }
        let id = rest[rest.index(rest.startIndex, offsetBy: 12)..<end].lowercased()
        guard let user = environment.members.first(where: { $0.id.lowercased() == id }) else {
            throw DataverseRefusal(404, "0x80040217", "systemuser With Id = \(id) Does Not Exist")
        }
        let tail = rest[end...].dropFirst()
        if tail.hasPrefix("/Microsoft.Dynamics.CRM.RetrieveUserPrivilegeByPrivilegeName(") {
            let parts = tail.split(separator: "'", omittingEmptySubsequences: false)
            return try privilege(parts.count == 3 ? String(parts[1]) : "", of: user, environment)
        }
        if tail == "/Microsoft.Dynamics.CRM.RetrievePrincipalAttributePrivileges()" {
            return attributePrivileges(of: user, environment)
        }
        try need("Read", "User", environment)
        switch tail {
        case "": return reply(Self.row(of: user))
        case "/systemuserroles_association":
            return list(
                "roles", user.roles.map { ["name": .string($0), "roleid": .string(Self.identifier("role " + $0))] })
        case "/teammembership_association": return teams(of: user)
        default:
            throw DataverseRefusal(404, "0x80060888", "Resource not found for the segment '\(tail.dropFirst())'.")
        }
    }

    // MARK: Privileges

    /// How deep the member holds a privilege.
    func depth(_ privilege: String, of member: World.Member, _ environment: World.Environment) -> String? {
        let order = ["Basic", "Local", "Deep", "Global"]
        return environment.roles.filter { member.allRoles.contains($0.name) }.compactMap { $0.privileges[privilege] }
            .max { order.firstIndex(of: $0) ?? 0 < order.firstIndex(of: $1) ?? 0 }
    }

    @discardableResult
    func need(_ verb: String, _ entity: String, _ environment: World.Environment) throws(DataverseRefusal) -> String {
        let privilege = "prv\(verb)\(entity)"
        if let depth = depth(privilege, of: member, environment) { return depth }
        throw DataverseRefusal(
            403, "0x80040220",
            "Principal user (Id=\(member.id), type=8, roleCount=\(member.roles.count), privilegeCount=42, accessMode=4) is missing "
                + "\(privilege) privilege (Id=\(Self.identifier(privilege))) on OTC=\(Self.entities[entity] ?? 0) "
                + "for entity '\(entity.lowercased())'. context.Caller=\(member.id)")
    }

    private func privilege(
        _ name: String, of user: World.Member, _ environment: World.Environment
    ) throws(DataverseRefusal) -> Reply {
        let verbs = ["Append", "AppendTo", "Assign", "Create", "Delete", "Read", "Share", "Write"]
        let isKnown = verbs.contains { verb in Self.entities.keys.contains { name == "prv\(verb)\($0)" } }
        guard isKnown else {
            throw DataverseRefusal(400, "0x80041103", "The privilege with name '\(name)' was not found.")
        }
        let held = depth(name, of: user, environment).map {
            [
                "Depth": .string($0), "PrivilegeId": .string(Self.identifier(name)),
                "BusinessUnitId": .string(Self.identifier("unit " + environment.host)), "PrivilegeName": .string(name),
            ] as JSON
        }
        return reply([
            "@odata.context":
                .string(root + "$metadata#Microsoft.Dynamics.CRM.RetrieveUserPrivilegeByPrivilegeNameResponse"),
            "RolePrivileges": .array(held.map { [$0] } ?? []),
        ])
    }

    // MARK: Choices

    /// Where the choices of `leadsourcecode` are.
    private static let choices =
        "EntityDefinitions(LogicalName='lead')/Attributes(LogicalName='leadsourcecode')/Microsoft.Dynamics.CRM.PicklistAttributeMetadata"

    /// The choices of `leadsourcecode`, in the form that `$expand=OptionSet($select=Options)` gives them.
    private func sources(_ environment: World.Environment) -> Reply {
        let options = environment.leadSources.map { number -> JSON in
            let label: JSON = ["Label": .string("Source \(number)"), "LanguageCode": 1_033, "IsManaged": true]
            return ["Value": .number(number), "Label": ["LocalizedLabels": [label], "UserLocalizedLabel": label]]
        }
        return reply([
            "@odata.context": .string(root + "$metadata#EntityDefinitions"), "LogicalName": "leadsourcecode",
            "MetadataId": .string(Self.identifier("leadsourcecode")),
            "OptionSet": ["MetadataId": .string(Self.identifier("choices")), "Options": .array(options)],
            "GlobalOptionSet": .null,
        ])
    }

    // MARK: Shapes

    func reply(_ json: JSON) -> Reply {
        Reply(status: 200, json: json)
    }

    func list(_ set: String, _ rows: [JSON]) -> Reply {
        reply(["@odata.context": .string(root + "$metadata#\(set)"), "value": .array(rows)])
    }

    private static func row(of member: World.Member) -> JSON {
        let isApp = UUID(uuidString: member.identity) != nil
        return [
            "systemuserid": .string(member.id), "fullname": .string("# " + member.identity),
            "isdisabled": .bool(member.isDisabled), "applicationid": isApp ? .string(member.identity) : .null,
            "accessmode": .number(member.accessMode ?? (isApp ? 4 : 0)),
            "islicensed": .bool(!isApp && member.isLicensed),
            "domainname": isApp ? .null : .string(member.identity),
        ]
    }

    /// A GUID that a name always has.
    static func identifier(_ name: String) -> String {
        let seed = name.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        var generator = SeededGenerator(seed: seed)
        return generator.identifier()
    }
}
