/// One replacement of a credential's secret, from the intent to the last trace of the old one: all that the ledger
/// keeps of it.
///
/// It says what has been done and what is under way, never a secret. What follows from it is decided by `move`, what an
/// effect brought is taken in by `after`; both are pure, so that a restart goes on from the ledger's copy as if nothing
/// had happened.
public struct Rotation: Hashable, Sendable, Codable, Identifiable {
    /// How far it has come.
    public enum Step: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
        /// The intent is written down.
        case begun
        /// The new secret exists, and is in the keyring.
        case minted
        /// The issuer has it too.
        case staged
        /// It works: a validation lead was written with it. It is the current one from here on.
        case proven
        /// Partner Center has it, as far as we were told or have seen.
        case handedOff = "handed-off"
        /// The marketplace has been seen to use it, or a person vouches for that.
        case confirmed
        /// The old one is revoked and forgotten.
        case retired

        /// The earlier step sorts first.
        public static func < (left: Step, right: Step) -> Bool { left.order < right.order }

        private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    /// How Partner Center gets its copy.
    public enum HandOff: Hashable, Sendable, Codable {
        /// A person pastes it.
        case person
        /// Through Partner Center's API, into that offer.
        case partnerCenter(offer: String)
        /// Nobody else has a copy: the administrator's own secret.
        case nobody
    }

    /// The secret that is replaced.
    public struct Old: Hashable, Sendable, Codable {
        /// Its version.
        public var version: String
        /// The issuer's handle for it; `nil` where it is not known, and then it is never removed.
        public var keyID: GUID?
        /// When it lapses, as far as is known.
        public var endsAt: Instant?
        /// Its certificate, where it has one.
        public var certificate: Certificate?

        /// The secret that was current when the rotation began.
        public init(version: String, keyID: GUID?, endsAt: Instant?, certificate: Certificate? = nil) {
            self.version = version
            self.keyID = keyID
            self.endsAt = endsAt
            self.certificate = certificate
        }
    }

    /// The secret that takes its place.
    public struct New: Hashable, Sendable, Codable {
        /// Its version, drawn before there is a value.
        public var version: String
        /// The issuer's handle for it; `nil` before it was minted, and for passwords.
        public var keyID: GUID?
        /// When it lapses by what the issuer granted.
        public var endsAt: Instant?
        /// Its certificate, where it has one.
        public var certificate: Certificate?
    }

    /// Why it does not get on without a person, or without time.
    public struct Attention: Hashable, Sendable, Codable {
        /// The reasons, stable.
        public enum Reason: String, Hashable, Sendable, Codable, CaseIterable {
            case administratorMissing = "administrator-missing"
            case administratorRefused = "administrator-refused"
            case administratorForbidden = "administrator-forbidden"
            case applicationNotFound = "application-not-found"
            case policyForbids = "policy-forbids"
            case noRoom = "no-room"
            case refused
            case cloneSuspected = "clone-suspected"
            case keyring
            case neverWorked = "never-worked"
            case probeRefused = "probe-refused"
            case passwordUncertain = "password-uncertain"
            case offerNotFound = "offer-not-found"
            case offerDiffers = "offer-differs"
            case pendingEdits = "pending-edits"
            case publicationFailed = "publication-failed"
            case noEvidence = "no-evidence"
        }

        /// Why.
        public var reason: Reason
        /// Since when it has not got on, for this reason or one before it.
        public var since: Instant
        /// The server's code, where there is one.
        public var code: String?
        /// One sentence of fact.
        public var message: String
        /// Who said it; `nil` where nobody answered, and in what a release before this field wrote.
        public var answeredBy: Answerer?

        /// Why it does not get on.
        public init(reason: Reason, since: Instant, code: String?, message: String, answeredBy: Answerer? = nil) {
            self.reason = reason
            self.since = since
            self.code = code
            self.message = message
            self.answeredBy = answeredBy
        }
    }

    /// How it is known that the marketplace uses the new secret.
    public enum Evidence: Hashable, Sendable, Codable {
        /// It wrote a test lead at that moment, after the hand-off.
        case testLead(at: Instant)
        /// It signed in with the new secret at that moment, after the hand-off, by Microsoft's reports.
        case signIn(at: Instant)
        /// A person said so.
        case word
        /// There is nobody who could have a copy.
        case none
    }

    /// How it ended.
    public enum End: String, Hashable, Sendable, Codable, CaseIterable {
        /// As it should.
        case completed
        /// A person called it off.
        case aborted
        /// A person stored another secret meanwhile.
        case superseded
        /// The connection was taken out of the configuration, or signs in as somebody else now.
        case abandoned
        /// The issuer no longer knows the new secret: somebody removed it before the rotation was over.
        case lost
    }

