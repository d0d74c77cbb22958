public import Credentials

/// What a word of leadkeeper's means, who acts and what to do, in English and without a connection at hand.
///
/// The words are those of the mails; what a mail has from its connection stands there by its kind.
public struct Explanation: Hashable, Sendable {
    /// The word, such as `secret-expired`.
    public var word: String
    /// What is wrong, in a sentence; empty where the word says it.
    public var reason: String
    /// What that means, a paragraph each.
    public var meaning: [String]
    /// Who acts.
    public var who: String
    /// What to do, step by step; a step may have several lines, of which those behind `$ ` are commands.
    public var steps: [String]

    /// A class of trouble.
    public init(_ class: ProbeClass) {
        let isOfPassword = [`class`.callsForReplacement(of: .password), `class`.subject == .account].contains(true)
        self.init(`class`, Self.variants(isOfPassword: isOfPassword), Self.markup)
    }

    /// A class of trouble with a connection, in whose steps its own names stand.
    public init(_ class: ProbeClass, of credential: Credential) {
        self.init(`class`, Self.variants(of: credential), Self.markup(of: credential))
    }

    /// What is behind a key, as mails about that connection have it.
    private static func variants(of credential: Credential) -> [String] {
        switch credential.destination?.kind {
        case .dynamics, nil: variants(isOfPassword: credential.identity.isPassword)
        case .httpsEndpoint?, .table?: (credential.destination?.kind.rawValue).map { [$0] } ?? []
        }
    }

    private static func variants(isOfPassword: Bool) -> [String] {
        isOfPassword ? ["connection-password", "password"] : ["connection-secret", "client-secret"]
    }

    private init(_ class: ProbeClass, _ variants: [String], _ markup: Markup) {
        self.init(
            `class`.rawValue, reason: Self.text("class.\(`class`.rawValue).reason", variants, markup),
            meaning: [Self.text("class.\(`class`.rawValue).meaning", variants, markup)], who: `class`.who,
            steps: Self.list("class.\(`class`.rawValue).step", variants, markup)
                + `class`.stepsOfOthers.map { Self.text($0, variants, markup) })
        if steps.isEmpty || `class`.subject == .unknown { steps = [`class`.advice] }
        // What the mails have below their own steps.
        if `class`.callsForReplacement {
            steps.append(
                Self.sentence("See the steps for the connection:\n$ leadkeeper rotate {name} --dry-run", markup))
        }
    }

    /// What keeps a rotation from getting on.
    public init(_ reason: Rotation.Attention.Reason) {
        let (variants, others) = (
            ["connection-secret", "client-secret"],
            reason.stepsOfOthers(isClientSecret: true, isCertificate: false, isOfLeads: true)
        )
        self.init(
            reason.rawValue, reason: Self.text("stuck.\(reason.rawValue).reason", variants),
            meaning: [Self.text("stuck.\(reason.rawValue).meaning", variants)], who: reason.who,
            steps: others.before.map { Self.text($0, variants) }
                + Self.list("stuck.\(reason.rawValue).step", variants)
                + others.after.map { Self.text($0, variants) })
    }

    /// What is wrong with the daemon itself.
    public init(_ fault: DaemonFault) {
        func list(_ word: String) -> [String] { Catalog.english.list(word, of: fault).map { Self.sentence($0) } }
        self.init(
            fault.rawValue, reason: Self.text("operators.\(fault.rawValue).subject") + ".", meaning: list("meaning"),
            who: Self.sysadmin, steps: list("step"))
    }

    /// What a mail server answered.
    public init(_ verdict: MailVerdict) {
        switch verdict.consequence {
        case .restsAll: self.init(verdict.fault)
        case .ends, .restsRecipient:
            self.init(
                "mail-\(verdict.subject.rawValue)", reason: "",
                meaning: [
                    verdict.consequence == .ends
                        ? "The mailbox does not exist. leadkeeper tells the other contacts and the operators instead."
                        : "It is about this one recipient. leadkeeper tries again; mail to others leaves as before."
                ],
                who: Self.sysadmin,
                steps: [
                    "Check the address in Contacts of the connection's file, and with its owner.",
                    "See what waits and what was answered:\n$ leadkeeper notices NAME",
                ])
        case .restsMail, .accepted:
            self.init(
                "mail-\(verdict.subject.rawValue)", reason: "",
                meaning: ["leadkeeper tries this mail again; other mail leaves as before."], who: Self.sysadmin,
                steps: ["See what waits and what was answered:\n$ leadkeeper notices NAME"])
        }
    }

