public import Ports
public import RotationEffects
public import UpkeepState

extension Engine {
    /// How much runs at once.
    public typealias Limits = EngineLimits

    /// The outside world, as the engine sees it.
    public struct World: Sendable {
        /// The clocks.
        public var timekeeper: any Timekeeper
        /// Where secrets are.
        public var keyring: any Keyring
        /// How a credential is proven.
        public var prober: any CredentialProber
        /// Where secrets are issued and revoked.
        public var issuer: any Issuer
        /// Where the other copy of each secret is.
        public var marketplace: any Marketplace
        /// How it is seen that the marketplace uses its copy.
        public var testLeads: any TestLeadFinder
        /// When the marketplace's leads arrived; `nil` where nobody reads that.
        public var leads: (any LeadReader)?
        /// How it is seen whether a connection is set up as it has to be; `nil` where nobody looks.
        public var examiner: (any ConnectionExaminer)?
        /// Who signs in with which secret, by Microsoft's reports.
        public var signIns: any SignInReports
        /// Where leadkeeper's own sign-ins are noted.
        public var signInNotes: SignInNotes
        /// What performs the effects of rotations; `nil` for these seams themselves.
        public var rotationPerformer: (any RotationPerforming)?
        /// How mail leaves.
        public var mailer: any Mailer
        /// What a notice says.
        public var noticeWriter: any NoticeWriter
        /// How notices reach the channels beside the mail server; `nil` where there are none.
        public var channels: ChannelPorts?
        /// How signs of life reach a monitor; `nil` where none are given.
        public var lifeSigns: (any LifeSignSender)?
        /// Who is called when nothing else reaches anybody; `nil` for nobody.
        public var alarms: (any AlarmCaller)?
        /// Where it is told what happens.
        public var journal: any Journal
        /// Where identifiers and jitter come from.
        public var random: any RandomNumberGenerator & Sendable

        /// Joins the adapters.
        public init(
            timekeeper: any Timekeeper, keyring: any Keyring, prober: any CredentialProber, issuer: any Issuer,
            marketplace: any Marketplace, testLeads: any TestLeadFinder, signIns: any SignInReports,
            signInNotes: SignInNotes = SignInNotes(),
            leads: (any LeadReader)? = nil, examiner: (any ConnectionExaminer)? = nil,
            rotationPerformer: (any RotationPerforming)? = nil,
            mailer: any Mailer,
            noticeWriter: any NoticeWriter, channels: ChannelPorts? = nil,
            lifeSigns: (any LifeSignSender)? = nil, alarms: (any AlarmCaller)? = nil, journal: any Journal,
            random: any RandomNumberGenerator & Sendable
        ) {
            self.issuer = issuer
            self.marketplace = marketplace
            self.testLeads = testLeads
            self.leads = leads
            self.examiner = examiner
            self.signIns = signIns
            self.signInNotes = signInNotes
            self.rotationPerformer = rotationPerformer
            self.timekeeper = timekeeper
            self.keyring = keyring
            self.prober = prober
            self.mailer = mailer
            self.noticeWriter = noticeWriter
            self.channels = channels
            self.lifeSigns = lifeSigns
            self.alarms = alarms
            self.journal = journal
            self.random = random
        }
    }
}
