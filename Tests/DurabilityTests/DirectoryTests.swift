import Durability
import Foundation
import TestSupport
import Testing

@Suite struct DirectoryTests {
    private let place: TemporaryDirectory
    private let directory: Directory

    init() throws {
        place = try TemporaryDirectory()
        directory = try Directory(place.path)
    }

    private func code(_ body: () throws(FileError) -> Void) -> FileError.Code? {
        do throws(FileError) {
            try body()
            return nil
        } catch {
            return error.code
        }
    }

    @Test func `a file is written whole, for its owner alone, in place of the one before`() throws {
        try directory.write([1, 2], as: "file")
        try directory.write([3], as: "file")
        #expect(try directory.read("file") == [3])
        #expect(try directory.names() == ["file"])
        let mode =
            try FileManager.default.attributesOfItem(atPath: directory.path(of: "file"))[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func `a new file is written whole, never over one that is there, and leaves nothing beside it`() throws {
        try directory.writeNew([1, 2], as: "file.conf", mode: 0o644)
        #expect(code { () throws(FileError) in try directory.writeNew([3], as: "file.conf") } == .exists)
        #expect(try directory.read("file.conf") == [1, 2])
        // What a run has left that was killed is no obstacle.
        try directory.write([9], as: ".other.partial")
        try directory.writeNew([4], as: "other")
        #expect(try directory.names() == ["file.conf", "other"])
        let mode =
            try FileManager.default.attributesOfItem(atPath: directory.path(of: "file.conf"))[.posixPermissions] as? Int
        #expect(mode == 0o644)
        for taken in ["link", "directory"] {
            if taken == "link" {
                try FileManager.default.createSymbolicLink(
                    atPath: directory.path(of: taken), withDestinationPath: "/nowhere")
            } else {
                _ = try directory.makeDirectory(taken)
            }
            #expect(code { () throws(FileError) in try directory.writeNew([3], as: taken) } == .exists)
        }
    }

    @Test func `a copy shows what it writes, piece by piece`() throws {
        let contents = (0..<700_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try directory.write(contents, as: "original")
        let other = try directory.makeDirectory("other")
        var seen: [[UInt8]] = []
        try other.copy("original", of: directory, as: "copy") { seen.append($0) }
        #expect(try other.read("copy") == contents)
        #expect(seen.count > 1 && Array(seen.joined()) == contents)
    }

    @Test func `what is absent is nothing, and no error`() throws {
        #expect(try directory.read("none") == nil)
        #expect(try directory.entry("none") == nil)
        #expect(try directory.remove("none") == false)
        #expect(code { () throws(FileError) in _ = try Directory("\(place.path)/none") } == .absent)
    }

    @Test(arguments: ["new", "a/b/new/", "a//b/c"])
    func `a directory is made with all that is above it, for its owner alone`(
        path: String
    ) throws {
        let made = try Directory.make("\(place.path)/\(path)")
        try made.write([1], as: "file")
        #expect(try Directory.make("\(place.path)/\(path)").names() == ["file"])
        let top = try FileManager.default.attributesOfItem(atPath: "\(place.path)/\(path.prefix { $0 != "/" })")
        #expect(top[.posixPermissions] as? Int == 0o700)
    }

    @Test func `a directory is not made in the place of a file, nor below one`() throws {
        try directory.write([1], as: "file")
        #expect(code { () throws(FileError) in _ = try Directory.make("\(place.path)/file") } != nil)
        #expect(code { () throws(FileError) in _ = try Directory.make("\(place.path)/file/new") } != nil)
        #expect(try directory.read("file") == [1])
    }

    @Test func `no link is followed, and nothing but a regular file is read`() throws {
        try directory.write([1], as: "file")
        try FileManager.default.createSymbolicLink(atPath: directory.path(of: "link"), withDestinationPath: "file")
        #expect(mkfifo(directory.path(of: "pipe"), 0o600) == 0)
        for name in ["link", "pipe", "other"] {
            if name == "other" { _ = try directory.makeDirectory(name) }
            #expect(code { () throws(FileError) in _ = try directory.read(name) } == .unsuitable)
            #expect(
                code { () throws(FileError) in try directory.copy(name, of: directory, as: "copy") } == .unsuitable)
        }
        // The link itself is replaced, not what it leads to.
        try directory.write([2], as: "link")
        #expect(try directory.read("file") == [1])
        #expect(try directory.read("link") == [2])
        #expect(try directory.names() == ["file", "link", "other", "pipe"])
    }

    @Test func `a directory in the place of a link is not followed either`() throws {
        try FileManager.default.createSymbolicLink(atPath: directory.path(of: "link"), withDestinationPath: "/")
        #expect(code { () throws(FileError) in _ = try directory.makeDirectory("link") } == .unsuitable)
    }

    @Test func `what is longer than it may be is not read`() throws {
        try directory.write([1, 2, 3], as: "file")
        #expect(try directory.read("file", limit: 3) == [1, 2, 3])
        #expect(code { () throws(FileError) in _ = try directory.read("file", limit: 2) } == .unsuitable)
    }

    @Test func `a lock is held by one, for as long as it is held`() throws {
        do {
            let first = try FileLock("lock", in: directory)
            #expect(code { () throws(FileError) in _ = try FileLock("lock", in: directory) } == .inUse)
            let whole = try FileLock(on: directory)
            #expect(code { () throws(FileError) in _ = try FileLock(on: directory) } == .inUse)
            withExtendedLifetime((first, whole)) {}
        }
        #expect(code { () throws(FileError) in _ = try FileLock("lock", in: directory) } == nil)
        #expect(code { () throws(FileError) in _ = try FileLock(on: directory) } == nil)
    }
}
