import Credentials

/// All keys there are, each in one place.
enum Keys {
    // MARK: [Mail]

    static let server = Key(
        "Mail", "Server", in: .settings, default: "smtp://localhost:25", .mailServer,
        "the server that sends notices; graph: is Microsoft Graph")
    static let security = Key<MailSettings.Security>(
        "Mail", "Security", in: .settings, else: "none on loopback, starttls elsewhere; tls with smtps://", .choice,
        "how the connection is protected")
    static let signIn = Key<MailSettings.SignIn>(
        "Mail", "SignIn", in: .settings, else: "password with UserName, none without; oauth with graph:", .choice,
        "how to sign in: with a password, with a token of an Entra app, or not at all")
    static let mailUserName = Key(
        "Mail", "UserName", in: .settings, .mailUserName,
        "whom to sign in as; its secret is `leadkeeper secret set @mail`")
    static let mailDirectory = Key(
        "Mail", "DirectoryID", in: .settings, .guid, "the directory of the Entra app that sends mail with oauth")
    static let mailApplication = Key(
        "Mail", "ApplicationID", in: .settings, .guid,
        "the app's id; its secret is `leadkeeper secret set @mail`")
    static let from = Key(
        "Mail", "From", in: .settings, else: "leadkeeper@ and this host's name", .sender, "the sender of notices")
    static let operators = Key(
        "Mail", "Operators", in: .settings, default: "root@localhost", .recipients,
        "who is told about trouble of the daemon itself")

    static let mailsPerMinute = Key(
        "Mail", "MailsPerMinute", in: .settings, default: "20", .count(1...600), "how many mails leave within a minute")

    // MARK: [Entra]

    static let cloud = Key<EntraSettings.Cloud>(
        "Entra", "Cloud", in: .settings, default: "public", .choice,
        "which of Microsoft's clouds the connections live in")
    static let loginEndpoint = Key(
        "Entra", "LoginEndpoint", in: .settings, else: "the cloud's", .origin, "where Entra ID issues tokens")
    static let graphEndpoint = Key(
        "Entra", "GraphEndpoint", in: .settings, else: "the cloud's", .origin,
        "where Microsoft Graph answers, and Partner Center under it")

    // MARK: [Network]

    static let caFile = Key(
        "Network", "CAFile", in: .settings, else: "the system's store", .path,
        "the certificate authorities to trust, in PEM form"
    )
    static let timeout = Key(
        "Network", "Timeout", in: .settings, default: "30s", .span(.seconds(1) ... .minutes(10), example: "30s"),
        "how long one exchange may take")
    static let proxy = Key("Network", "Proxy", in: .settings, else: "none", .proxy, "the HTTP proxy to go through")

    // MARK: [Defaults]

    static let defaultContacts = Key(
        "Defaults", "Contacts", in: .settings, else: "each connection names its own", .recipients,
        "who is notified about connections without Contacts= of their own")
    static let defaultDirectory = Key(
        "Defaults", "DirectoryID", in: .settings, else: "each connection names its own", .guid,
        "the directory (tenant) of connections without DirectoryID= of their own")

    // MARK: [Probe]

    static let leadInterval = Key(
        "Probe", "LeadInterval", in: .both, default: "1d", .span(.minutes(15) ... .days(30), example: "1d"),
        "between whole probes, which write a validation lead")
    static let signInInterval = Key(
        "Probe", "SignInInterval", in: .both, default: "6h", .span(.minutes(15) ... .days(30), example: "6h"),
        "between probes that sign in and go no further")
    static let cleanup = Key<ProbePolicy.Cleanup>(
        "Probe", "Cleanup", in: .both, default: "delete", .choice, "what becomes of the validation lead")
    static let silence = Key(
        "Probe", "Silence", in: .both, default: "yes", .yesOrNo,
        "whether people are told that no lead has come for longer than is usual")

    // MARK: [Notices]

