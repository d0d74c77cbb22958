import Configuration
import Foundation
import TestSupport
import Testing

/// Whether the files have changed since they were read.
@Suite struct ConfigurationWatchTests {
    private func directory() throws -> ConfigurationDirectory {
        try ConfigurationDirectory([
            "leadkeeper.conf": "[Mail]\n", "leadkeeper.conf.d/a.conf": "[Mail]\n", "connections/contoso.conf": azureAD,
        ])
    }

    @Test func `files that stay as they are have not changed, touched or written anew`() throws {
        let directory = try directory()
        var watch = ConfigurationWatch(directory: directory.path)
        try directory.write("connections/contoso.conf", Data(azureAD.utf8))
        #expect(utimes("\(directory.path)/leadkeeper.conf", nil) == 0)
        try directory.write("connections/notes.txt", Data("x".utf8))
        try directory.write("connections/.contoso.conf.swp", Data("x".utf8))
        let changes = [watch.hasChanged(), watch.hasChanged()]
        #expect(changes == [false, false])
    }

    @Test(arguments: [
        ("leadkeeper.conf", "[Mail]\nFrom=a@b.example\n"), ("leadkeeper.conf.d/a.conf", ""),
        ("leadkeeper.conf.d/b.conf", ""),
        ("connections/contoso.conf", azureAD + "\n"), ("connections/fabrikam.conf", azureAD),
    ])
    func `a file with other content has changed, until it is as it was`(name: String, text: String) throws {
        let directory = try directory()
        var watch = ConfigurationWatch(directory: directory.path)
        try directory.write(name, Data(text.utf8))
        let changes = [watch.hasChanged(), watch.hasChanged()]
        #expect(changes == [true, true])
        let first = try self.directory()
        if let before = try? Data(contentsOf: URL(filePath: "\(first.path)/\(name)")) {
            try directory.write(name, before)
        } else {
            try FileManager.default.removeItem(atPath: "\(directory.path)/\(name)")
        }
        let isChanged = watch.hasChanged()
        #expect(!isChanged)
    }

    @Test(arguments: ["leadkeeper.conf", "leadkeeper.conf.d", "connections/contoso.conf", "connections"])
    func `what is gone has changed`(name: String) throws {
        let directory = try directory()
        var watch = ConfigurationWatch(directory: directory.path)
        try FileManager.default.removeItem(atPath: "\(directory.path)/\(name)")
        let isChanged = watch.hasChanged()
        var after = ConfigurationWatch(directory: directory.path)
        let isChangedAgain = after.hasChanged()
        #expect(isChanged && !isChangedAgain)
    }
}
