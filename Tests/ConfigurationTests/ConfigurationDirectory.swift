import Configuration
import Credentials
import Foundation
import TestSupport
import Testing

/// A configuration directory that is there as long as this value is.
final class ConfigurationDirectory {
    private let directory: TemporaryDirectory
    var path: String { directory.path }

    init(_ files: [String: String] = [:]) throws {
        directory = try TemporaryDirectory()
        for (name, text) in files { try write(name, Data(text.utf8)) }
    }

    func write(_ name: String, _ data: Data) throws {
        let url = URL(fileURLWithPath: path).appendingPathComponent(name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: url)
    }

    func load(hostName: String = "gate.example.com") -> LoadResult {
        Settings.load(directory: path, hostName: hostName)
    }

    /// The faults as lines, with the directory left out.
    func faultLines() -> [String] {
        load().faults.map { $0.description.replacing("\(path)/", with: "").replacing(path, with: ".") }
    }
}

/// The text of a sound connection's file, for tests that change one thing about it.
let azureAD = """
    [Connection]
    URL=https://contoso.crm4.dynamics.com
    Method=azure-ad
    Contacts=ops@contoso.com;sales@contoso.com

    [AzureAD]
    DirectoryID=12345678-8af1-4a5f-1234-12234d01db47
    ApplicationID=23456052-aaaa-bbbb-8662-1234df56788f

    """

/// As ``azureAD``, for the other method.
let office365 = """
    [Connection]
    URL=https://contoso.crm4.dynamics.com
    Method=office365
    Contacts=ops@contoso.com;

    [Office365]
    UserName=Leads@Contoso.onmicrosoft.com
    ClientID=23456052-aaaa-bbbb-8662-1234df56788f

    """

/// The lines of `[Administrator]`, as `leadkeeper.conf` has them.
let administrator = """
    [Administrator]
    DirectoryID=12345678-8af1-4a5f-1234-12234d01db47
    ApplicationID=99999999-aaaa-bbbb-8662-1234df56788f

    """

/// The settings that these files make; fails where they have a fault.
func settings(_ files: [String: String], sourceLocation: SourceLocation = #_sourceLocation) throws -> Settings {
    let result = try ConfigurationDirectory(files).load()
    return try #require(result.settings, "\(result.faults)", sourceLocation: sourceLocation)
}

/// The fault lines of a `leadkeeper.conf` with that text.
func faults(_ text: String) throws -> [String] {
    try ConfigurationDirectory(["leadkeeper.conf": text]).faultLines()
}

/// The fault lines of one connection's file with that text, and of a `leadkeeper.conf`.
func faults(connection text: String, settings: String = "") throws -> [String] {
    try ConfigurationDirectory(["connections/contoso.conf": text, "leadkeeper.conf": settings]).faultLines()
}
