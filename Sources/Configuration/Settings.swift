public import Credentials

/// Everything that the configuration says, checked and with its defaults filled in.
///
/// It holds no secret and no state, so that two of them can be compared after a reload.
public struct Settings: Hashable, Sendable {
    /// How notices are sent.
    public var mail: MailSettings
    /// Who is told about trouble of the daemon itself; never empty.
    public var operators: [EmailAddress]
    /// Which of them are written to in another language than `[Notices] Language` says.
    public var operatorLanguages: [EmailAddress: NoticePolicy.Language]
    /// Which of Microsoft's clouds the connections live in.
    public var entra: EntraSettings
    /// How the network is reached.
    public var network: NetworkSettings
    /// The credentials under management, sorted by name; `@administrator`, `@heartbeat`, `@mail` and those of channels
    /// among them where they are configured.
    ///
    /// Every element carries its own policies: what the connection's file says, else `leadkeeper.conf`, else the
    /// default.
    public var inventory: [Credential]
    /// The Entra application that rotates and publishes; `nil` where it is not configured.
    public var administrator: Administrator?
    /// The ways out beside the mail server, by name.
    public var channels: [Channel]
    /// How those of them that are mail servers are reached; the others are not in it.
    public var channelMails: [ChannelName: MailSettings]
    /// The monitor that gets signs of life; `nil` where none is configured.
    public var heartbeat: Heartbeat?
    /// What is written into a directory for programs and people that may not ask the daemon.
    public var publish = PublishSettings()
    /// The days on which nobody works.
    public var quietDays: [QuietDays] = []
    /// Who is notified about connections that name nobody; empty where each has to.
    public var defaultContacts: [EmailAddress] = []
    /// The directory of connections that name none; `nil` where each has to.
    public var defaultDirectory: GUID?

    /// Joins what the files say.
    public init(
        mail: MailSettings, operators: [EmailAddress],
        operatorLanguages: [EmailAddress: NoticePolicy.Language] = [:], entra: EntraSettings,
        network: NetworkSettings, inventory: [Credential], administrator: Administrator?, channels: [Channel] = [],
        channelMails: [ChannelName: MailSettings] = [:]
    ) {
        self.mail = mail
        self.operators = operators
        self.operatorLanguages = operatorLanguages
        self.entra = entra
        self.network = network
        self.inventory = inventory
        self.administrator = administrator
        self.channels = channels
        self.channelMails = channelMails
    }

    /// How mail is sent by each way that is a mail server, with the name of its secret: `[Mail]`, then the channels.
    var mails: [(secret: CredentialName, settings: MailSettings)] {
        [(.mail, mail)] + channelMails.sorted { $0.key < $1.key }.map { ($0.key.credential, $0.value) }
    }

    /// How many connections there are, reserved names left out.
    public var connectionCount: Int { inventory.count { !$0.name.isReserved } }

    /// The credential of that name; `nil` when it is not under management.
    public subscript(name: CredentialName) -> Credential? {
        inventory.first { $0.name == name }
    }
}

/// What is written into a directory for programs and people that may not ask the daemon.
public struct PublishSettings: Hashable, Sendable {
    /// The directory; `nil` for the one that the service manager gives, if it gives one.
    public var directory: String?
    /// Whether hosts, addresses and whole sentences are in the files.
    public var details: Bool
    /// The language of what people read in it.
    public var language: NoticePolicy.Language

    /// The defaults are those of the reference configuration.
    public init(directory: String? = nil, details: Bool = false, language: NoticePolicy.Language = .en) {
        self.directory = directory
        self.details = details
        self.language = language
    }
}

/// How notices are sent by one mail server: that of `[Mail]`, or of a `[Channel NAME]` that is another.
public struct MailSettings: Hashable, Sendable {
    /// How a connection to the mail server is protected.
    public enum Security: String, Hashable, Sendable, CaseIterable {
        /// Plain text that changes to TLS by the STARTTLS command, without which no mail is sent (RFC 3207).
        case starttls
        /// TLS from the first byte (RFC 8314 §3.3).
        case tls
        /// Plain text; accepted for servers on loopback alone.
        case none
    }

    /// What mail is handed to.
    public enum Service: String, Hashable, Sendable, CaseIterable {
        /// A mail server.
        case smtp
        /// Microsoft Graph.
        case graph
    }

    /// How to sign in; the secret is that of `@mail`, or of the channel.
    public enum SignIn: String, Hashable, Sendable, CaseIterable {
        /// With a password, which is the secret.
        case password
        /// With a token that an Entra application gets, whose client secret is the secret.
        case oauth
        /// Not at all.
        case none
    }

