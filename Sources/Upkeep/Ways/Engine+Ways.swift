internal import Bookkeeping
public import Credentials
internal import Ports
internal import UpkeepState

/// How the ways out stand by which people are told, and that they are proven.
extension Engine {
    /// How each way out stands, and whether operators can be told at all.
    public func waysOut() -> AlertPaths { waysOut(at: world.timekeeper.now()) }

    /// The same, as it counts at that moment.
    func waysOut(at now: Instant) -> AlertPaths {
        let mailTrouble = troubles[.mail]?.impairment(at: now)
        return AlertPaths(
            ways.all.compactMap { way, standing in
                guard let way else {
                    return AlertPath(
                        nil, kind: ChannelName.mail, reachesOperators: !inventory.operators.isEmpty, standing,
                        impairment: mailTrouble, at: now)
                }
                return channels[way].map { channel in
                    AlertPath(
                        way, kind: channel.kind.rawValue, reachesOperators: channel.audience != .contacts, standing,
                        at: now)
                }
            })
    }

    /// Has each way out proven by a canary, at once and daily from then on; for the daemon to ask for once it is ready.
    public func scheduleCanaries() {
        ways.plan()
        wake()
    }

    /// Takes over which ways there are, and what the ledger knows of them.
    func recallWays() async throws(LedgerError) {
        ways.use(
            channels.all.map(\.name), known: try await ledger.ways(), provenAt: try await ledger.newestAcceptances())
        for case (let way?, let standing) in ways.all where standing.status == .false {
            // The journal has it already.
            _ = channels.isMet(standing.isLasting ? .mailRefused : .mailUnreachable, standing.message, of: way)
        }
    }

    /// Begins the canary that is due, where none is under way.
    ///
    /// - Returns: when to look again; `nil` while one is under way, whose end wakes the loop, or none is wanted.
    func sendCanary(now: Instant, uptime: TimeSpan, doubt: ClockDoubt?) -> Instant? {
        guard ways.arePlanned, doubt == nil, !ways.isTrying else { return nil }
        let due = ways.all.map { way, _ in
            // What the way itself has asked us to leave alone is left alone.
            let rest = self[outboxOf: way].restsUntil(at: uptime).map { now + ($0 - uptime) } ?? now
            return (way: way, at: max(rest, ways.due(way, with: setting(of: way), at: now)))
        }
        guard let first = due.min(by: { $0.at < $1.at }) else { return nil }
        guard first.at <= now else { return first.at }
        ways.begin(first.way) { Int64(world.random.next(upperBound: UInt64(101))) }
        act { engine in
            await engine.tryQuietly(first.way)
            engine.ways.end()
        }
        return nil
    }

    /// Proves a way because a person asks for it.
    func proveNow(_ way: ChannelName?) async -> WayProof {
        let settings = setting(of: way)
        let proof = await prove(way)
        await take(proof, of: way, with: settings)
        wake()
        return proof
    }

    /// Proves a way, unless deliveries are at it already: what waits there and is refused is tried by itself, and tells
    /// more.
    private func tryQuietly(_ way: ChannelName?) async {
        let settings = setting(of: way)
        let now = world.timekeeper.now()
        if isTroubled(way), ways[way].seenBy == .delivery, await waits(through: way) {
            ways[way].waits(until: now + .hours(1), with: settings)
            return
        }
        await take(await prove(way), of: way, with: settings)
    }

    /// What a proof depends on: the settings, the secret, and who is to be reached.
    ///
    /// With another of them the way is proven anew.
    private func setting(of way: ChannelName?) -> String {
        let version = records[way?.credential ?? .mail]?.current?.id ?? "-"
        guard let way, channels[way]?.kind != .mail else {
            let operators = inventory.operators.map(\.description).joined(separator: " ")
            let mailer = mailer(of: way?.credential ?? .mail)
            return "\(mailer?.setting ?? "-") for \(operators) with \(version)"
        }
        let channel = channels[way]
        let privacy = channel?.allowsPrivate == true ? "private" : "public"
        return "\(channel?.kind.rawValue ?? "-") \(privacy) with \(version)"
    }

