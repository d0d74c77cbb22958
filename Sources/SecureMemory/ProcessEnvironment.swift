internal import CLinux
internal import Glibc

/// What of its environment a process goes on with.
///
/// The libraries that are linked read some hundred variables, each for itself: `SSLKEYLOGFILE` has the keys of TLS written to a file,
/// `OPENSSL_CONF` and `GCONV_PATH` load code. So what is not known to be needed is removed, not what is known to do harm.
public enum ProcessEnvironment {
    /// Removes every variable but those; call it first in `main`, before any thread and before any library is used.
    ///
    /// What is read before `main` is beyond its reach: `LD_*` and `GLIBC_TUNABLES` by the dynamic linker, `MALLOC_*` by the C library,
    /// `G_DEBUG` by GLib; the units take these away. clearenv(3).
    public static func keep(only names: Set<String>) {
        var kept: [(name: String, value: String)] = []
        var next = unsafe leadkeeper_environment()
        while let entry = unsafe next?.pointee {
            let text = unsafe String(cString: entry)
            if let equals = text.firstIndex(of: "="), names.contains(String(text[..<equals])) {
                kept.append((String(text[..<equals]), String(text[text.index(after: equals)...])))
            }
            unsafe next = unsafe next?.successor()
        }
        clearenv()
        for (name, value) in kept { unsafe setenv(name, value, 1) }
    }
}
