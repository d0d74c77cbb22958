internal import Foundation
internal import Microhttpd

/// What an environment shows of its users' rights and of its own walls.
extension DataverseSession {
    /// The metadata of the table of leads, as far as it is asked for; nil for another path.
    func metadata(_ rest: String, _ environment: World.Environment) throws(DataverseRefusal) -> Reply? {
        let table = "EntityDefinitions(LogicalName='lead')"
        guard rest == table || rest == table + "/Attributes(LogicalName='leadsourcecode')" else { return nil }
        guard environment.hasLeadTable else {
            throw DataverseRefusal(404, "0x80060888", "Could not find an entity with specified name: lead.")
        }
        if rest == table { return reply(["LogicalName": "lead", "MetadataId": .string(Self.identifier("lead"))]) }
        return reply([
            "LogicalName": "leadsourcecode", "IsSecured": .bool(environment.isLeadSourceSecured),
            "MetadataId": .string(Self.identifier("leadsourcecode")),
        ])
    }

    /// The row of the organization with its IP firewall.
    func organization(_ environment: World.Environment) throws(DataverseRefusal) -> Reply {
        try need("Read", "Organization", environment)
        let firewall = environment.firewall
        return list(
            "organizations",
            [
                [
                    "organizationid": .string(Self.identifier("organisation " + environment.host)),
                    "enableipbasedfirewallrule": .bool(firewall.isEnforced),
                    "enableipbasedfirewallruleinauditmode": .bool(firewall.isAudited),
                    "allowapplicationuseraccess": .bool(firewall.admitsApplications),
                    "allowmicrosofttrustedservicetags": .bool(firewall.admitsTrustedServices),
                ]
            ])
    }

    /// The teams of a member, with the roles that they give.
    func teams(of member: World.Member) -> Reply {
        list(
            "teams",
            member.teams.map { team in
                [
                    "name": .string(team.name),
                    "teamroles_association": .array(team.roles.map { ["name": .string($0)] }),
                ]
            })
    }

    /// What column security lets a member do.
    func attributePrivileges(of member: World.Member, _ environment: World.Environment) -> Reply {
        let privilege: JSON = [
            "AttributeId": .string(Self.identifier("leadsourcecode")),
            "CanCreate": .number(member.maySetSecuredColumns ? 4 : 0), "CanRead": 0, "CanUpdate": 0,
        ]
        return reply([
            "AttributePrivileges": .array(
                environment.isLeadSourceSecured && member.maySetSecuredColumns ? [privilege] : [])
        ])
    }
}

extension World.Member {
    /// The names of all roles that it has, those of teams among them.
    var allRoles: [String] { roles + teams.flatMap(\.roles) }
}
