internal import Foundation
internal import Microhttpd

/// The product ingestion API, under Microsoft Graph's host.
///
/// Microsoft's "product-ingestion-api" page; its schemas of `configure`, `customer-leads`, `resource-tree` and
/// `submission`.
enum PartnerCenter {
    private static let root = "/rp/product-ingestion"

    static func owns(_ path: String) -> Bool {
        path == root || path.hasPrefix(root + "/")
    }

    static func step(_ method: String, _ path: String) -> String {
        let parts = parts(path)
        switch (method, parts.first) {
        case ("POST", "configure"): return parts.count == 1 ? "configure" : "other"
        case (_, "configure"): return "job"
        case (_, "product") where parts.count == 1: return "product"
        case (_, "resource-tree"): return "tree"
        case (_, "submission"): return "submissions"
        default: return "resource"
        }
    }

    static func answer(_ call: Call, _ state: inout CloudState) -> Reply {
        var reply: Reply
        let token = call.headers["Authorization"].flatMap { header in
            header.lowercased().hasPrefix("bearer ") ? state.tokens[String(header.dropFirst(7))] : nil
        }
        do throws(GraphRefusal) {
            guard let token, token.resourceHost == call.host, state.now < token.expires else {
                throw GraphRefusal(401, "unauthorized", "Access token is missing, invalid or expired.")
            }
            guard token.isApp,
                state.world.marketplace.managers.contains(where: { $0.lowercased() == token.identity.lowercased() })
            else { throw GraphRefusal(403, "forbidden", "The application is not authorized to access the account.") }
            // Microsoft's own samples leave the version out, and get what is newest on the day.
            guard call.query["$version"] != nil else {
                throw GraphRefusal(400, "badRequest", "The simulator wants a version with every request.")
            }
            reply = try answered(call, &state)
        } catch {
            var members: [(name: String, value: JSON)] = [
                ("code", .string(error.code)), ("message", .string(error.text)),
            ]
            if let detail = error.detail {
                members.append(("details", [["code": .string(detail), "message": .string(error.text)]]))
            }
            reply = Reply(status: error.status, json: ["error": .object(members)])
            reply.outcome = error.detail ?? error.code
        }
        reply.identity = token?.identity
        reply.headers.append(("request-id", state.generator.identifier()))
        return reply
    }

    private static func answered(_ call: Call, _ state: inout CloudState) throws(GraphRefusal) -> Reply {
        let parts = parts(call.path)
        switch (call.method, parts.first, parts.count) {
        case ("GET", "product", 1):
            let products = state.world.marketplace.products.filter {
                call.query["externalId"] == nil || call.query["externalId"] == $0.externalID
            }
            return Reply(status: 200, json: ["value": .array(products.map(summary))])
        case ("GET", "resource-tree", 3) where parts[1] == "product":
            return try tree(of: product(parts[2], state), call.query["targetType"] ?? "draft", &state)
        case ("GET", "submission", 2):
            return try submissions(of: product(parts[1], state), call.query["targetType"], state)
        case ("POST", "configure", 1):
            return try configure(call, &state)
        case ("GET", "configure", 3) where parts[2] == "status":
            return try status(of: parts[1], state)
        case ("GET", "configure", 2):
            let reply = try status(of: parts[1], state)
            guard reply.json?["jobStatus"]?.string == "completed" else {
                throw GraphRefusal(400, "badRequest", "The job has not completed.")
            }
            return reply
        case ("GET", _, 2...):
            let id = parts.joined(separator: "/")
            for product in state.world.marketplace.products {
                if let found = resources(of: product, product.draft, "draft", &state).first(where: {
                    $0["id"]?.string == id
                }) {
                    return Reply(status: 200, json: found)
                }
            }
            throw GraphRefusal(404, "notFound", "The resource was not found.")
        default:
            throw GraphRefusal(404, "notFound", "The resource was not found.")
        }
    }

    private static func parts(_ path: String) -> [String] {
        path.dropFirst(root.count).split(separator: "/").map(String.init)
    }

    private static func product(_ id: String, _ state: CloudState) throws(GraphRefusal) -> World.Product {
        guard let product = state.world.marketplace.products.first(where: { $0.id.lowercased() == id.lowercased() })
        else {
            throw GraphRefusal(404, "notFound", "The product was not found.")
        }
        return product
    }
}

extension PartnerCenter {
    /// What stands where a secret is, and for a secret that is to stay as it is.
    static let mask = "*********"

    static func schema(_ name: String, _ version: String = "2022-03-01-preview2") -> JSON {
        .string("https://schema.mp.microsoft.com/schema/\(name)/\(version)")
    }

