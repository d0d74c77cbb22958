internal import Credentials

/// What the engine keeps of rotations beside the credentials' records: what is being worked on, and what rests until when.
///
/// Rests are reckoned in time since boot and forgotten with the process: whatever is still in the way is met again.
struct Rotations {
    /// What rests for a while.
    enum Resting: Hashable {
        /// Whatever is done for the credential, since the ledger has refused it.
        case credential(CredentialName)
        /// The listing of the client secrets on the credential's application.
        case listing(CredentialName)
        /// The look at the credential's offer in Partner Center.
        case offer(CredentialName)
        /// The search for the marketplace's test lead.
        case testLead(CredentialName)
        /// Whatever asks the administrator, which was refused.
        case administrator
        /// What begins by itself, since too many rotations are stuck.
        case beginning
    }

    /// The rotations that ever began, and what they minted of late.
    private(set) var log = RotationLog()
    /// The credentials that are no longer configured and have a rotation to be wound down.
    private(set) var unconfigured: Set<CredentialName> = []
    /// The applications that are being worked on.
    private var applications: Set<EntraApplication> = []
    /// How many credentials are being worked on.
    private var running = 0
    private var rests: [Resting: Span] = [:]
    /// What was asked last about an offer.
    private var offerQuestions: [CredentialName: OfferQuestion] = [:]
    /// In what offers differ as was told last, once that is known; empty where nothing does.
    private var offersTold: [CredentialName: [String: String]] = [:]
}

// MARK: What is known

extension Rotations {
    /// Takes over what the ledger knows, at start and on every reload.
    mutating func load(_ log: RotationLog, unconfigured: Set<CredentialName>) {
        self.log = log
        self.unconfigured = unconfigured
    }

    /// Takes in a rotation of the credential as it is now.
    mutating func take(_ rotation: Rotation, of name: CredentialName) {
        log.take(rotation)
        if !rotation.isUnderWay { unconfigured.remove(name) }
    }

    /// Forgets the mints that count for nothing any more.
    mutating func prune(now: Instant) { log.prune(now: now) }

    /// In what the offer differed as was told last; `nil` where that is not known yet.
    func offerTold(of name: CredentialName) -> [String: String]? { offersTold[name] }

    /// In what the offer differs has been told.
    mutating func hasTold(_ details: [String: String], of name: CredentialName) { offersTold[name] = details }
}

// MARK: What is being worked on

extension Rotations {
    /// Whether there is a place for work where so many may be taken.
    func hasRoom(of places: Int) -> Bool { running < places }

    /// Takes a place for work on an application; one at a time works on each.
    ///
    /// - Returns: whether there was one; what has got it gives it back by `leave`.
    mutating func enter(_ application: EntraApplication?, atMost places: Int) -> Bool {
        guard hasRoom(of: places), !isBusy(application) else { return false }
        running += 1
        if let application { applications.insert(application) }
        return true
    }

    /// Gives a place back.
    mutating func leave(_ application: EntraApplication?) {
        running -= 1
        if let application { applications.remove(application) }
    }

    /// Whether an application is being worked on.
    func isBusy(_ application: EntraApplication?) -> Bool { application.map(applications.contains) ?? false }
}

// MARK: What rests

extension Rotations {
    /// Lets something rest.
    mutating func rest(_ what: Resting, until uptime: Span) { rests[what] = uptime }

    /// Lets the look at an offer rest; another question about it is asked at once, whenever the last was.
    mutating func rest(_ name: CredentialName, after question: OfferQuestion, until uptime: Span) {
        offerQuestions[name] = question
        rest(.offer(name), until: uptime)
    }

    /// Lets something rest no longer.
    ///
    /// - Returns: whether it was put to rest.
    mutating func endRest(_ what: Resting) -> Bool { rests.removeValue(forKey: what) != nil }

    /// How long something rests from now on; `nil` where it does not.
    func rest(of what: Resting, at uptime: Span) -> Span? {
        guard let until = rests[what], uptime < until else { return nil }
        return until - uptime
    }

    /// How long the look at an offer rests from now on; `nil` where that question may be asked.
    func rest(of name: CredentialName, before question: OfferQuestion, at uptime: Span) -> Span? {
        offerQuestions[name] == question ? rest(of: .offer(name), at: uptime) : nil
    }
}
