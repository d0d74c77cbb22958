internal import Foundation
internal import Microhttpd

extension PartnerCenter {
    /// A request to configure: where leads go, or a submission.
    static func configure(_ call: Call, _ state: inout CloudState) throws(GraphRefusal) -> Reply {
        let body = JSON(try? JSONSerialization.jsonObject(with: Data(call.body)))
        guard let resources = body["resources"]?.elements, kind(of: body) == "configure", resources.count == 1,
            let resource = resources.first
        else { throw invalid("A configure request with one resource is what the simulator knows.") }
        guard let reference = resource["product"]?.string, reference.hasPrefix("product/"),
            let index = state.world.marketplace.products.firstIndex(where: {
                $0.id.lowercased() == reference.dropFirst(8).lowercased()
            })
        else { throw GraphRefusal(404, "notFound", "The product was not found.") }
        let job: Publications.Job
        switch kind(of: resource) {
        case "customer-leads":
            let leads = try leads(resource, before: state.world.marketplace.products[index].draft.leads)
            job = state.write(leads, into: index)
        case "submission":
            let target = resource["target"]?["targetType"]?.string
            guard target == "preview" || target == "live" else { throw invalid("A submission is to preview or live.") }
            let number = resource["id"]?.string?.split(separator: "/").last.flatMap { Int($0) }
            job = try state.publish(index, toLive: target == "live", submission: number)
        case let other:
            throw invalid("The simulator does not configure \(other).")
        }
        var reply = try status(of: job.id, state)
        reply.outcome = kind(of: resource) == "submission" ? "published" : "configured"
        return reply
    }

    static func status(of id: String, _ state: CloudState) throws(GraphRefusal) -> Reply {
        guard let job = state.publications.jobs.first(where: { $0.id == id.lowercased() }) else {
            throw GraphRefusal(404, "notFound", "The job was not found.")
        }
        let isEarly = state.now.timeIntervalSince(job.start) < job.end.timeIntervalSince(job.start) / 10
        var status = (isEarly ? "notStarted" : "running", "pending", [JSON]())
        switch job.ending {
        case nil: break
        case .succeeded: status = ("completed", "succeeded", [])
        case .failed(let code, let message):
            status = ("completed", "failed", [["code": .string(code), "message": .string(message), "details": []]])
        }
        return Reply(
            status: 200,
            json: [
                "$schema": schema("configure-status"), "jobId": .string(job.id), "jobStatus": .string(status.0),
                "jobResult": .string(status.1), "jobStart": .string(time(job.start)),
                "jobEnd": .string(job.ending == nil ? "0001-01-01T00:00:00" : time(job.end)),
                "errors": .array(status.2),
            ])
    }

    static func submissions(
        of product: World.Product, _ target: String?, _ state: CloudState
    ) throws(GraphRefusal) -> Reply {
        var listed: [JSON] = [submission(0, of: product, "draft")]
        let live = state.publications.latest(of: product.id, isToLive: true)
        let preview = state.publications.latest(of: product.id, isToLive: false)
        if let live { listed.append(submission(live.number, of: product, "live", live)) }
        // What went live stands for both until the next preview.
        if let preview, live?.number != preview.number || live?.ending != .succeeded {
            listed.append(submission(preview.number, of: product, "preview", preview))
        }
        let wanted = listed.filter { target == nil || $0["target"]?["targetType"]?.string == target }
        return Reply(status: 200, json: ["value": .array(wanted)])
    }

    private static func submission(
        _ number: Int, of product: World.Product, _ target: String, _ submission: Publications.Submission? = nil
    ) -> JSON {
        var members: [(name: String, value: JSON)] = [
            ("$schema", schema("submission")), ("id", .string("submission/\(product.id)/\(number)")),
            ("product", .string("product/\(product.id)")), ("target", ["targetType": .string(target)]),
        ]
        if let submission {
            let result =
                switch submission.ending {
                case nil: "pending"
                case .succeeded: "succeeded"
                case .failed: "failed"
                }
            members += [
                ("lifecycleState", "generallyAvailable"),
                ("status", submission.ending == nil ? "running" : "completed"),
                ("result", .string(result)), ("created", .string(time(submission.created))),
            ]
        }
        return .object(members)
    }

    /// Reads where leads are to go, by the schema: all that one way to sign in needs, and nothing of the other.
    private static func leads(
        _ resource: JSON, before: World.LeadConfiguration?
    ) throws(GraphRefusal) -> World.LeadConfiguration {
        guard let destination = resource["leadDestination"]?.string else {
            throw invalid("leadDestination is required.")
        }
        guard destination == "dynamics" else { return World.LeadConfiguration(destination: destination) }
        guard let settings = resource["dynamicsLeadConfiguration"], let address = settings["instanceUrl"]?.string,
            address.hasPrefix("https://") || address.hasPrefix("http://")
        else { throw invalid("dynamicsLeadConfiguration with an instanceUrl is required.") }
        let contacts = (settings["contactEmail"]?.elements ?? []).compactMap(\.string)
        let application = ["applicationId", "directoryId", "applicationKey"].compactMap { settings[$0]?.string }
        let user = ["username", "password"].compactMap { settings[$0]?.string }
        switch settings["authentication"]?.string {
        case "azureAD" where application.count == 3 && user.isEmpty:
            guard UUID(uuidString: application[0]) != nil, UUID(uuidString: application[1]) != nil,
                (1...2_048).contains(application[2].count)
            else {
                throw invalid("applicationId and directoryId are GUIDs, and applicationKey has 1 to 2048 characters.")
            }
            return World.LeadConfiguration(
                instanceURL: address, application: application[0], directory: application[1],
                key: try unmasked(application[2], before), contacts: contacts)
        case "office365" where user.count == 2 && application.isEmpty:
            guard (1...128).contains(user[0].count), (1...256).contains(user[1].count) else {
                throw invalid("username has 1 to 128 characters, and password 1 to 256.")
            }
            return World.LeadConfiguration(
                instanceURL: address, userName: user[0], password: try unmasked(user[1], before), contacts: contacts)
        default: throw invalid("One way to sign in is required, and nothing of the other.")
        }
    }

    private static func unmasked(
        _ key: String, _ before: World.LeadConfiguration?
    ) throws(GraphRefusal) -> String {
        guard key == mask else { return key }
        guard let before, !before.key.isEmpty else {
            throw invalid("There is no secret that the mask could stand for.")
        }
        return before.key
    }

    private static func kind(of resource: JSON) -> String {
        resource["$schema"]?.string?.split(separator: "/").dropLast().last.map(String.init) ?? ""
    }

    private static func invalid(_ text: String) -> GraphRefusal {
        GraphRefusal(400, "badRequest", text, detail: "schemaValidationError")
    }

    /// As .NET writes times, with seven digits after the point.
    private static func time(_ date: Date) -> String {
        date.formatted(.iso8601).dropLast() + ".4408032Z"
    }
}
