public import Credentials

extension Settings {
    /// Why all ways to notify people may end together, the closest circle first.
    public var alertCircles: [AlertCircle] {
        AlertCircle.all(of: waysOut, beside: inventory.filter { !$0.name.isReserved })
    }

    /// The mail servers that mail leaves by; none where that is Microsoft Graph.
    public var mailServers: [MailSettings] { mails.map(\.settings).filter { $0.service == .smtp } }

    /// All ways in which leadkeeper reaches people.
    var waysOut: [WayOut] {
        // Where a URL or a script leads is not known: no other way is known to share it.
        let others = channels.filter { $0.kind != .mail }.map { channel in
            WayOut(name: "[\(channel.name.credential.mailGroup)]", host: channel.name.credential.description)
        }
        return mails.map { wayOut(by: $0.secret, $0.settings) } + others
    }

    private func wayOut(by secret: CredentialName, _ mail: MailSettings) -> WayOut {
        var way = WayOut(name: "[\(secret.mailGroup)]", host: mail.host, credential: self[secret]?.name)
        switch mail.identity {
        case .azureAD(let directory, _)?: way.directory = directory.description
        case .mailbox(let userName)?:
            // What signs in there is a user of a directory, which is known by the domain alone.
            if passwordSignIn(of: secret, mail) != nil { way.directory = EmailAddress(userName)?.domain.lowercased() }
        case .office365?, .httpsEndpoint?, .azureTable?, .channel?, .heartbeat?, nil: break
        }
        return way
    }
}
