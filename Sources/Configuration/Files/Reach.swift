internal import Glibc

/// What of the file system a process can see: all of it, or what is bound into a root of its own.
public struct Reach: Hashable, Sendable {
    /// A process without a root of its own.
    public static let everything = Reach(roots: nil)

    /// The directories that can be seen, without slashes at their ends; `nil` for all.
    private let roots: [String]?
    /// The directories that can be written, those in them too, without slashes at their ends.
    private let writable: [String]

    /// A process that sees these directories, by the paths that they have outside, and what lies on the way to them.
    ///
    /// - Parameter writable: those of them that it may write, as far as their owners and modes let it.
    public init(onlyUnder roots: [String], writable: [String] = []) {
        self.init(roots: roots + writable, writable: writable)
    }

    private init(roots: [String]?, writable: [String] = []) {
        self.roots = roots
        self.writable = writable
    }

    /// Whether a directory may be written, as far as its owner and mode let it; everywhere by a process without a root of
    /// its own.
    func mayWrite(in path: String) -> Bool {
        roots == nil || writable.contains { path == $0 || path.hasPrefix($0 + "/") }
    }

    /// The first place on the way to a path that cannot be seen, symbolic links followed as the kernel does; `nil`
    /// where all can.
    ///
    /// Blocks on the disk. lstat(2), readlink(2).
    func firstPlaceOutside(onTheWayTo path: String) -> String? {
        guard roots != nil, path.hasPrefix("/") else { return nil }
        var place = ""
        var rest = path.split(separator: "/").map(String.init)[...]
        // As many links as the kernel follows; path_resolution(7).
        var links = 40
        while let component = rest.popFirst() {
            if component == "." { continue }
            if component == ".." {
                place = String(place[..<(place.lastIndex(of: "/") ?? place.startIndex)])
                continue
            }
            place += "/" + component
            guard sees(place) else { return ([place] + rest).joined(separator: "/") }
            guard let target = Self.target(of: place) else { continue }
            links -= 1
            guard links > 0 else { return nil }
            place = target.hasPrefix("/") ? "" : String(place[..<(place.lastIndex(of: "/") ?? place.startIndex)])
            rest = (target.split(separator: "/").map(String.init) + rest)[...]
        }
        return nil
    }

    private func sees(_ place: String) -> Bool {
        roots?.contains { $0 == place || place.hasPrefix($0 + "/") || $0.hasPrefix(place + "/") } ?? true
    }

    private static func target(of path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &buffer, buffer.count)
        return count >= 0 ? String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
    }
}
