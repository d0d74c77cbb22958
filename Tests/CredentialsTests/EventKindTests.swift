import Credentials
import Testing

@Suite struct EventKindTests {
    @Test func `a word is lower case, with hyphens`() {
        for kind in EventKind.allCases { #expect(kind.word.wholeMatch(of: /[a-z]+(-[a-z]+)*/) != nil, "\(kind)") }
    }

    @Test func `the word of the history leads back to its kind`() {
        for kind in EventKind.allCases where kind.isInHistory { #expect(EventKind(historyWord: kind.word) == kind) }
        for kind in EventKind.allCases where !kind.isInHistory { #expect(EventKind(historyWord: kind.word) == nil) }
        #expect(EventKind(historyWord: "of-a-later-release") == nil)
    }

    @Test func `only the end of the daemon has one word at two priorities`() {
        let shared = Dictionary(grouping: EventKind.allCases, by: \.word).filter { $0.value.count > 1 }
        #expect(shared == ["stopped": [.stopped, .stoppedEarly]])
    }

    @Test func `a message that a person may act upon is no mere information`() {
        for kind in EventKind.allCases where kind.messageID != nil {
            #expect(kind.isInJournal && kind.priority != .info, "\(kind)")
        }
    }
}