    private init(_ word: String, reason: String, meaning: [String], who: String, steps: [String]) {
        (self.word, self.reason, self.meaning, self.who, self.steps) = (word, reason, meaning, who, steps)
    }

    static let sysadmin = "the sysadmin of the host that leadkeeper runs on"

    private static func text(_ key: String, _ variants: [String] = [], _ markup: Markup = markup) -> String {
        sentence(Catalog.english.text(key, variants), markup)
    }

    private static func list(_ key: String, _ variants: [String] = [], _ markup: Markup = markup) -> [String] {
        Catalog.english.list(key, variants).map { sentence($0, markup) }
    }

    /// The template with the values in their places; one of those may be the first word.
    private static func sentence(_ template: String, _ markup: Markup = markup) -> String {
        let text = markup.onTerminal(template)
        return text.hasPrefix("$ ") ? text : text.prefix(1).uppercased() + text.dropFirst()
    }

    /// The values of a connection, and what stands for those that only a mail has.
    private static func markup(of credential: Credential) -> Markup {
        let environment = credential.destination?.address
        let own = [
            "name": credential.name.description, "account": credential.identity.account, "environment": environment,
            "environmentHost": environment?.split(separator: "/").last.map(String.init), "offer": credential.offer,
        ]
        return Markup { name in own[name].flatMap(\.self) ?? standIn(for: name) }
    }

    /// What stands for the values that a mail has from its connection.
    private static var markup: Markup { Markup(standIn) }

    private static func standIn(for name: String) -> String? {
        switch name {
        case "name": "NAME"
        case "host": "the leadkeeper host"
        case "account": "the application or user"
        case "directory": "the directory"
        case "environment", "environmentHost": "the environment"
        case "offer": "the offer"
        case "operators": "named in leadkeeper.conf"
        case "moment": "some time ago"
        case "entra": "the Microsoft Entra admin center"
        case "microsoft365": "the Microsoft 365 admin center"
        case "partnerCenter": "Partner Center"
        default: nil
        }
    }
}

extension ProbeClass {
    /// Who acts, in English.
    fileprivate var who: String {
        switch self {
        case .mailBasicAuthOff, .mailSMTPAuthOff, .mailTokenRefused, .mailSendAsDenied, .mailAccessDenied,
            .mailboxNotFound:
            "the administrator of Microsoft 365, with the sysadmin of the leadkeeper host"
        case .secretMissing: Explanation.sysadmin
        case _:
            switch subject {
            case .secret:
                callsForReplacement(of: .password)
                    ? "a contact of the connection, who sets a new password and brings it to Partner Center"
                    : "a contact of the connection, who makes a new secret and brings it to Partner Center"
            case .application: "whoever administers the application in Microsoft Entra"
            case .account: "an administrator of the directory"
            case .environment: "the system administrator of the Dynamics 365 environment"
            case .way: "nobody yet: leadkeeper tries again by itself"
            case .keyring: Explanation.sysadmin
            case .unknown: "whoever knows the whole message"
            }
        }
    }
}

extension Rotation.Attention.Reason {
    /// Who acts, in English.
    fileprivate var who: String {
        switch self {
        case .administratorMissing, .keyring, .cloneSuspected, .passwordUncertain: Explanation.sysadmin
        case .administratorRefused, .administratorForbidden, .applicationNotFound, .policyForbids, .noRoom:
            "whoever administers the application in Microsoft Entra"
        case .offerNotFound, .offerDiffers, .pendingEdits, .publicationFailed:
            "whoever publishes the offer in Partner Center"
        case .refused, .neverWorked, .probeRefused, .noEvidence: "a contact of the connection"
        }
    }
}

extension Catalog {
    /// What operators are told of a fault under that word, such as `step`: its own, or else what all faults of its part
    /// have in common.
    public func list(_ word: String, of fault: DaemonFault) -> [String] {
        let own = list("operators.\(fault.rawValue).\(word)")
        return own.isEmpty ? list("operators.\(fault.part.rawValue).\(word)") : own
    }
}
