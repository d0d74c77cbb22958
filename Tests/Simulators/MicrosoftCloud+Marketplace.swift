internal import Synchronization

/// What a person does in the portal, or a customer at the marketplace.
struct MarketplaceAct: Codable {
    enum Name: String, Codable {
        case lead
        case validate
        case publishToPreview = "publish-preview"
        case publishToLive = "publish-live"
    }

    var offer: String
    var `do`: Name
}

extension CloudState {
    /// Answers whether it came to what it was to come to: whether the lead was written, or the publication has begun.
    mutating func perform(_ act: MarketplaceAct) -> Bool {
        settle()
        guard let index = world.marketplace.products.firstIndex(where: { $0.externalID == act.offer }) else {
            return false
        }
        let product = world.marketplace.products[index]
        switch act.do {
        case .lead: return deliver(isTest: false, from: index)
        case .validate: return deliver(isTest: true, by: product.draft.leads, from: index)
        case .publishToPreview: return (try? publish(index, toLive: false, submission: nil)) != nil
        case .publishToLive:
            let preview = publications.latest(of: product.id, isToLive: false)
            return (try? publish(index, toLive: true, submission: preview?.number)) != nil
        }
    }
}

extension MicrosoftCloud {
    /// An offer as it is now; nil where there is none of that id.
    public func product(_ externalID: String) -> World.Product? {
        world.marketplace.products.first { $0.externalID == externalID }
    }

    /// A customer leaves a lead; answers whether it reached Dynamics by what is live.
    @discardableResult
    public func leaveLead(at offer: String) -> Bool {
        core.state.withLock { $0.perform(MarketplaceAct(offer: offer, do: .lead)) }
    }

    /// A person presses Validate in the portal; answers whether the test lead reached Dynamics by what is in the draft.
    ///
    /// It says nothing of what is live.
    @discardableResult
    public func validate(_ offer: String) -> Bool {
        core.state.withLock { $0.perform(MarketplaceAct(offer: offer, do: .validate)) }
    }

    /// A person publishes an offer in the portal; answers whether that has begun.
    @discardableResult
    public func publish(_ offer: String, toLive isToLive: Bool) -> Bool {
        core.state.withLock {
            $0.perform(MarketplaceAct(offer: offer, do: isToLive ? .publishToLive : .publishToPreview))
        }
    }

    /// Changes an offer, as a person does in the portal.
    public func edit(_ offer: String, _ change: @Sendable (inout World.Product) -> Void) {
        self.change { world in
            guard let index = world.marketplace.products.firstIndex(where: { $0.externalID == offer }) else { return }
            change(&world.marketplace.products[index])
        }
    }
}