    /// What mail is handed to.
    public var service: Service
    /// How to sign in: as given, else with a password where there is a user name, with a token where mail is handed to
    /// Microsoft Graph, and not at all otherwise.
    public var signIn: SignIn
    /// The application that gets tokens; `nil` unless `signIn` is `oauth`.
    public var application: EntraApplication?
    /// The server's name or address; an IPv6 address stands without its brackets.
    public var host: String
    /// The server's port: as given, else 465 with `tls` and 25 without.
    public var port: UInt16
    /// How the connection is protected: as given, else by the URL's scheme and the kind of server.
    public var security: Security
    /// Whom to sign in as; `nil` where nobody signs in, and where the mailbox is the sender's address.
    public var userName: String?
    /// The sender's address.
    public var from: EmailAddress
    /// The sender's name, as mail programs show it; `nil` for leadkeeper's own.
    public var fromName: String?
    /// How much mail there may be: `MailsPerMinute` of its group, `Gather` and `MailsPerDay` of `[Notices]`.
    public var pace: MailPace

    /// Joins what the files say.
    ///
    /// With a user name it signs in with a password, without one not at all, until told otherwise.
    public init(
        service: Service = .smtp, host: String, port: UInt16, security: Security, userName: String?,
        from: EmailAddress, fromName: String? = nil, pace: MailPace = MailPace()
    ) {
        self.service = service
        signIn = userName == nil ? .none : .password
        self.host = host
        self.port = port
        self.security = security
        self.userName = userName
        self.from = from
        self.fromName = fromName
        self.pace = pace
    }

    /// The mailbox that a token opens: who signs in, else the sender.
    public var mailbox: String { userName ?? from.description }

    /// Whom a secret is needed for; `nil` where nobody signs in.
    public var identity: Identity? {
        if let application {
            return .azureAD(directory: application.directory, application: application.id)
        }
        return userName.map { .mailbox(userName: $0) }
    }
}

/// Which of Microsoft's clouds the connections live in: `[Entra]`.
public struct EntraSettings: Hashable, Sendable {
    /// One of Microsoft's clouds.
    public enum Cloud: String, Hashable, Sendable, CaseIterable {
        /// The public one.
        case `public`
        /// The United States government's, GCC High.
        case usgov
        /// The United States Department of Defense's.
        case usgovDoD = "usgov-dod"
        /// China's, operated by 21Vianet.
        case china

        /// Where Entra ID issues tokens; entra-docs `authentication-national-cloud.md`.
        public var loginEndpoint: WebOrigin {
            switch self {
            case .public: WebOrigin(host: "login.microsoftonline.com")
            case .usgov, .usgovDoD: WebOrigin(host: "login.microsoftonline.us")
            case .china: WebOrigin(host: "login.partner.microsoftonline.cn")
            }
        }

        /// Where Microsoft Graph answers; microsoft-graph-docs `concepts/deployments.md`.
        public var graphEndpoint: WebOrigin {
            switch self {
            case .public: WebOrigin(host: "graph.microsoft.com")
            case .usgov: WebOrigin(host: "graph.microsoft.us")
            case .usgovDoD: WebOrigin(host: "dod-graph.microsoft.us")
            case .china: WebOrigin(host: "microsoftgraph.chinacloudapi.cn")
            }
        }
    }

    /// Exchange Online, as tokens for its mail servers name it; office-developer-exchange-docs
    /// `how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth`.
    public var exchangeOrigin: WebOrigin {
        switch cloud {
        case .public: WebOrigin(host: "outlook.office365.com")
        case .usgov: WebOrigin(host: "outlook.office365.us")
        case .usgovDoD: WebOrigin(host: "outlook-dod.office365.us")
        case .china: WebOrigin(host: "partner.outlook.cn")
        }
    }

    /// The cloud.
    public var cloud: Cloud
    /// Where Entra ID issues tokens: as given, else the cloud's.
    public var loginEndpoint: WebOrigin
    /// Where Microsoft Graph answers: as given, else the cloud's; Partner Center is found under it.
    public var graphEndpoint: WebOrigin

    /// Endpoints that are not given are the cloud's.
    public init(cloud: Cloud = .public, loginEndpoint: WebOrigin? = nil, graphEndpoint: WebOrigin? = nil) {
        self.cloud = cloud
        self.loginEndpoint = loginEndpoint ?? cloud.loginEndpoint
        self.graphEndpoint = graphEndpoint ?? cloud.graphEndpoint
    }
}

/// How the network is reached: `[Network]`.
public struct NetworkSettings: Hashable, Sendable {
    /// The absolute path of a PEM file with the certificate authorities to trust; `nil` for the system's store.
    public var caFile: String?
    /// How long one exchange may take.
    public var timeout: TimeSpan
    /// The HTTP proxy, `http://host:port`; `nil` for none.
    public var proxy: String?

    /// The defaults are those of the reference configuration.
    public init(caFile: String? = nil, timeout: TimeSpan = .seconds(30), proxy: String? = nil) {
        self.caFile = caFile
        self.timeout = timeout
        self.proxy = proxy
    }
}

/// The Entra application that rotates and publishes: `[Administrator]`.
public struct Administrator: Hashable, Sendable {
    /// The directory that it is registered in.
    public var directory: GUID
    /// The application's id.
    public var application: GUID

    /// Joins what the files say.
    public init(directory: GUID, application: GUID) {
        self.directory = directory
        self.application = application
    }
}
