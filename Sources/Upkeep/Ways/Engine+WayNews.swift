internal import Bookkeeping
internal import Credentials
internal import Ports
internal import UpkeepState

/// What deliveries and canaries say of the ways out, and who is told.
extension Engine {
    /// Notes what an attempt says of a way, and hurries what waits for it once it is open again.
    ///
    /// Only what was accepted says that: a refusal that is about one recipient says nothing of the others.
    func note(
        _ way: ChannelName?, _ delivery: Delivery, _ verdict: MailVerdict, to recipient: EmailAddress? = nil,
        by witness: WayStanding.Witness, now: Instant
    ) async {
        switch verdict.consequence {
        case .accepted:
            self[outboxOf: way].isAccepted(at: now)
            // Mail that contacts get says nothing of operators whose addresses are refused.
            let isElsewhere =
                ways[way].reason == WayStanding.operatorsRefused && recipient.map(inventory.operators.contains) != true
            let isNews = !isElsewhere && ways[way].works(by: witness, WayStanding.delivered, at: now)
            if await isOver(way) {
                _ = await record { () throws(LedgerError) in
                    try await self.ledger.hurryNotices(at: now, through: way)
                }
            }
            if isNews { await keepStanding(of: way) }
        case .restsAll:
            let fault = WayStanding.Fault(delivery, verdict, of: way.flatMap { channels[$0] })
            let isNews = ways[way].fails(by: witness, fault, at: now)
            if let way {
                if channels.isMet(verdict.fault, fault.message, of: way) {
                    // A password on trial is tried sooner where the one in use is refused.
                    records.touch(way.credential)
                    world.journal.write(
                        JournalEntry(
                            .channelFailed, "failed to send through channel \(way), trying again: \(fault.message)"))
                }
            } else {
                isMet(verdict.fault, delivery.explanation)
            }
            if isNews { await keepStanding(of: way) }
        case .ends, .restsRecipient, .restsMail: break
        }
    }

    /// Notes that something was taken; answers whether that ends trouble.
    private func isOver(_ way: ChannelName?) async -> Bool {
        guard let way else {
            let wasTroubled = troubles[.mail] != nil
            isOver(.mail)
            return wasTroubled
        }
        guard channels.isOver(way) else { return false }
        records.touch(way.credential)
        world.journal.write(JournalEntry(.channelWorks, "channel \(way) takes notices again"))
        return true
    }

    /// Writes down what is known of a way, which outlives a start.
    func keepStanding(of way: ChannelName?) async {
        let standing = ways[way]
        let _: Void? = await record(isMailSpared: true) { () throws(LedgerError) in
            try await self.ledger.keep(standing, ofWay: way)
        }
    }

    /// Tells the operators of channels that are down, and of those that are so no more, once each.
    ///
    /// - Returns: when the next will have been in trouble for long enough; `nil` where none is.
    func tellOfChannels(now: Instant) async -> Instant? {
        guard !channels.all.isEmpty else { return nil }
        var next: [Instant] = []
        for out in waysOut(at: now).all {
            guard let channel = out.channel, let since = out.since else { continue }
            let told = ways[channel].toldSince
            let isToBeTold = ways[channel].isToBeTold(at: now)
            let occasion: DaemonOccasion
            if isToBeTold, told == nil {
                occasion = .channelFails(channel, since: since)
            } else if out.status == .true, let told {
                occasion = .channelWorks(channel, since: told)
            } else {
                let lastsAt = since + WayStanding.patience.span
                if out.status == .false, told == nil, lastsAt > now { next.append(lastsAt) }
                continue
            }
            guard await tell(occasion, out.message, now: now) else { continue }
            ways[channel].toldSince = isToBeTold ? since : nil
            await keepStanding(of: channel)
        }
        return next.min()
    }
}

extension WayStanding.Fault {
    /// What a delivery that was turned down says of its way.
    init(_ delivery: Delivery, _ verdict: MailVerdict, of channel: Channel?) {
        let reason =
            delivery.problem?.conditionReason
            ?? (verdict.subject == .limit ? "Limits" : verdict.isLasting ? "Refuses" : "TakesNothing")
        let remedy =
            channel.flatMap { channel in
                verdict.subject == .login && channel.kind.hasURL && delivery.code != nil
                    ? "; `leadkeeper secret set \(channel.name.credential)` stores another URL" : nil
            } ?? ""
        self.init(
            reason, delivery.explanation + remedy, isLasting: verdict.isLasting && verdict.subject != .limit,
            rest: verdict.rest)
    }
}
