import Testing

@testable import Basics

@Suite struct CountedTests {
    @Test(arguments: [
        (0, "0 secrets"), (1, "1 secret"), (2, "2 secrets"), (-1, "-1 secrets"), (10_001, "10001 secrets"),
    ])
    func `one alone is in the singular`(count: Int, text: String) {
        #expect(count.counted("secret") == text)
        #expect(Int64(count).counted("secret") == text)
    }
}
