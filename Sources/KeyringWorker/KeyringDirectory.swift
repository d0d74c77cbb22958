internal import Glibc

/// The directory in which gnome-keyring keeps its files.
struct KeyringDirectory {
    let path: String?

    /// Takes the path given, else the keyring daemon's own default; without a home there is none.
    init(_ path: String?) {
        if let path {
            self.path = path
        } else if let data = getenv("XDG_DATA_HOME"), data.pointee != 0 {
            self.path = String(cString: data) + "/keyrings"
        } else if let home = getenv("HOME"), home.pointee != 0 {
            self.path = String(cString: home) + "/.local/share/keyrings"
        } else {
            self.path = nil
        }
    }

    /// Makes the last rename in the directory durable and answers whether it is.
    ///
    /// gnome-keyring syncs its file but not the directory, so after a power cut the old file could come back. Where the
    /// directory belongs to somebody else there is nothing that could be done, and that counts as done. fsync(2).
    func sync() -> Bool {
        guard let path else { return true }
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return errno == ENOENT || errno == EACCES }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }

    /// Whether there is a file such as `login_1.keyring`: gnome-keyring starts one when it cannot read `login.keyring`.
    ///
    /// In the run that makes it, its collection goes by the old one's name, so that the file is the only sign.
    func hasReplacement() -> Bool {
        guard let path, let directory = opendir(path) else { return false }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasPrefix("login_"), name.hasSuffix(".keyring") { return true }
        }
        return false
    }
}
