import Bookkeeping
import Configuration
import Credentials
import Foundation
import Simulation
import TestSupport
import Upkeep

/// Connections in their files, with secrets in a keyring and a ledger that knows them, all of them just proven.
///
/// As the daemon would have left it; but made in seconds instead of an hour.
struct Seed {
    let count: Int
    let shape: CannedCloud.Shape
    /// What is added to `leadkeeper.conf`.
    var settings = ""

    /// Writes the configuration; with another edition all environments have other addresses.
    func configure(_ directory: String, _ cloud: CannedCloud, edition: Int = 0) throws {
        let settings = """
            [Entra]
            LoginEndpoint=https://\(CannedCloud.loginHost):\(cloud.port)
            [Network]
            CAFile=\(cloud.caFile)
            \(settings)
            """
        try settings.write(toFile: directory + "/leadkeeper.conf", atomically: false, encoding: .utf8)
        for number in 0..<count {
            let connection = """
                [Connection]
                URL=https://\(shape.host(of: number, edition: edition)):\(cloud.port)
                Method=azure-ad
                Contacts=ops@contoso.example;sales@contoso.example
                [AzureAD]
                DirectoryID=\(CannedCloud.directoryID)
                ApplicationID=\(String(format: "23456052-aaaa-bbbb-8662-%012x", number))
                """
            try connection.write(
                toFile: "\(directory)/connections/contoso-\(number).conf", atomically: false, encoding: .utf8)
        }
    }

    /// Writes the ledger into `state` and the keyring's file to `keyring`, for the configuration in that directory.
    func plant(configuration: String, state: String, keyring: String, masterPassword: String) async throws {
        let result = Settings.load(directory: configuration)
        guard let settings = result.settings, settings.connectionCount == count else {
            throw ChildProcess.Failure(description: "the configuration is at fault: \(result.faults)")
        }
        var image = KeyringImage()
        // Where memory is a file system: a commit for each secret would wait for the disk.
        let directory = try MemoryDisk.makeDirectory("bench-ledger")
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let ledger = try await Ledger.open(path: directory + "/ledger.sqlite")
        let unreachable = Unreachable()
        let engine = Engine(ledger: ledger, world: unreachable.world(at: SystemClock()), wake: {})
        try await engine.load(settings.inventory, operators: settings.operators)
        let now = SystemClock().now()
        for (number, credential) in settings.inventory.enumerated() where !credential.name.isReserved {
            let id = GUID(high: 0x0197_0000_0000_7000, low: 0x8000_0000_0000_0000 + UInt64(number)).description
            let fingerprint = image.add(
                "kV8~Q.9-zT_benchmark_\(number + 100_000)", of: credential.name.description, version: id)
            let version = SecretVersion(
                id: id, stage: .current, fingerprint: fingerprint, issuedAt: now - .days(10), storedAt: now - .days(10),
                expiry: .at(now + .days(3_000), origin: .operator))
            try await ledger.beginStoring(version, for: credential.name)
            try await ledger.finishStoring(
                id, fingerprint: fingerprint, standing: .proven(at: now, jitterPermille: Int64(number % 101)),
                event: Event(
                    at: now, kind: Event.Kind(rawValue: "secret-stored"), credential: credential.name, message: ""))
            // What else is asked of Microsoft once a day was just asked, too: it is not what is measured.
            try await ledger.save(LeadSight(LeadReport([]), after: nil, at: now), of: credential.name)
            try await ledger.save(KeyListing(at: now, keys: []), of: credential.name, events: [])
        }
        await ledger.close()
        for name in try FileManager.default.contentsOfDirectory(atPath: directory) {
            try FileManager.default.copyItem(atPath: "\(directory)/\(name)", toPath: "\(state)/\(name)")
        }
        try image.write(to: keyring, masterPassword: masterPassword)
    }
}

extension Standing {
    /// A connection that was just proven for the first time.
    static func proven(at now: Instant, jitterPermille: Int64 = 0) -> Standing {
        let report = ProbeReport(
            extent: .whole, finding: nil,
            steps: ProbeReport.StepName.allCases.map { .init(name: $0, result: .ok, durationMilliseconds: 50) },
            at: now, durationMilliseconds: 300)
        return Standing(jitterPermille: jitterPermille).after(report, at: now)
    }
}
