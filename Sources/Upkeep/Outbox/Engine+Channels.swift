internal import Bookkeeping
internal import Credentials
internal import Ports
internal import UpkeepState

/// The ways out beside the mail server: what goes there, and how.
extension Engine {
    /// The outbox of a channel, or of the mail server for `nil`.
    ///
    /// It is changed where it is, since all that it holds would be copied otherwise.
    subscript(outboxOf channel: ChannelName?) -> Outbox {
        _read {
            if let channel { yield channels[outboxOf: channel] } else { yield outbox }
        }
        _modify {
            if let channel { yield &channels[outboxOf: channel] } else { yield &outbox }
        }
    }

    /// What goes to channels of a notice about a credential, beside what these people get.
    ///
    /// What concerns leadkeeper's own secrets, and what is for those to know who set a connection up, is the operators';
    /// a test goes everywhere, since it is there to try the ways.
    func channelDrafts(
        of occasion: Occasion, for credential: Credential, record: CredentialRecord, windowEnd: Instant?,
        beside people: [EmailAddress], now: Instant
    ) -> [NewNotice] {
        guard let writer = world.channels?.writer, !people.isEmpty else { return [] }
        let isOperators =
            credential.name.isReserved || people == inventory.operators
            || people.contains { inventory.operators.contains($0) && !credential.contacts.contains($0) }
        let isContacts = !credential.name.isReserved && people.contains(where: credential.contacts.contains)
        return channels.all.filter(\.kind.takesNotices).flatMap { channel in
            guard
                occasion.kind == .test
                    || channel.audience.takes(whatOperatorsAreTold: isOperators, whatContactsAreTold: isContacts)
            else { return [NewNotice]() }
            let recipients = recipients(
                of: channel, among: people, contacts: credential.contacts, isOperators: isOperators,
                isContacts: isContacts, isTest: occasion.kind == .test)
            return recipients.compactMap { recipient in
                var request = request(
                    of: occasion, for: credential, record: record, windowEnd: windowEnd, to: recipient, now: now)
                request.calendar = []
                guard let draft = writer.write(request, for: channel) else { return nil }
                return NewNotice(
                    request, mail: NewMail(draft, at: now), world.noticeWriter.urgency(of: request),
                    pace: channel.pace, channel: channel.name)
            }
        }
    }

    /// To whom a notice to people is in the outbox of a channel: each of them whom the channel is for, or the channel
    /// itself where it has no addresses.
    private func recipients(
        of channel: Channel, among people: [EmailAddress], contacts: [EmailAddress], isOperators: Bool,
        isContacts: Bool, isTest: Bool
    ) -> [EmailAddress] {
        guard channel.kind == .mail else { return [.channel(channel.name)] }
        // A test tries the way to everybody whom the channel is for.
        let people = isTest ? people + inventory.operators.filter { !people.contains($0) } : people
        return people.filter { person in
            channel.audience.takes(
                whatOperatorsAreTold: (isOperators || isTest) && inventory.operators.contains(person),
                whatContactsAreTold: (isContacts || isTest) && contacts.contains(person))
        }
    }

    /// What goes to channels of a notice about the daemon itself.
    func channelDrafts(of occasion: DaemonOccasion, _ message: String, now: Instant) async -> [NewNotice] {
        guard let writer = world.channels?.writer, !channels.all.isEmpty else { return [] }
        let waiting = await waitingNotices()
        var notices: [NewNotice] = []
        for channel in channels.all
        where channel.name != occasion.channel && channel.kind.takesNotices
            && channel.audience.takes(whatOperatorsAreTold: true, whatContactsAreTold: false)
        {
            for recipient in channel.kind == .mail ? inventory.operators : [.channel(channel.name)] {
                let request = request(of: occasion, message, to: recipient, waiting: waiting, now: now)
                guard let draft = writer.write(request, for: channel) else { continue }
                notices.append(
                    NewNotice(
                        .daemon(occasion), recipient: recipient, mail: NewMail(draft, at: now), createdAt: now,
                        deadline: occasion.deadline(at: now), channel: channel.name))
            }
        }
        return notices
    }

    /// Makes one attempt to deliver what waits for a channel.
    func deliver(_ message: [UInt8], to recipient: EmailAddress, through name: ChannelName) async -> Delivery {
        guard let channel = channels[name], let ports = world.channels else {
            return .misconfigured(code: nil, text: "the configuration has no [Channel \(name)] any more")
        }
        var secret: MailSecret?
        switch await self.secret(of: name.credential) {
        case .none: break
        case .value(let kept): secret = kept
        case .missing(let why): return .misconfigured(code: nil, text: why)
        case .outOfReach(let why): return .postponed(code: nil, text: why)
        }
        guard channel.kind == .mail else {
            return await ports.courier.deliver(
                message, to: recipient, through: channel, secret: secret?.value, at: world.timekeeper.now())
        }
        // What was written for a URL, before the kind was another, is no mail and to nobody.
        guard EmailAddress(recipient.description) != nil else {
            return .refused(code: nil, text: "it was written for another kind of channel")
        }
        guard let mailer = ports.mailers[name] else {
            return .misconfigured(code: nil, text: "the configuration has no mail server for [Channel \(name)]")
        }
        return await mailer.deliver(message, to: recipient.description, secret: secret)
    }

    /// What delivers the mail that is sent with that secret; `nil` where nothing does.
    func mailer(of secret: CredentialName) -> (any Mailer)? {
        secret.channel.map { world.channels?.mailers[$0] } ?? world.mailer
    }
}

extension Channel.Audience {
    func takes(whatOperatorsAreTold isOperators: Bool, whatContactsAreTold isContacts: Bool) -> Bool {
        switch self {
        case .operators: isOperators
        case .contacts: isContacts
        case .both: isOperators || isContacts
        }
    }
}
