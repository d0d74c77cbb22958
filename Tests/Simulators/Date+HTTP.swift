internal import Basics
internal import Foundation

extension Date {
    /// The moment as HTTP's `Date` has it, such as `Sat, 21 Nov 2026 00:00:00 GMT`; RFC 9110 §5.6.7.
    var httpDate: String {
        HTTPDate.text(ofSeconds: Int64(timeIntervalSince1970))
    }
}
