/// The turns of a loop that anybody may ask for at any time: one after the other, and none that is asked for is lost.
///
/// It belongs to one actor, by which everything is done that happens between two waits.
final class Turns {
    private var isTurning = false
    private var isAskedFor = false

    /// Takes turns until nobody asks for another.
    ///
    /// Whoever asks while a turn is under way, or while what follows it is waited for, gets another turn: that is looked
    /// at last, and nothing is waited for after it.
    /// - Parameters:
    ///   - goesOn: whether there are to be turns at all any more.
    ///   - turn: one turn; its answer is the latest word.
    ///   - settle: what follows a turn after which nobody has asked for another.
    /// - Returns: the answer of the last turn; `nil` where turns are under way already, of which there will be one more,
    ///   or none are to be any more.
    func take<Answer>(
        isolation: isolated (any Actor)? = #isolation, while goesOn: () -> Bool, _ turn: () async -> Answer,
        settle: () async -> Void
    ) async -> Answer? {
        isAskedFor = true
        guard !isTurning else { return nil }
        isTurning = true
        defer { isTurning = false }
        var last: Answer?
        while isAskedFor, goesOn() {
            isAskedFor = false
            last = await turn()
            if !isAskedFor { await settle() }
        }
        return last
    }
}