    /// A UUIDv7: the operation's id, which stands in the display name of each key that it mints.
    public var id: String
    /// How the secret is replaced.
    public var method: SecretKind
    /// How Partner Center gets its copy.
    public var handOff: HandOff
    /// The application's id or the user's name, as which the credential signs in.
    public var account: String
    /// The application on which keys are minted; `nil` for passwords.
    public var application: EntraApplication?
    /// The lifetime that is asked for.
    public var lifetime: TimeSpan
    /// How long both secrets stay valid after the confirmation.
    public var overlap: TimeSpan
    /// How far it has come.
    public var step: Step
    /// Since when it is there.
    public var stepAt: Instant
    /// When it began.
    public var begunAt: Instant
    /// Whether a person asked for it, and not the policy.
    public var isByHand: Bool
    /// The secret that is replaced; `nil` where there was none.
    public var old: Old?
    /// When the copy that Partner Center has lapses, as far as is known: that of `old`, unless an earlier rotation was
    /// not handed over.
    public var copyEndsAt: Instant?
    /// The issuer's handle for that copy; `nil` where it is not known.
    public var copyKeyID: GUID?
    /// When the issuer was first seen not to have that copy's key any more; `nil` while it has.
    public var copyGoneAt: Instant?
    /// The secret that takes its place; `nil` while none was asked for.
    public var new: New?

    /// The effect that has begun and whose end is not written down.
    public var inFlight: RotationEffect?
    /// Nothing is done before this moment.
    public var nextAt: Instant?
    /// How many attempts in a row did not get on.
    public var failures: Int
    /// The effect that they were attempts at; what others bring meanwhile does not end the row.
    public var failing: RotationEffect?
    /// Why it does not get on; `nil` while it does.
    public var attention: Attention?
    /// How it is to end now that the new secret is given up and whatever bears this rotation's name on the application
    /// is to go.
    public var undoing: End?
    /// When it ended, and how; `nil` while it goes on.
    public var endedAt: Instant?
    /// How it ended.
    public var end: End?

    /// When each key was minted, or may have been.
    public var mints: [Instant]
    /// The keys of this rotation that are to be removed: nobody has their value, or they never worked.
    public var strays: [GUID]
    /// The certificates that it has made; `nil` where it has made none.
    public var certificates: [Certificate]?
    /// Whether a request for a key ended out of sight, so that one may be on its way into the listing.
    public var isAddDoubtful: Bool
    /// How many listings in a row did not show a doubtful key.
    public var emptyListings: Int
    /// When the keys were last listed.
    public var listedAt: Instant?
    /// What the tenant's policy allows; `nil` before it was asked.
    public var allowance: SecretAllowance?
    /// Whether the keyring was seen to take an item, for this mint.
    public var isRehearsed: Bool
    /// How often in a row the new secret was accepted, and since when.
    public var acceptances: Int
    /// When that row of acceptances began.
    public var acceptedSince: Instant?
    /// When the last acceptance of that row was.
    public var acceptedLast: Instant?
    /// Whether a validation lead was written with the new secret.
    public var isProven: Bool
    /// How often in a row the new secret was refused; of a password, or a change of it, how often in all.
    public var refusals: Int
    /// How often the new secret was refused after it had been accepted.
    public var relapses: Int
    /// When keys that never worked were replaced.
    public var replacements: [Instant]
    /// Whether the change of a password ended out of sight, and which of the two is tried next.
    public var doubtfulChange: DoubtfulChange?

    /// How far Partner Center's API has come; `nil` before it began.
    public var publication: Publication?
    /// When the values were last shown to a person; `nil` before.
    public var shownAt: Instant?
    /// Whether somebody else's pending edits may be published along.
    public var mayPublishOthersEdits: Bool
    /// How it is known that the marketplace uses the new secret; `nil` until it is.
    public var evidence: Evidence?
    /// When the reports of sign-ins were last asked for; `nil` before.
    public var signInsAskedAt: Instant?
    /// Who said that the old secret may be removed whoever still uses it; `nil` where nobody did.
    public var retirementOrderedBy: String?

    /// A rotation that begins now.
    public init(
        id: String, method: SecretKind, handOff: HandOff, account: String, application: EntraApplication?,
        policy: RotationPolicy, isByHand: Bool, old: Old?, copyEndsAt: Instant?, at now: Instant
    ) {
        self.id = id
        self.method = method
        self.handOff = handOff
        self.account = account
        self.application = application
        self.isByHand = isByHand
        self.old = old
        self.copyEndsAt = copyEndsAt
        copyKeyID = old?.keyID
        lifetime = policy.lifetime
        overlap = policy.overlap
        step = .begun
        stepAt = now
        begunAt = now
        failures = 0
        mints = []
        strays = []
        isAddDoubtful = false
        emptyListings = 0
        isRehearsed = false
        acceptances = 0
        isProven = false
        refusals = 0
        relapses = 0
        replacements = []
        mayPublishOthersEdits = false
    }

    /// The display name of every key that it mints, by which a key whose value was lost is known again.
    public func displayName(install: GUID) -> String { Self.displayNamePrefix(install: install) + id }

    /// What the display names of all keys begin with that this installation has minted.
    public static func displayNamePrefix(install: GUID) -> String { "leadkeeper/\(install)/" }

    /// Whether it goes on.
    public var isUnderWay: Bool { end == nil }

    /// Whether the new secret is the current one.
    public var isPromoted: Bool { step >= .proven }

    /// Whether somebody else may have the new secret by now: a person to whom it was shown, or Partner Center.
    public var mayBeCopied: Bool {
        shownAt != nil || step >= .handedOff || publication.map { $0.phase > .reading } ?? false
    }
}

/// A password whose change ended out of sight, so that it has to be found out which one is in force.
public enum DoubtfulChange: String, Hashable, Sendable, Codable {
    /// The new one is tried next.
    case tryNew = "try-new"
    /// The new one was refused; the old one is tried next.
    case tryOld = "try-old"
    /// Both were refused.
    case neither
}
