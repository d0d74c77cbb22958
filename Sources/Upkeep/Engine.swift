public import Bookkeeping
public import Credentials
internal import Ports
public import UpkeepState

/// Keeps, watches, proves and tells: the work of the daemon, on whatever clock it is given.
///
/// One pass takes what is due and what has changed, and decides; what is to be done runs as bounded, concurrent
/// actions, at most one per credential; each ends in one transaction of the ledger. The engine itself never blocks and
/// reads no clock but the timekeeper.
public actor Engine {
    let ledger: Ledger
    var world: World
    let limits: Limits

    /// How much is read for all of this.
    let tally: WorkTally
    var inventory: Inventory
    var records: Records
    /// The credentials for which an action or a person's request is under way, and who waits for them.
    var busy = Occupancy()
    var gate = ClockGate()
    var agenda: Agenda
    var overview = Overview()
    var probes = Probes()
    /// What the doctor has found.
    var examinations = Examinations()
    /// What is known of rotations beside the records.
    var rotations = Rotations()
    /// Who is not permitted to ask Microsoft Graph what.
    var askers = Askers()
    /// What is known of applications that several connections may share.
    var watch = ApplicationWatch()
    /// The mail that waits for the server of `[Mail]`.
    var outbox: Outbox
    /// What waits for the channels beside it.
    var channels = Channels()
    /// How the ways out stand, mail and channels.
    var ways = Ways()
    /// What the monitors among them are told.
    var alerts = Alerts()
    var troubles = DaemonTroubles()
    var chores = Chores()
    /// Which program keeps the secrets.
    var providerNote = ProviderNote()
    /// The signs of life for a monitor.
    var pulse = Pulse()
    var actions: Actions
    /// What holds notices to contacts back; `nil` where nothing does.
    var hold: Hold?
    /// Of whom people are being told beside the passes, since there is much to tell.
    var telling = Telling()
    /// When the last pass began that has gone round; `nil` before the first has.
    public internal(set) var passedAt: Instant?

    /// An engine without any credential yet; `load` gives it its inventory.
    ///
    /// - Parameters:
    ///   - pace: how much mail there may be, until `use` says otherwise.
    ///   - executor: what actions run on; `nil` for Swift's own.
    ///   - wake: called when something has changed that a new pass may act upon; never from within a pass.
    public init(
        ledger: Ledger, world: World, limits: Limits = Limits(), pace: MailPace = MailPace(),
        executor: (any TaskExecutor)? = nil,
        wake: @escaping @Sendable () -> Void = {}
    ) {
        self.ledger = ledger
        self.world = world
        self.limits = limits
        let tally = WorkTally()
        self.tally = tally
        inventory = Inventory(tally: tally)
        records = Records(tally: tally)
        agenda = Agenda(checkInterval: limits.checkInterval)
        outbox = Outbox(pace: pace)
        actions = Actions(executor: executor, wake: wake)
    }

    /// Runs one transaction of the ledger; trouble with it is noted, and it is over when the pass has written
    /// something.
    ///
    /// - Parameter isMailSpared: whether it puts no notice in and takes none out, so that what is known of the next
    ///   mail stays true.
    /// - Returns: `nil` where the ledger could not be written: what follows from it must not be done.
    func record<Value: Sendable>(
        isMailSpared: Bool = false, _ transaction: () async throws(LedgerError) -> Value
    ) async -> Value? {
        defer { ledgerHasChanged(isMailSpared: isMailSpared) }
        return await ask(transaction)
    }

    /// What is known of the ledger's content beside the records may be out of date.
    func ledgerHasChanged(isMailSpared: Bool = false) {
        if !isMailSpared {
            outbox.ledgerHasChanged()
            channels.ledgerHasChanged()
        }
        troubles.ledgerHasChanged()
    }

    /// Asks the ledger something; trouble with it is noted.
    func ask<Value: Sendable>(_ question: () async throws(LedgerError) -> Value) async -> Value? {
        do {
            return try await question()
        } catch {
            switch error.code {
            case .conflict: world.journal.write(JournalEntry(.ledgerConflict, error.description))
            // What was begun can be recorded: the disk is in trouble, the ledger is not.
            case .reserve: isMet(.diskFull, error.text)
            case .full, .io, .corrupt, .newer, .inUse, .restoring, .notPermitted, .closed, .other:
                troubles.ledgerFailed(at: world.timekeeper.uptime())
                isMet(.ledgerUnwritable, error.description)
            }
            return nil
        }
    }
}
