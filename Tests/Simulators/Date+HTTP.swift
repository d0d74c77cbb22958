internal import Foundation
internal import Glibc

extension Date {
    /// The moment as HTTP's `Date` has it, such as `Sat, 21 Nov 2026 00:00:00 GMT`; RFC 9110 §5.6.7.
    var httpDate: String {
        var seconds = time_t(timeIntervalSince1970)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        var buffer = [CChar](repeating: 0, count: 32)
        let count = strftime(&buffer, buffer.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
