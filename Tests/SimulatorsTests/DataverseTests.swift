import Foundation
import Simulators
import Testing

@Suite struct DataverseTests {
    /// A world whose app may do everything.
    static var managed: World {
        var world = Sample.world
        world.environments[0].members[0].roles = [World.Role.leadManager.name]
        return world
    }

    @Test func `without a token the challenge names the directory and the resource`() async throws {
        try await withCloud { cloud async throws in
            let answer = try await cloud.ask(cloud.url(Sample.host, "/api/data/v9.2/"))
            #expect(answer.status == 401)
            #expect(
                answer.header.contains(
                    "WWW-Authenticate: Bearer authorization_uri=https://login.localhost:\(cloud.port)/\(Sample.tenant)/oauth2/authorize,"
                        + " resource_id=https://contoso.localhost:\(cloud.port)/"))
        }
    }

    @Test func `a lead is created once, read, found, changed and removed`() async throws {
        try await withCloud(Self.managed) { cloud async throws in
            let created = try await cloud.createLead(
                body: "{\"lastname\":\"Probe\",\"companyname\":\"MSFT_TEST_1\",\"donotemail\":true}")
            #expect(created.status == 204)
            #expect(
                created.header.contains(
                    "OData-EntityId: https://contoso.localhost:\(cloud.port)/api/data/v9.2/leads(\(Sample.lead))"))
            let again = try await cloud.createLead()
            #expect(again.status == 412 && again.code == "0x80040237")
            let read = try await cloud.dataverse("GET", "leads(\(Sample.lead))?$select=lastname")
            #expect(read["lastname"] as? String == "Probe" && read["companyname"] == nil)
            let changed = try await cloud.dataverse(
                "PATCH", "leads(\(Sample.lead))", ["If-Match: *"], body: "{\"lastname\":\"P2\"}")
            #expect(changed.status == 204 && cloud.leads(in: Sample.host).first?.columns["lastname"] == "P2")
            let filter = "$filter=startswith(companyname,'MSFT_TEST_')%20and%20createdon%20gt%202020-01-01T00:00:00Z"
            #expect(try await cloud.dataverse("GET", "leads?\(filter)", ["Prefer: x"]).body.contains("MSFT_TEST_1"))
            let none = try await cloud.dataverse("GET", "leads?$filter=createdon%20gt%202199-01-01T00:00:00Z")
            #expect((none["value"] as? [Any])?.isEmpty == true)
            #expect(try await cloud.dataverse("DELETE", "leads(\(Sample.lead))").status == 204)
            let gone = try await cloud.dataverse("DELETE", "leads(\(Sample.lead))")
            #expect(gone.status == 404 && gone.code == "0x80040217")
            let absent = try await cloud.dataverse("PATCH", "leads(\(Sample.lead))", ["If-Match: *"], body: "{}")
            #expect(absent.code == "0x80040217")
            let posted = try await cloud.dataverse(
                "POST", "leads", ["Prefer: return=representation"], body: "{\"subject\":\"S\"}")
            #expect(
                posted.status == 201 && posted["subject"] as? String == "S" && !posted.header.contains("OData-EntityId")
            )
            #expect(cloud.leads(in: Sample.host).count == 1)
        }
    }

    @Test func `the lead writer's role writes, and may neither read nor remove`() async throws {
        try await withCloud { cloud async throws in
            #expect(try await cloud.createLead().status == 204)
            for method in ["GET", "DELETE"] {
                let answer = try await cloud.dataverse(method, "leads(\(Sample.lead))")
                #expect(answer.status == 403 && answer.code == "0x80040220")
                #expect(answer.body.contains(method == "GET" ? "prvReadLead" : "prvDeleteLead"))
            }
            let annotated = try await cloud.dataverse(
                "GET", "leads(\(Sample.lead))", ["Prefer: odata.include-annotations=\"*\""])
            #expect(annotated.body.contains("\"@Microsoft.PowerApps.CDS.ErrorDetails.HttpStatusCode\":\"403\""))
        }
    }

    @Test func `each state of an environment and of a member has its code`() async throws {
        let cases: [(Int, String, @Sendable (inout World) -> Void)] = [
            (403, "0x8004A104", { $0.environments[0].state = .disabled }),
            (403, "0x8004A113", { $0.environments[0].state = .administration }),
            (403, "0x80072560", { $0.environments[0].members = [] }),
            (403, "0x80040225", { $0.environments[0].members[0].isDisabled = true }),
            (403, "0x80042f09", { $0.environments[0].members[0].roles = [] }),
            (403, "0x80040220", { $0.environments[0].roles[0].privileges["prvCreateLead"] = nil }),
            (404, "0x80060888", { $0.environments[0].hasLeadTable = false }),
            (400, "0x80040265", { $0.environments[0].veto = "Leads need a budget." }),
        ]
        try await withCloud { cloud async throws in
            for (status, code, change) in cases {
                cloud.change { $0 = Sample.world }
                cloud.change(change)
                let answer = try await cloud.createLead()
                #expect(answer.status == status && answer.code == code, "\(code): \(answer.body)")
                #expect(cloud.leads(in: Sample.host).isEmpty)
                #expect(cloud.history().last?.outcome == code)
            }
        }
    }

    @Test func `a token for one environment is none for another`() async throws {
        var world = Sample.world
        world.environments.append(World.Environment(host: "fabrikam.localhost", tenant: Sample.stranger))
        try await withCloud(world) { cloud async throws in
            let token = try await cloud.token()["access_token"] as? String ?? ""
            let answer = try await cloud.ask(
                cloud.url("fabrikam.localhost", "/api/data/v9.2/WhoAmI"), ["-H", "Authorization: Bearer \(token)"])
            #expect(answer.status == 401 && answer.header.contains(Sample.stranger))
        }
    }

    @Test func `a body is checked`() async throws {
        try await withCloud { cloud async throws in
            #expect(try await cloud.createLead(body: "{").code == "0x80048d19")
            #expect(try await cloud.createLead(body: "{\"budget\":1}").code == "0x80048d19")
            let long = String(repeating: "x", count: 51)
            #expect(try await cloud.createLead(body: "{\"lastname\":\"\(long)\"}").code == "0x80044331")
            #expect(try await cloud.createLead(body: "{\"lastname\":\"\(long.dropFirst())\"}").status == 204)
        }
    }

    @Test func `privileges, roles and the solution can be looked up by who may`() async throws {
        try await withCloud(Self.managed) { cloud async throws in
            let users = try await cloud.dataverse("GET", "systemusers?$filter=applicationid%20eq%20\(Sample.app)")
            let id = try #require((users["value"] as? [[String: Any]])?.first?["systemuserid"] as? String)
            let base = "systemusers(\(id))"
            let function = "/Microsoft.Dynamics.CRM.RetrieveUserPrivilegeByPrivilegeName(PrivilegeName="
            let held = try await cloud.dataverse("GET", base + function + "'prvCreateLead')")
            #expect((held["RolePrivileges"] as? [[String: Any]])?.first?["Depth"] as? String == "Global")
            let missing = try await cloud.dataverse("GET", base + function + "'prvShareLead')")
            #expect((missing["RolePrivileges"] as? [Any])?.isEmpty == true)
            #expect(try await cloud.dataverse("GET", base + function + "'prvNonsense')").status == 400)
            let roles = try await cloud.dataverse("GET", base + "/systemuserroles_association?$select=name")
            #expect(roles.body.contains("Lead Manager"))
            let solution = try await cloud.dataverse(
                "GET", "solutions?$filter=startswith(uniquename,'MicrosoftMarketplace')")
            #expect((solution["value"] as? [Any])?.count == 1)
            cloud.change { $0.environments[0].members[0].roles = [World.Role.leadWriter.name] }
            #expect(try await cloud.dataverse("GET", "solutions?$select=uniquename").code == "0x80040220")
        }
    }

    @Test func `beyond the service protection limit a user is told how long to wait`() async throws {
        try await withCloud { cloud async throws in
            cloud.change { $0.environments[0].requestLimit = 2 }
            for _ in 0..<2 { #expect(try await cloud.dataverse("GET", "WhoAmI").status == 200) }
            let answer = try await cloud.dataverse("GET", "WhoAmI")
            let wait = answer.header.split(separator: "\r\n").first { $0.hasPrefix("Retry-After: ") }?.dropFirst(13)
            #expect(answer.status == 429 && answer.code == "0x80072322")
            #expect(try (1...300).contains(#require(wait.flatMap { Int($0) })))
            cloud.advance(by: .seconds(301))
            #expect(try await cloud.dataverse("GET", "WhoAmI").status == 200)
        }
    }
}
