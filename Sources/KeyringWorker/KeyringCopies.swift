internal import Basics
internal import Durability
internal import Glibc

/// Keeps a copy of the keyring's file for each day on which it was used, and clears away what gnome-keyring has left
/// behind.
///
/// gnome-keyring writes its file anew at every change, and a file that it cannot read it gives up for an empty one: a
/// copy is what is left then. It is ciphertext, as the file is.
struct KeyringCopies {
    /// How many copies are kept: the newest.
    static let kept = 14
    /// How old a temporary file is that nobody works on any more, in seconds.
    static let temporaryAge: Int64 = 86_400
    private static let prefix = "\(KeyringFile.login).bak-"

    let path: String?

    /// Copies the file, unless the day has its copy already or the file is not whole.
    ///
    /// The copy is on the disk when it has its name. A copy is never replaced, so a damaged file never takes a good
    /// one's place.
    /// - Parameter day: in UTC, such as `2026-11-21`.
    /// - Returns: whether the day has its copy now, or there is nothing to copy.
    @discardableResult
    func keep(on day: String) -> Bool {
        guard let path else { return true }
        do throws(FileError) {
            let directory = try Directory(path)
            let name = Self.prefix + day
            guard try directory.entry(name) == nil, let contents = try directory.read(KeyringFile.login) else {
                return true
            }
            guard KeyringFile.isWhole(contents) else {
                log("the file of the keyring is not whole, no copy is made of it")
                return false
            }
            try directory.write(contents, as: name)
            for name in try directory.names().filter(Self.isCopy).dropLast(Self.kept) { try directory.remove(name) }
            return true
        } catch {
            guard error.code != .absent else { return true }
            log("\(error), no copy of the keyring is made")
            return false
        }
    }

    /// Whether it is a copy of a day; what people put beside the file under other names is left alone.
    private static func isCopy(_ name: String) -> Bool {
        let day = name.dropFirst(prefix.count).split(separator: "-", omittingEmptySubsequences: false)
        return name.hasPrefix(prefix) && day.map(\.count) == [4, 2, 2] && day.joined().utf8.allSatisfy(\.isDigit)
    }

    /// Removes the temporary files that a write of gnome-keyring's has left behind when it failed or was killed.
    ///
    /// `login.keyring.temp-N` is a link to what was there before, `.temp-XXXXXX` what was to come. The time of the last
    /// change of the file itself says how long it has lain there; that of its contents would tell of the link's target.
    func clear(at now: Int64) {
        guard let path else { return }
        do throws(FileError) {
            let directory = try Directory(path)
            for name in try directory.names() where name.hasPrefix(".temp-") || name.contains(".keyring.temp-") {
                guard let entry = try directory.entry(name), entry.isRegular, now - entry.changedAt > Self.temporaryAge
                else {
                    continue
                }
                try directory.remove(name)
                log("removed \(name), which a write of the keyring had left behind")
            }
        } catch {
            if error.code != .absent { log("\(error), ignoring") }
        }
    }
}
