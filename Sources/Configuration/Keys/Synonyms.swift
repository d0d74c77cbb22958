/// What other programs, and Microsoft's screens, call our keys.
enum Synonyms {
    /// A key by its group.
    struct Name: Hashable {
        var group: String
        var key: String
    }

    private static let words: [Name: [String]] = [
        Name(group: "Mail", key: "Server"): ["host", "smtphost", "smtpserver", "relay", "smtp"],
        Name(group: "Mail", key: "Security"): ["encryption", "tls", "ssl", "starttls"],
        Name(group: "Mail", key: "SignIn"): ["auth", "authentication", "authmethod", "mechanism", "login"],
        Name(group: "Mail", key: "UserName"): ["user", "account", "mailbox"],
        Name(group: "Mail", key: "DirectoryID"): tenant,
        Name(group: "Mail", key: "ApplicationID"): application,
        Name(group: "Mail", key: "From"): ["sender", "mailfrom", "fromaddress"],
        Name(group: "Mail", key: "Operators"): ["admins", "administrators", "recipients", "to", "mailto"],
        Name(group: "Network", key: "CAFile"): [
            "cacert", "cacertfile", "cabundle", "certificate", "certificates", "trust",
        ],
        Name(group: "Network", key: "Proxy"): ["httpproxy", "httpsproxy"],
        Name(group: "Notices", key: "Language"): ["lang", "locale"],
        Name(group: "Notices", key: "TimeZone"): ["tz", "zone"],
        Name(group: "Notices", key: "LeadTimes"): ["reminders", "remindbefore"],
        Name(group: "Connection", key: "URL"): [
            "environment", "environmenturl", "instance", "instanceurl", "organization", "endpoint",
        ],
        Name(group: "Connection", key: "Method"): [
            "authentication", "auth", "authmethod", "authenticationmethod", "type",
        ],
        Name(group: "Connection", key: "Contacts"): contacts,
        Name(group: "Defaults", key: "Contacts"): contacts,
        Name(group: "Defaults", key: "DirectoryID"): tenant,
        Name(group: "AzureAD", key: "DirectoryID"): tenant,
        Name(group: "AzureAD", key: "ApplicationID"): application,
        Name(group: "Administrator", key: "DirectoryID"): tenant,
        Name(group: "Administrator", key: "ApplicationID"): application,
        Name(group: "Office365", key: "DirectoryID"): tenant,
        Name(group: "Office365", key: "ClientID"): application.filter { $0 != "clientid" } + ["applicationid"],
        Name(group: "Office365", key: "UserName"): ["user", "login", "account", "upn", "userprincipalname", "email"],
        Name(group: "PartnerCenter", key: "Offer"): ["offerid", "offername", "product", "productid"],
    ]
    private static let contacts = [
        "contact", "recipients", "recipient", "email", "emails", "mail", "to", "mailto", "notify",
    ]
    private static let tenant = ["directory", "tenantid", "tenant", "directorytenantid", "aadtenantid", "tenantguid"]
    private static let application = [
        "clientid", "client", "appid", "app", "application", "applicationclientid", "applicationguid",
    ]

    /// The key of that group which such a word is used for elsewhere; `nil` where it is none.
    static func key(called word: String, in group: String) -> String? {
        let bare = word.lowercased().filter { $0.isLetter || $0.isNumber }
        return words.first { $0.key.group == group && $0.value.contains(bare) }?.key.key
    }
}
