internal import CLinux
internal import Glibc

/// The C library's heap, of which a daemon that mostly sleeps keeps no more than it uses.
public enum Heap {
    /// Has all threads share one heap, before there is a second thread.
    ///
    /// By default glibc makes up to eight for each processor, and each keeps the room that its threads once needed;
    /// here one thread at a time does nearly all of the work. mallopt(3), `M_ARENA_MAX`.
    public static func share() {
        mallopt(M_ARENA_MAX, 1)
    }

    /// How much memory of its own the process has, in bytes, be it in use or free; `nil` where the kernel does not say.
    ///
    /// What malloc calls free says nothing of it: that counts what was given back, too. proc(5), `statm`.
    public static var ownedBytes: Int? {
        let file = unsafe open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var text = [UInt8](repeating: 0, count: 256)
        let count = unsafe read(file, &text, text.count)
        guard count > 0 else { return nil }
        // Pages: the size, what is resident, and what of that is the contents of files.
        let pages = String(decoding: text[..<count], as: UTF8.self).split(separator: " ").compactMap { Int($0) }
        return pages.count > 2 ? (pages[1] - pages[2]) * Int(getpagesize()) : nil
    }

    /// Gives the kernel back what is free: malloc_trim(3).
    ///
    /// It takes milliseconds, so it belongs to the moment when the work has ended.
    public static func giveBack() {
        malloc_trim(0)
    }
}
