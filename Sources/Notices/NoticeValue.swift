/// What a template may name between braces.
enum NoticeValue: String, Hashable, Sendable, CaseIterable {
    /// The credential's name.
    case name
    /// The application id or the user name.
    case account
    /// The directory of an Entra application, or the domain of a user.
    case directory
    /// The address of the Dynamics environment.
    case environment
    /// The offer's id in Partner Center.
    case offer
    /// The issuer's handle for the secret, which is no secret itself.
    case secretID
    /// How long a password lives by the configuration.
    case lifetime
    /// The host that the daemon runs on.
    case host
    /// The moment that the notice is about, written out with its zone.
    case moment
    /// How long until then, or since.
    case span
    /// How long before the end the next reminder comes.
    case nextSpan
    /// When the secret lapses.
    case end
    /// When the notice was written.
    case now
    /// When a validation lead last got through.
    case proof
    /// When Microsoft last accepted the secret, by whatever kind of check.
    case accepted
    /// When the last attempt was made.
    case attempt
    /// What Microsoft called the trouble of the last attempt.
    case code
    /// The class of that trouble, as the JSON names it.
    case `class`
    /// The step of the probe where it showed, as the JSON names it.
    case step
    /// Why the notice is sent, or what was wrong, as a clause without a full stop.
    case reason
    /// Why the last attempt did not end well, as such a clause.
    case checkReason
    /// How many connections a mail is about.
    case count
    /// The address that a notice could not reach.
    case unreachable
    /// What the mail server said of that address.
    case answer
    /// How many notices wait, in a mail to the operators.
    case others
    /// The Microsoft Entra admin center, with its address.
    case entra
    /// The Microsoft 365 admin center, with its address.
    case microsoft365
    /// Partner Center, with its address.
    case partnerCenter
    /// When the secret that Partner Center has lapses, while another takes its place.
    case oldEnd
    /// How long the old secret stays valid once the hand-off is confirmed.
    case overlap
    /// The step that the rotation has reached, as the JSON names it.
    case rotationStep
    /// When the marketplace was seen to use the new secret.
    case evidence
    /// The code that a server gave for what keeps the rotation from getting on.
    case obstacleCode
    /// What the sysadmin is to do about a class of trouble, in a sentence.
    case advice
    /// By when a new secret has to be begun, as a day with its weekday.
    case startBy
    /// The same day in its short form, for subjects.
    case startByShort
    /// The day of the end in its short form, for subjects.
    case endShort
    /// How long publishing takes.
    case publishingTime
    /// Who keeps this leadkeeper, by address; its host where nobody is known.
    case operators
    /// Which other contacts get the notice, by address.
    case otherPeople
    /// All contacts, by address.
    case people
    /// How long before the end reminders go out.
    case leadTimes
    /// The day of the moment in its short form, for subjects.
    case momentShort
    /// To whom the notice goes.
    case recipient
    /// The host of the Dynamics environment.
    case environmentHost
    /// What stops: the offer, where one is known, or else the environment's host.
    case place
    /// Who has said that they are on it.
    case helper
    /// Since when they are.
    case helpSince
    /// Who else is told that nobody has begun, by address.
    case escalatedTo
    /// The contacts, by address.
    case contacts
    /// The longest pause between leads that is usual.
    case usualPause
    /// What may keep leads from coming, as the doctor has found it.
    case cause
    /// The id of the doctor's check that found it.
    case check
}
