internal import Basics
internal import CGLib

/// A time zone, with the rules of this system's zone database.
///
/// GLib's `GTimeZone`, which never changes once made and counts its references atomically.
@safe public final class Zone: @unchecked Sendable {
    // Sendable: GTimeZone's functions take its own lock, and the pointer is set by the initializers alone.
    private let handle: OpaquePointer

    /// The zone's IANA name, such as `Europe/Stockholm`; for the local zone what the system calls it.
    public let identifier: String

    /// Coordinated universal time.
    public static let utc = unsafe Zone(taking: g_time_zone_new_utc())

    /// The local zone of this system: `$TZ`, else /etc/localtime.
    ///
    /// It is looked up when asked for, so that a change of the system's zone is seen.
    public static var local: Zone { unsafe Zone(taking: g_time_zone_new_local()) }

    /// The zone with that IANA name; `nil` where the zone database has none.
    ///
    /// Reads a file of /usr/share/zoneinfo. GLib alone would also take a path, an offset, and POSIX rules, in which
    /// `UTC+2` lies west of Greenwich; none of them is accepted here. `g_time_zone_new_identifier`.
    public init?(identifier: String) {
        guard Self.isName(identifier), let handle = unsafe g_time_zone_new_identifier(identifier) else { return nil }
        unsafe self.handle = unsafe handle
        self.identifier = identifier
    }

    private init(taking handle: OpaquePointer) {
        unsafe self.handle = unsafe handle
        identifier = unsafe String(cString: g_time_zone_get_identifier(handle))
    }

    deinit {
        unsafe g_time_zone_unref(handle)
    }

    /// Lends the handle for the time of `body`.
    func withHandle<Result>(_ body: (OpaquePointer) -> Result) -> Result {
        unsafe body(handle)
    }

    /// Whether it has the form of an IANA name: components of letters, digits, `_`, `+` and `-`, the first one in upper
    /// case.
    ///
    /// Names without a slash have no digits but for those few that the database has for old systems' sake; any other
    /// would be taken for POSIX rules.
    private static func isName(_ text: String) -> Bool {
        let components = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard text.utf8.count <= 64, text.utf8.first?.isUpperCaseLetter == true, components.allSatisfy({ !$0.isEmpty }),
            text.utf8.allSatisfy({ $0.isAlphanumeric || "_+-/".utf8.contains($0) })
        else { return false }
        return components.count > 1 || !text.utf8.contains(where: \.isDigit)
            || ["EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT", "GMT0", "GMT+0", "GMT-0"].contains(text)
    }
}
