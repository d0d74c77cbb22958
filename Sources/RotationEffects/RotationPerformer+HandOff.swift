internal import Credentials
internal import Ports
internal import SecureMemory

/// Partner Center, and the marketplace's use of what it was given.
extension RotationPerformer {
    func offer(_ context: RotationContext) async throws(Setback) -> Offer {
        let who = try context.who
        guard case .partnerCenter(let offer) = context.rotation.handOff else {
            throw Setback(.refused, message: "no offer is named")
        }
        return try await marketplace.offer(offer, as: who.application, proof: who.proof)
    }

    func configureLeads(_ context: RotationContext) async throws(Setback) -> String {
        let who = try context.who
        guard let offer = context.rotation.publication?.offer, let destination = offer.draft else {
            throw Setback(.refused, message: "the offer has no lead destination")
        }
        return try await marketplace.configureLeads(
            of: offer.product, to: destination, key: try context.new, as: who.application, proof: who.proof)
    }

    func publish(_ target: Offer.Submission.Target, _ context: RotationContext) async throws(Setback) -> String {
        let who = try context.who
        guard let product = context.rotation.publication?.offer?.product else {
            throw Setback(.refused, message: "the offer is not known")
        }
        return try await marketplace.publish(product, to: target, as: who.application, proof: who.proof)
    }

    func jobState(_ context: RotationContext) async throws(Setback) -> Offer.JobState {
        let who = try context.who
        guard let id = context.rotation.publication?.job else { throw Setback(.absent, message: "no job is under way") }
        return try await marketplace.job(id, as: who.application, proof: who.proof)
    }

    /// What Microsoft's reports say of the application.
    func readSignIns(_ context: RotationContext) async throws(Setback) -> RotationOutcome {
        guard let who = context.administrator else {
            throw Setback(.transient, message: "nobody may ask for the reports of sign-ins at this moment")
        }
        return .signIns(
            try await signIns.signIns(
                of: try context.application, since: context.signInsSince, as: who.application, proof: who.proof))
    }

    func findTestLead(_ context: RotationContext) async throws(Setback) -> RotationOutcome {
        .testLead(
            try await testLeads.newestTestLead(
                of: try context.configured, secret: try context.new, after: context.rotation.evidenceSince,
                at: context.now))
    }
}
