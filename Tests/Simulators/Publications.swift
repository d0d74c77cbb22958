internal import Foundation

/// What Partner Center has under way, and what has ended.
struct Publications {
    /// How something ended.
    enum Ending: Equatable {
        case succeeded
        case failed(code: String, message: String)
    }

    /// A request to configure, which may be one to publish.
    struct Job {
        enum Action {
            case write(World.LeadConfiguration)
            case publish(submission: Int)
        }

        let id: String
        let product: String
        let action: Action
        let start: Date
        let end: Date
        var ending: Ending?
    }

    /// One publication of an offer.
    struct Submission {
        let number: Int
        let product: String
        let isToLive: Bool
        let created: Date
        let end: Date
        let edition: World.Edition
        var ending: Ending?
    }

    var jobs: [Job] = []
    var submissions: [Submission] = []
    /// When the last lead of a customer's came, by offer.
    var lastLeads: [String: Date] = [:]
    private var lastNumber = 1_152_921_515_689_847_469

    /// The number of a new submission.
    mutating func number() -> Int {
        lastNumber += 1
        return lastNumber
    }

    /// The newest submission of an offer to preview or to live.
    func latest(of product: String, isToLive: Bool) -> Submission? {
        submissions.last { $0.product == product && $0.isToLive == isToLive }
    }

    /// Keeps the submissions by which an offer got into the state in which the world had it at first.
    mutating func remember(_ product: World.Product, since beginning: Date) {
        guard !submissions.contains(where: { $0.product == product.id }) else { return }
        for (isToLive, edition) in [(true, product.live), (false, product.preview)] {
            guard let edition else { continue }
            submissions.append(
                Submission(
                    number: number(), product: product.id, isToLive: isToLive, created: beginning, end: beginning,
                    edition: edition,
                    ending: .succeeded))
        }
    }

    /// Whether a publication of an offer is under way, whoever began it.
    func isPublishing(_ product: String) -> Bool {
        submissions.contains { $0.product == product && $0.ending == nil }
    }
}

extension CloudState {
    /// Begins to publish an offer, for the API or for a person in the portal.
    mutating func publish(_ index: Int, toLive isToLive: Bool, submission: Int?) throws(GraphRefusal)
        -> Publications.Job
    {
        let product = world.marketplace.products[index]
        guard !publications.isPublishing(product.id) else {
            throw GraphRefusal(409, "conflict", "Another submission of the product is in progress.")
        }
        var number = publications.number()
        var edition = product.draft
        if isToLive {
            let preview = publications.latest(of: product.id, isToLive: false)
            guard let preview, preview.ending == .succeeded, preview.number == submission, let ready = product.preview,
                publications.latest(of: product.id, isToLive: true)?.number != preview.number
            else {
                throw GraphRefusal(
                    400, "badRequest", "The submission cannot be published.", detail: "invalidState")
            }
            (number, edition) = (preview.number, ready)
        }
        let market = world.marketplace
        let end = now.addingTimeInterval(isToLive ? market.goingLive : market.certifying)
        publications.submissions.append(
            Publications.Submission(
                number: number, product: product.id, isToLive: isToLive, created: now, end: end, edition: edition))
        return begin(.publish(submission: number), of: product, until: end)
    }

    /// Begins to write where leads go into a draft.
    mutating func write(_ leads: World.LeadConfiguration, into index: Int) -> Publications.Job {
        begin(
            .write(leads), of: world.marketplace.products[index],
            until: now.addingTimeInterval(world.marketplace.configuring))
    }

    private mutating func begin(
        _ action: Publications.Job.Action, of product: World.Product, until end: Date
    ) -> Publications.Job {
        let job = Publications.Job(
            id: generator.identifier(), product: product.id, action: action, start: now, end: end)
        publications.jobs.append(job)
        return job
    }
}

extension CloudState {
    /// Lets everything happen in the marketplace whose time has come, in its order, each thing at its own time.
    mutating func settle() {
        guard !world.marketplace.products.isEmpty, settling == nil else { return }
        let end = now
        for product in world.marketplace.products { publications.remember(product, since: beginning) }
        while let (time, event) = nextEvent(until: end) {
            settling = time
            switch event {
            case .job(let index): endJob(index)
            case .submission(let index): endSubmission(index)
            case .lead(let index):
                publications.lastLeads[world.marketplace.products[index].id] = time
                deliver(isTest: false, from: index)
            }
            settling = nil
        }
    }

    private enum Event {
        case job(Int)
        case submission(Int)
        case lead(Int)
    }

    private func nextEvent(until end: Date) -> (Date, Event)? {
        var events: [(Date, Event)] = []
        // A submission ends before the job that brought it about.
        for (index, submission) in publications.submissions.enumerated() where submission.ending == nil {
            events.append((submission.end, .submission(index)))
        }
        for (index, job) in publications.jobs.enumerated() where job.ending == nil {
            events.append((job.end, .job(index)))
        }
        for (index, product) in world.marketplace.products.enumerated() {
            guard let interval = product.leadInterval, interval > 0 else { continue }
            let last = publications.lastLeads[product.id] ?? beginning
            events.append((last.addingTimeInterval(interval), .lead(index)))
        }
        return events.filter { $0.0 <= end }.min { $0.0 < $1.0 }
    }

    private mutating func endJob(_ index: Int) {
        let job = publications.jobs[index]
        var ending = Publications.Ending.succeeded
        switch job.action {
        case .write(let leads):
            if let place = world.marketplace.products.firstIndex(where: { $0.id == job.product }) {
                world.marketplace.products[place].draft.leads = leads
            }
        case .publish(let number):
            ending =
                publications.submissions.last { $0.number == number && $0.product == job.product }?.ending ?? .succeeded
        }
        publications.jobs[index].ending = ending
    }

    private mutating func endSubmission(_ index: Int) {
        let submission = publications.submissions[index]
        publications.submissions[index].ending = .succeeded
        guard let place = world.marketplace.products.firstIndex(where: { $0.id == submission.product }) else { return }
        if submission.isToLive {
            world.marketplace.products[place].live = submission.edition
            world.marketplace.products[place].preview = nil
            deliver(isTest: true, from: place)
        } else if world.marketplace.products[place].failsCertification {
            publications.submissions[index].ending = .failed(
                code: "invalidState",
                message: "The submission did not pass certification. See the certification report.")
        } else {
            world.marketplace.products[place].preview = submission.edition
        }
    }
}
