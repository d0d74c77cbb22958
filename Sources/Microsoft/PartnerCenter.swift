public import Credentials
public import Curl
public import Ports
public import SecureMemory

/// Partner Center, where the marketplace keeps its copy of each credential: the product ingestion API.
///
/// https://learn.microsoft.com/partner-center/marketplace-offers/product-ingestion-api. Each call signs in anew as the
/// administrator, an application that Partner Center knows; no token outlives it. One value serves any number of calls
/// at the same time, and none of them blocks its caller's thread.
///
/// All throw `transient` for what may go better later, `unauthorised` where the administrator is not let in,
/// `forbidden` where Partner Center does not know it as a manager, and `refused` for good; and `uncertain` where a
/// change may have been made without an answer.
public struct PartnerCenter: Marketplace {
    private let host: GraphHost

    /// Asks through that client.
    ///
    /// - Parameters:
    ///   - loginEndpoint: the origin of Entra's login host, such as `https://login.microsoftonline.com`.
    ///   - graphEndpoint: the origin of Microsoft Graph, such as `https://graph.microsoft.com`.
    ///   - notes: where the sign-ins of applications are noted.
    public init(client: HTTPClient, loginEndpoint: String, graphEndpoint: String, notes: SignInNotes? = nil) {
        host = GraphHost(client: client, loginEndpoint: loginEndpoint, graphEndpoint: graphEndpoint, notes: notes)
    }

    /// An offer by its external id: where its leads go, what else is pending in it, and its submissions.
    ///
    /// Throws `absent` where the account has no such offer.
    public func offer(
        _ externalID: String, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> Offer {
        let session = try await session(as: administrator, proof)
        let product = try await session.product(externalID)
        guard let draft = try await session.tree(of: product, .draft) else {
            throw Setback(.absent, message: "Partner Center has no draft of the product")
        }
        let live = try await session.tree(of: product, .live)
        return Offer(
            product: product.description, draft: draft.leads, live: live?.leads,
            pendingEdits: draft.differences(from: live),
            submissions: try await session.submissions(of: product))
    }

    /// Writes where leads go into the draft of a product; may be repeated.
    ///
    /// Nothing else of the draft is touched, and nothing that customers see. Throws `refused`, and sends nothing, for a
    /// secret that Partner Center would not take for one: none, longer than it may be, no text, or the mask that means
    /// "as before".
    /// - Parameter key: the application's secret or the user's password.
    /// - Returns: the id of the job that does it.
    public func configureLeads(
        of product: String, to configuration: LeadConfiguration, key: SharedSecret, as administrator: EntraApplication,
        proof: SignInProof
    ) async throws(Setback) -> String {
        let product = try ProductID(stated: product)
        let body = try CustomerLeads.request(for: product, configuration, key: key)
        return try await session(as: administrator, proof).configure(.secret(body))
    }

    /// Publishes the draft to preview, or what is in preview to live.
    ///
    /// Throws `transient` and does nothing while another publication is under way, whoever began it; `refused` where
    /// nothing that could go live is in preview.
    /// - Returns: the id of the job that does it.
    public func publish(
        _ product: String, to target: Offer.Submission.Target, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> String {
        let product = try ProductID(stated: product)
        let session = try await session(as: administrator, proof)
        let submissions = try await session.submissions(of: product)
        guard submissions.allSatisfy(\.isComplete) else {
            throw Setback(.transient, message: "a publication is under way")
        }
        var preview: Offer.Submission?
        switch target {
        case .draft:
            throw Setback(.refused, message: "a draft is not published to")
        case .preview:
            break
        case .live:
            // What has gone live stands for preview as well, under the same id, until the next preview is made.
            let live = submissions.first { $0.target == .live }
            preview = submissions.first { $0.target == .preview && $0.hasSucceeded == true && $0.id != live?.id }
            guard preview != nil else { throw Setback(.refused, message: "nothing is in preview that could go live") }
        }
        return try await session.configure(.bytes(Submissions.request(for: product, target, preview: preview)))
    }

    /// How far a job has come.
    ///
    /// Throws `absent` for a job that Partner Center does not know.
    public func job(
        _ id: String, as administrator: EntraApplication, proof: SignInProof
    ) async throws(Setback) -> Offer.JobState {
        guard let id = GUID(id) else { throw Setback(.absent, message: "that is no id of a job") }
        return try await session(as: administrator, proof).job(id)
    }

    private func session(
        as administrator: EntraApplication, _ proof: SignInProof
    ) async throws(Setback) -> PartnerCenterSession {
        PartnerCenterSession(session: try await host.session(as: administrator, proof: proof))
    }
}

/// A product's durable id, `product/<guid>`.
struct ProductID: Hashable, CustomStringConvertible {
    let guid: GUID

    var description: String { "product/\(guid)" }

    /// `nil` for anything else.
    init?(_ text: String) {
        guard text.hasPrefix("product/"), let guid = GUID(String(text.dropFirst(8))) else { return nil }
        self.guid = guid
    }

    /// Refuses anything else.
    init(stated text: String) throws(Setback) {
        guard let product = ProductID(text) else {
            throw Setback(.refused, message: "that is no durable id of a product")
        }
        self = product
    }
}