    static let leadTimes = Key(
        "Notices", "LeadTimes", in: .both, default: "30d;14d;7d;3d;1d;0d",
        .spans(.days(0) ... .days(365), example: "30d;7d;1d;0d"),
        "how long before the end of a window people are told")
    static let uncheckedAfter = Key(
        "Notices", "UncheckedAfter", in: .both, default: "12h", .span(.minutes(15) ... .days(30), example: "12h"),
        "how long a credential may go unchecked before people are told")
    static let language = Key<NoticePolicy.Language>(
        "Notices", "Language", in: .both, default: "en", .choice,
        "the language of notices, calendar entries and hand-off sheets")
    static let timeZone = Key(
        "Notices", "TimeZone", in: .both, default: "UTC", .timeZone, "in which zone notices show times, beside UTC")
    static let calendar = Key(
        "Notices", "Calendar", in: .both, default: "yes", .yesOrNo,
        "whether reminders bring an entry for the calendar")

    static let escalation = Key(
        "Notices", "Escalation", in: .both, else: "nobody else is told",
        .spans(.days(0) ... .days(365), example: "3d;1d"),
        "how long before the start-by date others are told that nobody has begun")
    static let escalateTo = Key(
        "Notices", "EscalateTo", in: .both, else: "nobody else is told", .recipients, "who these others are")

    static let gather = Key(
        "Notices", "Gather", in: .settings, default: "30m", .span(.seconds(0) ... .hours(12), example: "30m"),
        "how long a reminder waits for others to the same person, to go in one mail with them; what is urgent waits a"
            + " minute at most")
    static let mailsPerDay = Key(
        "Notices", "MailsPerDay", in: .settings, default: "3", .count(0...1_000),
        "how many mails a person gets within a day before reminders wait for the next one; 0 for any number")

    // MARK: [Rotation]

    static let mode = Key<RotationPolicy.Mode>(
        "Rotation", "Mode", in: .both, default: "remind", .choice, "who replaces a secret")
    static let before = Key(
        "Rotation", "Before", in: .both, default: "30d", .span(.days(1) ... .days(365), example: "30d"),
        "how long before the end of the window a rotation begins")
    static let overlap = Key(
        "Rotation", "Overlap", in: .both, default: "7d",
        .span(.days(0) ... .days(90), least: Rotation.leastOverlap, example: "7d"),
        "how long both secrets stay valid after the hand-off")
    static let rotationLifetime = Key(
        "Rotation", "Lifetime", in: .both, default: "180d", .span(.days(1) ... .days(730), example: "180d"),
        "the lifetime to ask Entra for")

    // MARK: [Administrator]

    static let administratorDirectory = Key(
        "Administrator", "DirectoryID", in: .settings, .guid,
        "the directory of the Entra app that rotates and publishes")
    static let administratorApplication = Key(
        "Administrator", "ApplicationID", in: .settings, .guid,
        "the app's id; its secret is `leadkeeper secret set @administrator`")

    // MARK: [Heartbeat]

    static let heartbeatKind = Key<Heartbeat.Kind>(
        "Heartbeat", "Kind", in: .settings, else: "no signs of life are given", .choice,
        "the monitor that gets signs of life; its URL is `leadkeeper secret set @heartbeat`")
    static let heartbeatInterval = Key(
        "Heartbeat", "Every", in: .settings, default: "5m", .span(.minutes(1) ... .days(1), example: "5m"),
        "how long it is from one sign of life to the next")
    static let heartbeatAllowPrivate = Key(
        "Heartbeat", "AllowPrivate", in: .settings, default: "no", .yesOrNo,
        "whether the monitor may be on this host or in a private network")

    // MARK: [Publish]

    static let publishDirectory = Key(
        "Publish", "Directory", in: .settings, else: "the service's cache directory, /var/cache/leadkeeper",
        .directoryPath,
        "where metrics, status and deadlines are written as files")
    static let publishDetails = Key(
        "Publish", "Details", in: .settings, default: "no", .yesOrNo,
        "whether hosts, addresses and whole sentences are in those files")

    // MARK: [Calendar]

    static let quiet = Key(
        "Calendar", "Quiet", in: .settings, else: "none", .quietDays,
        "days on which nobody works, which forecasts mark")

    // MARK: [Connection]

