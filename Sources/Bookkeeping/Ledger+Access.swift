internal import Credentials
internal import SQLite

/// How the methods of the ledger come to its database.
extension Ledger {
    /// Answers a question from the ledger, by what is on the disk.
    ///
    /// Where changes wait for their commit, the answer waits with them; if they come to nothing, the question is asked
    /// again.
    /// - Parameter isAlone: whether it cannot be answered in a transaction, so that what waits is committed first.
    func read<Answer: Sendable>(
        _ operation: String, isAlone: Bool = false, method: String? = #function, _ body: (Database) throws -> Answer
    ) async throws(LedgerError) -> Answer {
        if isAlone { endGroup() }
        if group != nil {
            var outcome: Result<Answer, any Error>?
            let end = await groupEnds {
                guard group != nil else { return false }
                outcome = attempt { try body(try openDatabase()) }
                return group != nil
            }
            if let outcome, end == nil || end == .committed {
                return try delivered(outcome, operation: operation, method: method)
            }
            endGroup()
        }
        let outcome = attempt { try body(try openDatabase()) }
        await takeTurn()
        return try delivered(outcome, operation: operation, method: method)
    }

    /// Changes the ledger in one transaction, which others may share, with the space of the ballast where there is no
    /// other.
    ///
    /// `body` is run again where the transaction came to nothing by the fault of others.
    /// - Parameter instant: the time of the change; it counts for `newestTimestamp`.
    func write<Answer: Sendable>(
        _ operation: String, at instant: Instant? = nil, method: String? = #function,
        _ body: (Database) throws -> Answer
    ) async throws(LedgerError) -> Answer {
        func change(_ database: Database) throws -> Answer {
            if let instant {
                try database.run(
                    "UPDATE ledger SET newest_at = ?1 WHERE newest_at IS NULL OR newest_at < ?1", Value(instant))
            }
            return try body(database)
        }
        guard let outcome = await changeTogether(change) else {
            return try changeAlone(operation, method: method, change)
        }
        let answer = try delivered(outcome, operation: operation, method: method)
        ballast?.restore()
        return answer
    }

    /// Changes the ledger in the transaction of a group.
    ///
    /// - Returns: what came of it, once that is on the disk; `nil` where it has to be tried alone.
    private func changeTogether<Answer: Sendable>(_ change: (Database) throws -> Answer) async -> Result<
        Answer, any Error
    >? {
        var outcome: Result<Answer, any Error>?
        var isFirst = true
        let end = await groupEnds {
            isFirst = group == nil
            outcome = isFirst ? changeFirst(change) : changeNext(change)
            return group != nil
        }
        switch (end, outcome) {
        case (nil, .failure(let error)?) where isFull(error) || !isFirst && !isOfFile(error): return nil
        case (nil, _), (.committed?, _): return outcome
        case (.inDoubt(let error)?, .success?): return .failure(error)
        // A refusal may have come of what is not there now.
        case (.inDoubt?, _), (.undone?, _): return nil
        }
    }

    /// Begins a group with a change; where it fails, there is none.
    private func changeFirst<Answer: Sendable>(_ change: (Database) throws -> Answer) -> Result<Answer, any Error> {
        let outcome = attempt {
            let database = try openDatabase()
            return try database.begin { try change(database) }
        }
        if case .success = outcome { openGroup() }
        return outcome
    }

    /// Adds a change to the group; where it fails, the group stays as it is, or is undone with it.
    private func changeNext<Answer: Sendable>(_ change: (Database) throws -> Answer) -> Result<Answer, any Error> {
        let outcome = attempt {
            let database = try openDatabase()
            return try database.nested { try change(database) }
        }
        // What others have changed is lost with it, and is done again.
        if case .failure(let error) = outcome, database?.isInTransaction != true || isFull(error) { undoGroup() }
        return outcome
    }

    /// Changes the ledger in a transaction that nobody shares.
    private func changeAlone<Answer: Sendable>(
        _ operation: String, method: String?, _ change: (Database) throws -> Answer
    ) throws(LedgerError) -> Answer {
        endGroup()
        let failuresBefore = failures
        func commit() throws -> Answer {
            try attempt {
                let database = try openDatabase()
                return try database.transaction { try change(database) }
            }.get()
        }
        do {
            let answer = try commit()
            ballast?.restore()
            isDone(method)
            return answer
        } catch {
            let error = failed(error, operation: operation, method: method)
            guard error.code == .full, ballast?.release() == true else { throw error }
        }
        do {
            let answer = try commit()
            // The reserve has made room: nothing has failed.
            failures = failuresBefore
            isDone(method)
            return answer
        } catch {
            throw failed(error, operation: operation, method: method)
        }
    }

    /// What comes of `body`; after a failed read, write or sync the file is closed, and what waits is undone with it.
    private func attempt<Answer: Sendable>(_ body: () throws -> Answer) -> Result<Answer, any Error> {
        do {
            return .success(try body())
        } catch {
            closeFile(after: error)
            return .failure(error)
        }
    }

    private func isFull(_ error: any Error) -> Bool { LedgerError(error, operation: "").code == .full }

    /// Whether the file is closed after it.
    private func isOfFile(_ error: any Error) -> Bool { LedgerError(error, operation: "").code == .io }

    private func delivered<Answer: Sendable>(
        _ outcome: Result<Answer, any Error>, operation: String, method: String?
    ) throws(LedgerError) -> Answer {
        switch outcome {
        case .success(let answer):
            isDone(method)
            return answer
        case .failure(let error): throw failed(error, operation: operation, method: method)
        }
    }

    /// The error to throw, after it was noted.
    private func failed(_ error: any Error, operation: String, method: String?) -> LedgerError {
        let error = LedgerError(error, operation: operation)
        if error.code != .conflict, let method { failures = ((failures?.methods ?? []).union([method]), error.code) }
        return error
    }

    private func isDone(_ method: String?) {
        // Whether a full disk has room again is told by its room.
        guard let method, let failures, failures.last != .full, failures.methods.contains(method) else { return }
        self.failures = nil
    }
}
