import Basics
import Testing

@Suite struct EditDistanceTests {
    @Test(arguments: [
        ("", "", 0, 0), ("", "abc", 3, 3), ("kitten", "sitting", 3, 3), ("flaw", "lawn", 2, 2), ("ab", "ba", 2, 1),
        ("cehck", "check", 2, 1), ("abcdef", "badcfe", 4, 3), ("ca", "abc", 3, 3),
    ])
    func `the distance of two words is that of Levenshtein, or less by the swaps`(
        left: String, right: String, distance: Int, withSwaps: Int
    ) {
        for (left, right) in [(Array(left), Array(right)), (Array(right), Array(left))] {
            #expect(editDistance(left, right) == distance)
            #expect(editDistance(left, right, swaps: true) == withSwaps)
        }
    }
}