    /// Tries a way as far as nobody is reached by it.
    private func prove(_ way: ChannelName?) async -> WayProof {
        let name = way?.credential ?? .mail
        if let credential = inventory[name],
            let until = facts(of: name, doubt: nil, at: world.timekeeper.now())
                .passwordRests(of: credential, now: world.timekeeper.now())
        {
            return .untold("a password that was refused rests until \(until.rfc3339)")
        }
        var secret: MailSecret?
        switch await self.secret(of: name) {
        case .none: break
        case .value(let kept): secret = kept
        case .missing(let why) where records[name]?.current == nil:
            return .unready("\(why); run `leadkeeper secret set \(name)`")
        case .missing(let why): return .fails(.misconfigured(code: nil, text: why))
        case .outOfReach(let why): return .untold(why)
        }
        guard let way, channels[way]?.kind != .mail else {
            guard let mailer = mailer(of: name) else { return .untold("the configuration has no mail server for it") }
            return await proveMail(by: mailer, secret)
        }
        guard let channel = channels[way], let courier = world.channels?.courier else {
            return .untold("the configuration has no [Channel \(way)] any more")
        }
        return await courier.prove(channel, secret: secret?.value, at: world.timekeeper.now())
    }

    /// Asks the mail server for the operators one by one, until it takes mail for one of them.
    ///
    /// A refusal that is about one address says nothing of the way; where all are refused, it leads to nobody.
    private func proveMail(by mailer: any Mailer, _ secret: MailSecret?) async -> WayProof {
        var refusal: WayProof?
        for recipient in inventory.operators {
            let proof = await mailer.prove(to: recipient.description, secret: secret)
            guard case .fails(let delivery) = proof, delivery.isAboutRecipient else { return proof }
            refusal = refusal ?? proof
        }
        return refusal ?? .untold("there is no operator to ask the mail server for")
    }

    /// Notes what a canary has shown.
    private func take(_ proof: WayProof, of way: ChannelName?, with settings: String) async {
        let now = world.timekeeper.now()
        if let before = ways[way].triedWith, before != settings { ways[way].isSetUpAnew(at: now) }
        var rest: TimeSpan?
        switch proof {
        case .works(let words):
            await isOpen(way, words, now: now)
        case .fails(let delivery):
            rest = delivery.verdict.rest
            if delivery.isAboutRecipient {
                noteUnreached(way, delivery, now: now)
            } else {
                await note(way, delivery, delivery.verdict, by: .canary, now: now)
            }
        case .unready(let why): ways[way].lacksSecret(why, at: now)
        case .untold(let why): ways[way].cannotBeTold("CannotTell", why)
        case .leftToDeliveries(let why): ways[way].isLeftToDeliveries(why, at: now)
        }
        ways[way].isTried(with: settings, rest: rest, at: now)
        await keepStanding(of: way)
    }

    /// Notes that a canary has gone all the way: trouble that a canary has found is over, and so is other trouble that
    /// nothing waits for which could show it; what waits is tried at once.
    private func isOpen(_ way: ChannelName?, _ words: String, now: Instant) async {
        let isTroubled = isTroubled(way)
        var isProof = !isTroubled || ways[way].seenBy == .canary
        if !isProof { isProof = await !waits(through: way) }
        if isTroubled { self[outboxOf: way].mayBeMended() }
        guard isProof else { return }
        let isFirst = ways[way].status == .unknown
        guard ways[way].works(by: .canary, words, at: now) else { return }
        if let way {
            let wasKnown = channels.isOver(way)
            if wasKnown || isFirst {
                world.journal.write(JournalEntry(.channelWorks, "channel \(way) is proven to work: \(words)"))
            }
        } else if isTroubled {
            isOver(.mail)
        } else if isFirst {
            world.journal.write(JournalEntry(.mailWorks, "the way of mail is proven to work: \(words)"))
        }
    }

    /// Notes that the mail server takes mail for none of the operators; other mail leaves all the same.
    private func noteUnreached(_ way: ChannelName?, _ delivery: Delivery, now: Instant) {
        let fault = WayStanding.Fault(
            WayStanding.operatorsRefused,
            "the server takes no mail for any operator (\(delivery.explanation)); mend Operators= of [Mail]",
            isLasting: delivery.verdict.consequence == .ends)
        guard ways[way].fails(by: .canary, fault, at: now) else { return }
        world.journal.write(
            JournalEntry(
                way == nil ? .mailFailed : .channelFailed,
                "failed to reach the operators by \(way.map { "channel \($0)" } ?? "mail"): \(fault.message)"))
    }

    private func isTroubled(_ way: ChannelName?) -> Bool {
        way.map { channels.trouble(of: $0) != nil } ?? (troubles[.mail] != nil)
    }

    private func waits(through way: ChannelName?) async -> Bool {
        let next: Instant?? = await ask { () throws(LedgerError) in try await self.ledger.nextNoticeAt(through: way) }
        return (next ?? nil) != nil
    }
}

extension Delivery {
    /// Whether it says that one recipient is refused, and nothing of the way.
    fileprivate var isAboutRecipient: Bool {
        switch verdict.consequence {
        case .ends, .restsRecipient: true
        case .accepted, .restsMail, .restsAll: false
        }
    }
}
