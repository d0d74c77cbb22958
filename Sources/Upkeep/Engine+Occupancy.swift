internal import Credentials
internal import UpkeepState

extension Engine {
    /// Takes a credential for a person's request, once the action under way for it has ended; `busy` where that takes
    /// too long.
    ///
    /// Whoever gets it gives it back by `busy.remove`. What was true before it was called may not be true afterwards.
    func occupy(_ name: CredentialName) async throws(EngineError) {
        if busy.insert(name) { return }
        guard await wait(for: .credential(name)) else { throw EngineError(.busy, name) }
    }

    /// Waits until no backup is being made; `backingUp` where that takes too long.
    func awaitBackup(for name: CredentialName) async throws(EngineError) {
        guard isBackingUp else { return }
        guard await wait(for: .backup), !isBackingUp else { throw EngineError(.backingUp, name) }
    }

    /// Waits for one's turn, as long as a person's patience lasts; answers whether it has come.
    private func wait(for place: Occupancy.Place) async -> Bool {
        let ticket = busy.ticket()
        let patience = limits.patience
        // It is a person who waits: by the machine's own time, whatever clock the engine is on.
        let timer = Task(executorPreference: actions.executor) { [weak self] in
            guard (try? await Task.sleep(for: patience)) != nil else { return }
            await self?.giveUp(ticket, at: place)
        }
        defer { timer.cancel() }
        return await withCheckedContinuation { busy.enqueue(ticket, at: place, $0) }
    }

    private func giveUp(_ ticket: Int, at place: Occupancy.Place) {
        busy.giveUp(ticket, at: place)
    }
}
