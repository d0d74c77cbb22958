import Hooks
import Testing

@Suite struct HookAnswerTests {
    @Test(arguments: [
        HookAnswer.exited(0), .exited(75), .exited(255), .killed(signal: 9), .tooLate(seconds: 60),
        .notRun("there is no script /etc/leadkeeper/hook"),
    ]) func `an answer is read as it was written`(answer: HookAnswer) {
        #expect(HookAnswer(answer.line) == answer)
        #expect(HookAnswer(answer.line.dropLast().map(\.self)) == answer)
        #expect(answer.line.count <= HookAnswer.longest && answer.line.last == 10)
    }

    @Test(arguments: [
        "", "\n", "exit", "exit \n", "exit 256\n", "exit -1\n", "exit x\n", "exit 0\nexit 1\n", "exit 0\n\n",
        "EXIT 0\n",
        "signal 0\n", "timeout 0\n", "failed\n", "200 OK\n", " exit 0\n", "exit 99999999999999999999\n",
        "exit 0\u{0}\n",
    ]) func `anything else is no answer`(text: String) {
        #expect(HookAnswer(Array(text.utf8)) == nil)
    }

    @Test func `bytes that are no text, and what is too long, are no answer`() {
        #expect(HookAnswer([0xFF, 0xFE, 0x0A]) == nil)
        #expect(HookAnswer(Array("failed ".utf8) + [UInt8](repeating: 65, count: HookAnswer.longest)) == nil)
    }

    @Test func `a reason is one short line, whatever stands in it`() {
        let answer = HookAnswer.notRun("a\u{1B}[2J\nexit 0\n" + String(repeating: "ä", count: 5_000))
        #expect(answer.line.filter { $0 == 10 }.count == 1 && answer.line.count <= HookAnswer.longest)
        guard case .notRun(let reason)? = HookAnswer(answer.line) else {
            Issue.record("no reason")
            return
        }
        #expect(reason.hasPrefix("a [2J exit 0 ää") && !reason.contains("\u{1B}"))
    }
}
