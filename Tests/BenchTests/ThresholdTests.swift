import BenchFigures
import Foundation
import TestBasics
import Testing

@Suite struct ThresholdTests {
    private func read(_ text: String) throws -> Thresholds { try Thresholds(text) }

    @Test func `a line is a name, a side, a bound and what it is`() throws {
        let thresholds = try read(
            "# for people\n\nsize.ledger  <=   30  MB, of a thousand connections\nrate >= 0.5 x\n")
        #expect(thresholds.all.map(\.name) == ["size.ledger", "rate"])
        #expect(thresholds["size.ledger"]?.meaning == "MB, of a thousand connections")
        #expect(thresholds["size.ledger"]?.bound == 30)
        #expect(thresholds["rate"]?.side == .atLeast)
        #expect(thresholds["size"] == nil)
    }

    @Test(
        arguments: [
            ("a <= 1", 1), ("ok <= 1 x\nb < 1 x", 2), ("# c\n\nc >= many x", 3), ("d <= 1 x\nd <= 2 x", 2),
            ("e <= inf x", 1), ("f", 1), ("g 1 <= x", 1),
        ])
    func `a line that is not of that form is refused by its number`(text: String, line: Int) {
        #expect(throws: Thresholds.Failure.self) { try read(text) }
        do throws(Thresholds.Failure) { _ = try Thresholds(text) } catch { #expect(error.line == line) }
    }

    @Test func `the bound itself is kept to, on either side`() throws {
        let thresholds = try read("most <= 4 x\nleast >= 8 x")
        let (most, least) = (try #require(thresholds["most"]), try #require(thresholds["least"]))
        #expect(most.isKept(by: 4) && most.isKept(by: 3.99) && !most.isKept(by: 4.0.nextUp))
        #expect(least.isKept(by: 8) && least.isKept(by: 8.01) && !least.isKept(by: 8.0.nextDown))
        #expect(!most.isKept(by: .nan) && !least.isKept(by: .nan))
    }

    @Test func `a figure past its threshold is named with its size`() throws {
        var board = Scoreboard(try read("probe.curl <= 4 x curl's\nrate >= 0.5 of curl's"))
        #expect(board.judge("probe.curl", at: "250 connections", 4) == .kept)
        #expect(board.judge("probe.curl", at: "4000 connections", 4.2) == .past)
        #expect(board.judge("rate", 0.5) == .kept)
        #expect(board.judge("something else", 1e9) == .unbound)
        #expect(board.past.map(\.description) == ["probe.curl (4000 connections): 4.20, wanted <= 4.00"])
    }

    @Test func `what was not measured is named with the reason`() throws {
        var board = Scoreboard(try read("a.one <= 1 x\na.two <= 1 x\nb <= 1 x\nc <= 1 x"))
        _ = board.judge("a.two", 2)
        board.skip("a", "there is no strace")
        _ = board.judge("b", .nan)
        #expect(board.unmeasured.map(\.name) == ["a.one", "c"])
        #expect(board.unmeasured.map(\.reason) == ["there is no strace", "not asked for"])
        #expect(board.past.map(\.threshold.name) == ["a.two", "b"])
    }

    @Test func `the repository's own thresholds can be read`() throws {
        let file = Repository.root.appending(path: "Tests/Bench/thresholds")
        let thresholds = try read(String(contentsOf: file, encoding: .utf8))
        #expect(thresholds.all.count > 20)
    }

    @Test func `the middle of the rounds counts, and growth is an exponent`() {
        #expect(Sample([3, 1, 2]).median == 2)
        #expect(Sample([4, 1, 2, 3]).median == 2.5)
        #expect(Sample().median.isNaN)
        #expect((Sample([2, 9]) / Sample([1, 3])).values == [2, 3])
        #expect(abs(10.0.exponent(at: 100, to: 1_000, at: 1_000) - 2.0) < 1e-9)
        #expect(abs(7.0.exponent(at: 250, to: 28, at: 1_000) - 1.0) < 1e-9)
    }
}