    private static func summary(_ product: World.Product) -> JSON {
        [
            "$schema": schema("product"), "id": .string("product/\(product.id)"),
            "identity": ["externalId": .string(product.externalID)], "type": "softwareAsAService",
            "alias": .string(product.name),
        ]
    }

    private static func tree(
        of product: World.Product, _ target: String, _ state: inout CloudState
    ) throws(GraphRefusal) -> Reply {
        let editions = ["draft": product.draft, "preview": product.preview ?? product.live, "live": product.live]
        guard let edition = editions[target] else {
            throw GraphRefusal(400, "badRequest", "The target type '\(target)' is not supported.")
        }
        guard let edition else { throw GraphRefusal(404, "notFound", "The product was not found in this target.") }
        let json: JSON = [
            "$schema": schema("resource-tree", "2022-07-01"), "root": .string("product/\(product.id)"),
            "target": ["targetType": .string(target)],
            "resources": .array(resources(of: product, edition, target, &state)),
        ]
        return Reply(status: 200, json: json)
    }

    /// Everything in one state of an offer, as it is shown: secrets masked, addresses signed anew.
    private static func resources(
        of product: World.Product, _ edition: World.Edition, _ target: String, _ state: inout CloudState
    ) -> [JSON] {
        var resources = [summary(product)]
        for resource in edition.resources {
            let kind = String(resource.id.prefix { $0 != "/" })
            let content = JSON(try? JSONSerialization.jsonObject(with: Data(resource.content.utf8)))
            guard case .object(let members) = content else { continue }
            // What is live was written by an older schema; the two differ in nothing else.
            let version = target == "draft" ? "2022-03-01-preview5" : "2022-03-01-preview2"
            resources.append(
                .object(
                    [
                        ("$schema", schema(kind, version)), ("id", .string(resource.id)),
                        ("product", .string("product/\(product.id)")),
                    ] + members.map { ($0.name, signed($0.value, name: $0.name, target, &state)) }))
        }
        if let leads = edition.leads { resources.append(masked(leads, of: product)) }
        resources.append([
            "$schema": schema("submission"), "id": .string("submission/\(product.id)/0"),
            "product": .string("product/\(product.id)"), "target": ["targetType": .string(target)],
        ])
        return resources
    }

    private static func signed(_ value: JSON, name: String, _ target: String, _ state: inout CloudState) -> JSON {
        switch value {
        case .string(let address) where name == "url":
            .string(
                "https://\(target).blob.core.windows.net/\(address)?sv=2022-11-02&sig=\(state.generator.identifier())")
        case .string(let address) where name == "uri":
            .string("\(address)?sv=2022-11-02&sig=\(state.generator.identifier())")
        case .array(let elements): .array(elements.map { signed($0, name: name, target, &state) })
        case .object(let members): .object(members.map { ($0.name, signed($0.value, name: $0.name, target, &state)) })
        default: value
        }
    }

    private static func masked(_ leads: World.LeadConfiguration, of product: World.Product) -> JSON {
        var members: [(name: String, value: JSON)] = [
            ("$schema", schema("customer-leads", "2022-03-01-preview3")),
            ("id", .string("customer-leads/\(product.id)")),
            ("product", .string("product/\(product.id)")), ("leadDestination", .string(leads.destination)),
        ]
        let contacts = JSON.array(leads.contacts.map { .string($0) })
        switch (leads.destination, leads.authentication) {
        case ("dynamics", "office365"):
            members.append(
                (
                    "dynamicsLeadConfiguration",
                    [
                        "instanceUrl": .string(leads.instanceURL), "authentication": "office365",
                        "username": .string(leads.account),
                        "password": .string(mask), "contactEmail": contacts,
                    ]
                ))
        case ("dynamics", _):
            members.append(
                (
                    "dynamicsLeadConfiguration",
                    [
                        "instanceUrl": .string(leads.instanceURL), "authentication": .string(leads.authentication),
                        "applicationId": .string(leads.account), "applicationKey": .string(mask),
                        "directoryId": .string(leads.directory ?? ""), "contactEmail": contacts,
                    ]
                ))
        // Of an endpoint it answers the whole URL; of a storage account a mask.
        case ("httpsEndpoint", _):
            members.append(
                (
                    "httpsEndpointLeadConfiguration",
                    ["httpsEndpointUrl": .string(leads.instanceURL), "contactEmail": contacts]
                ))
        case ("table", _):
            members.append(
                (
                    "tableLeadConfiguration",
                    ["storageAccountConnectionString": .string(mask), "contactEmail": contacts]
                ))
        case ("email", _): members.append(("emailLeadConfiguration", ["contactEmail": contacts]))
        default: break
        }
        return .object(members)
    }
}
