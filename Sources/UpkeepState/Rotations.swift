package import Credentials

/// What the engine keeps of rotations beside the credentials' records: what is being worked on, and what rests until
/// when.
///
/// Rests are reckoned in time since boot and forgotten with the process: whatever is still in the way is met again.
package struct Rotations: ~Copyable {
    /// The rotations that ever began, and what they minted of late.
    package private(set) var log = RotationLog()
    /// The credentials that are no longer configured and have a rotation to be wound down.
    package private(set) var unconfigured: Set<CredentialName> = []
    /// The applications that are being worked on.
    package private(set) var applications: Set<EntraApplication> = []
    /// How many credentials are being worked on.
    private var running = 0
    /// What rests until when, of each credential.
    private var rests: [CredentialName: [RotationSituation.Rest: TimeSpan]] = [:]
    /// What rests of all.
    private var commonRests: [RotationSituation.Rest: TimeSpan] = [:]
    /// When a credential's application was last listed for it; the ledger has it only where that said something new.
    private var lists: [CredentialName: Listed] = [:]
    /// When the ledger last got a credential's listing, in time since boot.
    private var saves: [CredentialName: TimeSpan] = [:]
    /// The last attempt that was known when Microsoft was asked about a credential.
    private var attempts: [CredentialName: [RotationSituation.Rest: Instant]] = [:]
    /// What was asked last about an offer.
    private var offerQuestions: [CredentialName: OfferQuestion] = [:]
    /// In what offers differ as was told last, once that is known; empty where nothing does.
    private var offersTold: [CredentialName: [String: String]] = [:]

    /// Nothing is known yet.
    package init() {}
}

// MARK: What is known

extension Rotations {
    /// Takes over what the ledger knows, at start and on every reload.
    package mutating func load(_ log: RotationLog, unconfigured: Set<CredentialName>) {
        self.log = log
        self.unconfigured = unconfigured
    }

    /// Takes in a rotation of the credential as it is now.
    package mutating func take(_ rotation: Rotation, of name: CredentialName) {
        log.take(rotation)
        if !rotation.isUnderWay { unconfigured.remove(name) }
    }

    /// Forgets the mints that count for nothing any more.
    package mutating func prune(now: Instant) { log.prune(now: now) }

    /// When an application was last listed for a credential, as far as memory knows.
    package enum Listed: Hashable, Sendable {
        /// At that moment.
        case at(Instant)
        /// It is to be listed anew, whatever was seen there.
        case anew
    }

    /// When a credential's application was last listed for it; `nil` where it was not, since the daemon started.
    package func listed(_ name: CredentialName) -> Listed? { lists[name] }

    /// When a credential's application was last listed for it, `listing` being what the ledger has of it; `nil` where it
    /// is to be listed.
    package func listedAt(_ name: CredentialName, _ listing: KeyListing?) -> Instant? {
        switch lists[name] {
        case .at(let instant): instant
        case .anew: nil
        case nil: listing?.at
        }
    }

    /// A credential's application was listed for it.
    package mutating func isListed(_ name: CredentialName, at now: Instant) { lists[name] = .at(now) }

    /// A credential's application is to be listed anew.
    package mutating func listAnew(_ name: CredentialName) { lists[name] = .anew }

    /// When the ledger last got what is on a credential's application, in time since boot; `nil` for never.
    package func savedAt(_ name: CredentialName) -> TimeSpan? { saves[name] }

    /// The ledger has what is on a credential's application.
    package mutating func isSaved(_ name: CredentialName, at uptime: TimeSpan) { saves[name] = uptime }

    /// Microsoft was asked about a credential that was tried last at that moment.
    package mutating func isAsked(_ what: RotationSituation.Rest, of name: CredentialName, about attempt: Instant?) {
        attempts[name, default: [:]][what] = attempt
    }

    /// Whether a credential was tried after Microsoft was asked about it: then a refusal has it asked anew.
    package func isTriedSince(_ what: RotationSituation.Rest, of name: CredentialName, at attempt: Instant?) -> Bool {
        guard let known = attempts[name]?[what], let attempt else { return false }
        return attempt > known
    }

    /// In what the offer differed as was told last; `nil` where that is not known yet.
    package func offerTold(of name: CredentialName) -> [String: String]? { offersTold[name] }

    /// In what the offer differs has been told.
    package mutating func hasTold(_ details: [String: String], of name: CredentialName) { offersTold[name] = details }
}

// MARK: What is being worked on

extension Rotations {
    /// Whether there is a place for work where so many may be taken.
    package func hasRoom(of places: Int) -> Bool { running < places }

    /// Takes a place for work on an application; one at a time works on each.
    ///
    /// - Returns: whether there was one; what has got it gives it back by `leave`.
    package mutating func enter(_ application: EntraApplication?, atMost places: Int) -> Bool {
        guard hasRoom(of: places), !isBusy(application) else { return false }
        running += 1
        if let application { applications.insert(application) }
        return true
    }

    /// Gives a place back.
    package mutating func leave(_ application: EntraApplication?) {
        running -= 1
        if let application { applications.remove(application) }
    }

    /// Whether an application is being worked on.
    package func isBusy(_ application: EntraApplication?) -> Bool { application.map(applications.contains) ?? false }
}

// MARK: What rests

extension Rotations {
    /// Lets something of a credential rest, or of all.
    package mutating func rest(_ what: RotationSituation.Rest, of name: CredentialName? = nil, until uptime: TimeSpan) {
        if let name { rests[name, default: [:]][what] = uptime } else { commonRests[what] = uptime }
    }

    /// Lets the look at an offer rest; another question about it is asked at once, whenever the last was.
    package mutating func rest(_ question: OfferQuestion, of name: CredentialName, until uptime: TimeSpan) {
        offerQuestions[name] = question
        rest(.offer, of: name, until: uptime)
    }

    /// Lets a credential rest no longer.
    ///
    /// - Returns: whether it was put to rest.
    package mutating func endRest(of name: CredentialName) -> Bool {
        rests[name]?.removeValue(forKey: .credential) != nil
    }

    /// Until when something of all credentials rests; `nil` where it does not.
    package func rest(_ what: RotationSituation.Rest, at uptime: TimeSpan) -> TimeSpan? {
        commonRests[what].flatMap { uptime < $0 ? $0 : nil }
    }

    /// What rests of a credential's, and until when by the wall clock.
    package func rests(
        of name: CredentialName, _ question: OfferQuestion?, now: Instant, uptime: TimeSpan
    ) -> [RotationSituation.Rest: Instant] {
        var until: [RotationSituation.Rest: Instant] = [:]
        for (what, end) in commonRests where uptime < end { until[what] = now + (end - uptime) }
        for (what, end) in rests[name] ?? [:] where uptime < end {
            if what == .offer, offerQuestions[name] != question { continue }
            let end = now + (end - uptime)
            until[what] = max(end, until[what] ?? end)
        }
        return until
    }
}
