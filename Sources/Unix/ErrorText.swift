public import Glibc

/// The operating system's words for one of its errors, such as `No such file or directory`; strerror(3).
///
/// - Parameter number: an error's number; `errno` where none is given.
public func errorText(_ number: Int32 = errno) -> String {
    unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
}
