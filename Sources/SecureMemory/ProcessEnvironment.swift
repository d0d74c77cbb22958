internal import CLinux
internal import Glibc

/// What of its environment a process goes on with.
///
/// The libraries that are linked read some hundred variables, each for itself: `SSLKEYLOGFILE` has the keys of TLS
/// written to a file, `OPENSSL_CONF` and `GCONV_PATH` load code. So what is not known to be needed is removed, not what
/// is known to do harm.
public enum ProcessEnvironment {
    /// What stands in the environment, each as `NAME=value`; empty where there is none at all, as clearenv(3) leaves
    /// it.
    ///
    /// Not Swift's `environ`, which traps there. environ(7).
    public static var entries: [String] {
        var entries: [String] = []
        var next = unsafe leadkeeper_environment()
        while let entry = unsafe next?.pointee {
            unsafe entries.append(String(cString: entry))
            unsafe next = unsafe next?.successor()
        }
        return entries
    }

    /// Removes every variable but those; call it first in `main`, before any thread and before any library is used.
    ///
    /// What is read before `main` is beyond its reach: `LD_*` and `GLIBC_TUNABLES` by the dynamic linker, `MALLOC_*` by
    /// the C library, `G_DEBUG` by GLib; the units take these away. clearenv(3).
    public static func keep(only names: Set<String>) {
        let kept = entries.compactMap { entry -> (name: String, value: String)? in
            guard let equals = entry.firstIndex(of: "="), names.contains(String(entry[..<equals])) else { return nil }
            return (String(entry[..<equals]), String(entry[entry.index(after: equals)...]))
        }
        clearenv()
        for (name, value) in kept { unsafe setenv(name, value, 1) }
    }
}
