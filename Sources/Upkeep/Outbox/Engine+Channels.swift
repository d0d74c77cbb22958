internal import Bookkeeping
internal import Credentials
internal import Ports
internal import SecureMemory
internal import UpkeepState

/// The ways out beside the mail server: what goes there, and how.
extension Engine {
    /// The outbox of a channel, or of the mail server for `nil`.
    subscript(outboxOf channel: ChannelName?) -> Outbox {
        get { channel.map { channels[outboxOf: $0] } ?? outbox }
        set {
            guard let channel else {
                outbox = newValue
                return
            }
            channels[outboxOf: channel] = newValue
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
        return channels.all.flatMap { channel in
            guard
                occasion.kind == .test
                    || channel.audience.takes(whatOperatorsAreTold: isOperators, whatContactsAreTold: isContacts)
            else { return [NewNotice]() }
            return channel.recipients.compactMap { recipient in
                var request = request(
                    of: occasion, for: credential, record: record, windowEnd: windowEnd, to: recipient, now: now)
                request.calendar = []
                guard let draft = writer.write(request, for: channel) else { return nil }
                return NewNotice(
                    .credential(credential.name, version: record.current?.id, occasion), recipient: recipient,
                    mail: NewMail(draft, at: now), createdAt: now,
                    deadline: occasion.deadline(windowEnd: request.window?.endInstant, raisedAt: now),
                    windowEnd: windowEnd, channel: channel.name)
            }
        }
    }

    /// What goes to channels of a notice about the daemon itself.
    func channelDrafts(of occasion: DaemonOccasion, _ message: String, now: Instant) async -> [NewNotice] {
        guard let writer = world.channels?.writer, !channels.all.isEmpty else { return [] }
        let waiting = await waitingNotices()
        return channels.all.filter { $0.audience.takes(whatOperatorsAreTold: true, whatContactsAreTold: false) }
            .flatMap { channel in
                channel.recipients.compactMap { recipient in
                    let request = request(of: occasion, message, to: recipient, waiting: waiting, now: now)
                    guard let draft = writer.write(request, for: channel) else { return nil }
                    return NewNotice(
                        .daemon(occasion), recipient: recipient, mail: NewMail(draft, at: now), createdAt: now,
                        deadline: occasion.deadline(at: now), channel: channel.name)
                }
            }
    }

    /// Makes one attempt to deliver what waits for a channel.
    func deliver(_ message: [UInt8], to recipient: EmailAddress, through name: ChannelName) async -> Delivery {
        guard let channel = channels[name], let courier = world.channels?.courier else {
            return .misconfigured(code: nil, text: "the configuration has no [Channel \(name)] any more")
        }
        var secret: SharedSecret?
        switch await self.secret(of: name.credential) {
        case .none: break
        case .value(let kept): secret = kept.value
        case .missing(let why): return .misconfigured(code: nil, text: why)
        case .outOfReach(let why): return .postponed(code: nil, text: why)
        }
        return await courier.deliver(
            message, to: recipient, through: channel, secret: secret, at: world.timekeeper.now())
    }

    /// Notes what an attempt says of a channel, and hurries what waits for it once it is open again.
    func noteChannel(_ name: ChannelName, _ delivery: Delivery, _ verdict: MailVerdict, now: Instant) async {
        switch verdict.consequence {
        case .accepted:
            channels[outboxOf: name].isAccepted(at: now)
            guard channels.isOver(name) else { return }
            world.journal.write(JournalEntry(.channelWorks, "channel \(name) takes notices again"))
            _ = await record { () throws(LedgerError) in try await self.ledger.hurryNotices(at: now, through: name) }
        case .restsAll:
            guard channels.isMet(delivery.explanation, of: name) else { return }
            world.journal.write(
                JournalEntry(
                    .channelFailed,
                    "failed to send through channel \(name), trying again: \(delivery.explanation)"))
        case .ends, .restsRecipient, .restsMail: break
        }
    }
}

extension Channel.Audience {
    fileprivate func takes(whatOperatorsAreTold isOperators: Bool, whatContactsAreTold isContacts: Bool) -> Bool {
        switch self {
        case .operators: isOperators
        case .contacts: isContacts
        case .both: isOperators || isContacts
        }
    }
}