    static let url = Key(
        "Connection", "URL", in: .connection, isRequired: true, .environment,
        "where leads go: the Dynamics 365 environment, the host of the HTTPS endpoint, or the tables of the storage"
            + " account")
    /// `URL` where leads go to an HTTPS endpoint.
    static let endpointURL = url.read(as: .endpoint)
    /// `URL` where leads go into an Azure table.
    static let tableURL = url.read(as: .tableService)
    static let method = Key<SignInMethod>(
        "Connection", "Method", in: .connection, isRequired: true, .method,
        "what kind of place that is, and how Partner Center signs in to it")
    static let contacts = Key(
        "Connection", "Contacts", in: .connection, isRequired: true, orIn: "Defaults", .recipients,
        "who is notified before the credential expires, for example ops@contoso.com;sales@contoso.com")

    // MARK: [AzureAD], [Office365]

    static let directoryID = Key(
        "AzureAD", "DirectoryID", in: .connection, isRequired: true, orIn: "Defaults", .guid,
        "the directory (tenant) that the app is registered in"
    )
    static let applicationID = Key(
        "AzureAD", "ApplicationID", in: .connection, isRequired: true, .guid, "the app's (client) id")
    static let userName = Key(
        "Office365", "UserName", in: .connection, isRequired: true, .userPrincipalName,
        "the user whose password Partner Center has")
    static let clientID = Key(
        "Office365", "ClientID", in: .connection, isRequired: true, .guid,
        "an app of yours that allows public client flows, to sign in with; Microsoft names none")
    static let office365Directory = Key(
        "Office365", "DirectoryID", in: .connection, else: "that of [Defaults], else the domain of UserName",
        .directory,
        "the directory of the user")

    // MARK: [HTTPSEndpoint], [AzureTable]

    static let endpointAllowPrivate = Key(
        "HTTPSEndpoint", "AllowPrivate", in: .connection, default: "no", .yesOrNo,
        "whether the host of the endpoint may be this one or in a private network")
    static let leadTable = Key(
        "AzureTable", "Table", in: .connection, default: LeadDestination.usualTable, .tableName,
        "the table that leads are written into")

    // MARK: [Window], [PartnerCenter]

    static let windowLifetime = Key(
        "Window", "Lifetime", in: .connection, default: "90d", .lifetime(.days(1) ... .days(3_650), example: "90d"),
        "how long an Office 365 password lives from its day of issue; with https-endpoint and azure-table, how old the"
            + " secret may get before it is to be replaced (default: never); a client secret has an expiry date")
    static let offer = Key(
        "PartnerCenter", "Offer", in: .connection, else: "a person hands over", .offer,
        "the offer that gets rotated secrets")
    static let publishingTime = Key(
        "PartnerCenter", "PublishingTime", in: .both, else: "the longest of its last five publications, or 5d",
        .span(.hours(1) ... .days(60), example: "5d"),
        "how long publishing takes until the offer is live, by which notices say when to begin")

    /// All of them, in the order of the manual.
    static let table: [KeyDescription] = [
        server.description, security.description, signIn.description, mailUserName.description,
        mailDirectory.description, mailApplication.description, from.description, operators.description,
        mailsPerMinute.description,
        cloud.description, loginEndpoint.description, graphEndpoint.description,
        caFile.description, timeout.description, proxy.description,
        defaultContacts.description, defaultDirectory.description,
        leadInterval.description, signInInterval.description, cleanup.description, silence.description,
        leadTimes.description, uncheckedAfter.description, gather.description, mailsPerDay.description,
        language.description, timeZone.description, calendar.description,
        escalation.description, escalateTo.description,
        mode.description, before.description, overlap.description, rotationLifetime.description,
        publishingTime.description,
        administratorDirectory.description, administratorApplication.description,
        heartbeatKind.description, heartbeatInterval.description, heartbeatAllowPrivate.description,
        publishDirectory.description, publishDetails.description, quiet.description,
        url.description, method.description, contacts.description,
        directoryID.description, applicationID.description,
        userName.description, clientID.description, office365Directory.description,
        endpointAllowPrivate.description, leadTable.description,
        windowLifetime.description, offer.description,
    ]
}
