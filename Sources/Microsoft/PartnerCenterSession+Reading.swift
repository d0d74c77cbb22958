internal import Basics
internal import Credentials
internal import JSON

extension PartnerCenterSession {
    /// Finds a product by its external id, the offer's id in the portal.
    func product(_ externalID: String) async throws(Setback) -> ProductID {
        let body = try await get("product", "externalId=\(PercentEncoding.encode(externalID))&")
        var products: [ProductID] = []
        if let body {
            products = try Self.read(body) { text throws(JSONFault) in try Self.products(text, externalID) }
        }
        guard let product = products.first else {
            throw Setback(.absent, message: "the account has no offer with this id")
        }
        guard products.count == 1 else {
            throw Setback(.refused, message: "the account has several offers with this id")
        }
        return product
    }

    /// Reads all that an offer consists of in one of its states; `nil` where it is not in that state.
    func tree(of product: ProductID, _ target: Offer.Submission.Target) async throws(Setback) -> OfferTree? {
        guard let body = try await get("resource-tree/\(product)", "targetType=\(target.rawValue)&") else { return nil }
        return try Self.read(body) { text throws(JSONFault) in
            let tree = try OfferTree(text, target)
            // What lacks the product itself lacks anything: nothing can be said to be absent from it.
            guard tree.holds(product.description) else { throw .wrongType }
            return tree
        }
    }

    /// The submissions that Partner Center keeps of a product, the newest first; the reference to the draft is none.
    func submissions(of product: ProductID) async throws(Setback) -> [Offer.Submission] {
        guard let body = try await get("submission/\(product.guid)") else {
            throw Setback(.absent, message: "Partner Center keeps no list of the product's submissions")
        }
        return try Self.read(body) { text throws(JSONFault) in try Submissions.read(text) }
    }

    /// How far a job has come.
    func job(_ id: GUID) async throws(Setback) -> Offer.JobState {
        guard let body = try await get("configure/\(id)/status") else {
            throw Setback(.absent, message: "Partner Center knows no such job")
        }
        let state = try Self.read(body) { text throws(JSONFault) in try Self.jobState(text) }
        guard state == .failed(code: nil) else { return state }
        // The reason may stand in the details alone.
        guard let details = try await get("configure/\(id)") else { return state }
        let detailed = try? Self.read(details) { text throws(JSONFault) in try Self.jobState(text) }
        guard case .failed(let code?) = detailed else { return state }
        return .failed(code: code)
    }

    private static func read<Value>(
        _ body: [UInt8], _ reading: (JSONText) throws(JSONFault) -> Value
    ) throws(Setback) -> Value {
        do {
            return try reading(body.span)
        } catch {
            throw illegible()
        }
    }

    /// The products of that external id in an answer, which is a list, or the one product itself.
    static func products(_ text: JSONText, _ externalID: String) throws(JSONFault) -> [ProductID] {
        let answer = try JSONObject(text)
        var products: [ProductID] = []
        for product in try answer.objects("value", limit: listLimit, in: text) ?? [answer] {
            guard let theirs = try product.object("identity", in: text)?.string("externalId", in: text) else {
                throw .wrongType
            }
            guard theirs == externalID else { continue }
            guard let id = try product.string("id", in: text).flatMap(ProductID.init) else { throw .wrongType }
            if !products.contains(id) { products.append(id) }
        }
        // One page is enough for one product; what is on others cannot be said to be absent.
        if products.isEmpty { try answer.requireWhole(in: text) }
        return products
    }

    /// The state in the answer about a job.
    static func jobState(_ text: JSONText) throws(JSONFault) -> Offer.JobState {
        let job = try JSONObject(text)
        switch (try job.string("jobStatus", in: text), try job.string("jobResult", in: text)) {
        case ("completed", "succeeded"): return .succeeded
        case ("completed", "failed"), ("completed", "cancelled"):
            for error in try job.objects("errors", limit: listLimit, in: text) ?? [] {
                if let code = try error.string("code", in: text), isCode(code) { return .failed(code: code) }
            }
            return .failed(code: nil)
        case ("notStarted", _), ("running", _), ("completed", "pending"), ("completed", nil): return .running
        default: throw .wrongType
        }
    }
}

/// The submissions of a product, and the request for another.
enum Submissions {
    private static let schema = "https://schema.mp.microsoft.com/schema/submission/2022-03-01-preview2"

    /// Reads the list; the newest first, those of unknown age last.
    static func read(_ text: JSONText) throws(JSONFault) -> [Offer.Submission] {
        var submissions: [Offer.Submission] = []
        let answer = try JSONObject(text)
        guard let objects = try answer.objects("value", limit: PartnerCenterSession.listLimit, in: text) else {
            throw .wrongType
        }
        // One that is under way could stand on another page.
        try answer.requireWhole(in: text)
        for object in objects {
            let target = try object.object("target", in: text)?.string("targetType", in: text)
            // The draft is listed as a reference without a state of its own.
            guard let target = target.flatMap(Offer.Submission.Target.init), target != .draft else { continue }
            guard let id = try object.string("id", in: text), isID(id) else { throw .wrongType }
            let result = try object.string("result", in: text) ?? "succeeded"
            let isComplete = try object.string("status", in: text).map { $0 == "completed" } ?? (result != "pending")
            submissions.append(
                Offer.Submission(
                    id: id, target: target, isComplete: isComplete,
                    hasSucceeded: isComplete ? result == "succeeded" : nil,
                    createdAt: try object.string("created", in: text).flatMap(Instant.init(believed:))))
        }
        return submissions.sorted { left, right in
            guard left.createdAt == right.createdAt else {
                guard let created = left.createdAt else { return false }
                return right.createdAt.map { created > $0 } ?? true
            }
            // Numbers grow.
            return number(left.id) > number(right.id)
        }
    }

    /// The request to publish; to live with the submission that is in preview.
    static func request(for product: ProductID, _ target: Offer.Submission.Target, preview: Offer.Submission?)
        -> [UInt8]
    {
        let id = preview.map { "\"id\":\(JSONString.quoted($0.id))," } ?? ""
        let resource =
            "{\"$schema\":\"\(schema)\",\(id)\"product\":\"\(product)\",\"target\":{\"targetType\":\"\(target.rawValue)\"}}"
        return Array((CustomerLeads.opening + resource + CustomerLeads.closing).utf8)
    }

    /// The number that ends a submission's id.
    private static func number(_ id: String) -> UInt64 {
        id.split(separator: "/").last.flatMap { UInt64($0) } ?? 0
    }

    private static func isID(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 3 && parts[0] == "submission" && GUID(String(parts[1])) != nil
            && (1...40).contains(parts[2].utf8.count) && parts[2].utf8.allSatisfy(\.isDigit)
    }
}
