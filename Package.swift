// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A C library: a four-line module map over Debian's package.
func systemLibrary(_ name: String, pkgConfig: String? = nil, debian: String? = nil) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: debian.map { [.apt([$0])] })
}

/// The Swift wrapper of a C library, where unsafe constructs must be marked as such.
func wrapper(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict + [.strictMemorySafety()])
}

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

/// The programs that are installed; what runs the built `leadkeeper` needs all of them, since it becomes the
/// daemon and the keyring worker, which starts the last two.
let programs = [
    "leadkeeper", "leadkeeper-daemon", "leadkeeper-keyring", "leadkeeper-keyring-sign", "leadkeeper-keyring-store",
]

/// How a program that is installed is linked, so that it starts early and is small: by lld, which comes with Swift;
/// with packed relocations (glibc 2.36, which is Debian 12's); and without a table of what it offers to others, since
/// nobody loads it, and dladdr(3), which Swift's runtime calls at each start, reads all of such a table.
let lean: [LinkerSetting] = [
    .unsafeFlags(
        ["-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs", "-Xlinker", "--no-export-dynamic"],
        .when(configuration: .release))
]

/// The programs, for a target that runs them.
let builtPrograms = programs.map { Target.Dependency.target(name: $0) }

let package = Package(
    name: "leadkeeper",
    products: programs.map { .executable(name: $0, targets: [$0]) },
    targets: [
        .executableTarget(
            name: "leadkeeper",
            dependencies: [
                "Basics", "CSV", "Configuration", "Control", "Credentials", "Doctor", "Durability", "GLib", "Hooks",
                "JSON",
                "Launch",
                "Logging", "Ports", "Refusals", "Safekeeping", "SecureMemory", "Triage", "Unix", "Wording",
            ],
            swiftSettings: strict,
            linkerSettings: lean + [
                .unsafeFlags(
                    ["-L\(Context.packageDirectory)/linking", "-Xclang-linker", "-static-libgcc"],
                    .when(configuration: .release))
            ]),
        .executableTarget(
            name: "leadkeeper-daemon", dependencies: ["Launch", "LeadkeeperDaemon", "Logging"], swiftSettings: strict,
            linkerSettings: lean),
        .executableTarget(
            name: "leadkeeper-keyring", dependencies: ["KeyringWorker", "Launch", "Logging"], swiftSettings: strict,
            linkerSettings: lean),
        .executableTarget(
            name: "leadkeeper-keyring-sign",
            dependencies: [
                "Basics", "KeyringHelpers", "KeyringProtocol", "Launch", "Logging", "OpenSSL", "SecureMemory", "Unix",
            ],
            swiftSettings: strict, linkerSettings: lean),
        .executableTarget(
            name: "leadkeeper-keyring-store",
            dependencies: [
                "KeyringHelpers", "Launch", "Logging", "SecretService", "SecretStorage", "SecureMemory",
            ],
            swiftSettings: strict, linkerSettings: lean),

        module(
            "LeadkeeperDaemon",
            [
                "Basics", "Bookkeeping", "Configuration", "Control", "Couriers", "Credentials", "Curl", "Doctor",
                "Durability", "Forecasting", "GLib", "ICal",
                "Hooks", "JSON",
                "KeyringAccess", "KeyringProtocol", "Logging", "Mailing", "Metrics", "Microhttpd", "Microsoft",
                "Notices", "Ports",
                "Publishing", "Queues", "SecureMemory", "Systemd", "Upkeep",
                "UpkeepState", "Wording",
            ]),
        module("Triage", ["Control", "Credentials", "Wording"]),
        module("Publishing", ["Basics", "Control", "Credentials", "ICal", "JSON", "Triage", "Wording"]),
        module("Metrics", ["Control", "Credentials"]),
        module("Control", ["Basics", "Credentials", "Doctor", "JSON", "SecureMemory", "Wording"]),
        module(
            "Upkeep",
            [
                "Basics", "Bookkeeping", "Credentials", "Doctor", "Ports", "RotationEffects", "SecureMemory",
                "UpkeepState",
            ]),
        module(
            "Forecasting",
            [
                "Bookkeeping", "Credentials", "Durability", "Ports", "Queues", "SecureMemory", "Upkeep", "UpkeepState",
            ]),
        module("UpkeepState", ["Bookkeeping", "Credentials", "Doctor", "Ports", "SecureMemory", "Wording"]),
        module("RotationEffects", ["Credentials", "Ports", "SecureMemory"]),
        module("Notices", ["Basics", "Credentials", "GLib", "ICal", "JSON", "Mime", "Ports", "Wording"]),
        .target(
            name: "Wording", dependencies: ["CWords", "Credentials"], exclude: ["Catalogs"], swiftSettings: strict),
        // The compiled catalogs, which `make catalogs` makes.
        .target(name: "CWords"),
        module("Doctor", ["Credentials", "Ports", "Wording"]),
        module("Ports", ["Credentials", "SecureMemory"]),
        module(
            "Microsoft", ["Basics", "Credentials", "Curl", "GLib", "JSON", "Ports", "Refusals", "SecureMemory", "Unix"]),
        module("Refusals", ["Basics", "Credentials", "JSON"]),
        module("Mailing", ["Credentials", "Curl", "Microsoft", "Ports"]),
        module(
            "Couriers",
            ["Basics", "Credentials", "Curl", "GLib", "Hooks", "JSON", "Ports", "SecureMemory", "Unix"]),
        module("Hooks", ["Basics", "Credentials", "JSON", "Ports", "Unix"]),
        module("KeyringAccess", ["Credentials", "KeyringProtocol", "Ports", "Queues", "SecureMemory"]),
        module("Safekeeping", ["Basics", "Bookkeeping", "Credentials", "Durability", "GLib", "JSON"]),
        module(
            "Bookkeeping",
            ["Basics", "Credentials", "Durability", "GLib", "JSON", "Queues", "SQLite", "Unix", "Zlib", "Zstd"]),
        module("Configuration", ["Basics", "Credentials", "GLib", "Unix"]),
        module(
            "KeyringWorker",
            [
                "Basics", "Durability", "KeyringHelpers", "KeyringProtocol", "Launch", "Logging", "SecretService",
                "SecureMemory", "Systemd", "Unix",
            ]),
        module("KeyringHelpers", ["Basics", "KeyringProtocol", "SecureMemory"]),
        module("KeyringProtocol", ["Basics", "SecureMemory", "Unix"]),
        module("Launch", ["SecureMemory", "Unix"]),
        module("Logging", ["Unix"]),
        module("Durability", ["Unix"]),
        module("Credentials", ["Basics"]),
        module("Queues"),
        module("JSON", ["Basics"]),
        module("Basics"),

        wrapper("Unix", ["CLinux"]),
        wrapper("Curl", ["Basics", "CCurl", "CLinux", "SecureMemory", "Unix"]),
        wrapper("SecretService", ["Gcrypt", "SecureMemory", "Systemd"]),
        wrapper("SecretStorage", ["CSecret", "SecretService", "SecureMemory"]),
        wrapper("GLib", ["Basics", "CGLib"]),
        wrapper("SQLite", ["CSQLite"]),
        wrapper("Systemd", ["Basics", "CSystemd"]),
        wrapper("Microhttpd", ["Basics", "CMicrohttpd", "SecureMemory", "Unix"]),
        wrapper("Mime", ["Basics", "CMime", "GLib"]),
        wrapper("ICal", ["Basics", "CICal"]),
        wrapper("SecureMemory", ["CLinux"]),
        wrapper("OpenSSL", ["COpenSSL", "SecureMemory"]),
        wrapper("Gcrypt", ["CGcrypt", "SecureMemory"]),
        wrapper("CSV", ["CCSV"]),
        wrapper("Zlib", ["CZlib"]),
        wrapper("Zstd", ["CZstd"]),

        systemLibrary("CCurl", pkgConfig: "libcurl", debian: "libcurl4-openssl-dev"),
        systemLibrary("CSecret", pkgConfig: "libsecret-1", debian: "libsecret-1-dev"),
        systemLibrary("CGLib", pkgConfig: "glib-2.0", debian: "libglib2.0-dev"),
        systemLibrary("CSQLite", pkgConfig: "sqlite3", debian: "libsqlite3-dev"),
        systemLibrary("CSystemd", pkgConfig: "libsystemd", debian: "libsystemd-dev"),
        systemLibrary("CMicrohttpd", pkgConfig: "libmicrohttpd", debian: "libmicrohttpd-dev"),
        systemLibrary("CMime", pkgConfig: "gmime-3.0", debian: "libgmime-3.0-dev"),
        // Without pkg-config, which would bring libicalss and the database behind it too.
        systemLibrary("CICal", debian: "libical-dev"),
        systemLibrary("CCSV", debian: "libcsv-dev"),
        systemLibrary("CZlib", pkgConfig: "zlib", debian: "zlib1g-dev"),
        systemLibrary("CZstd", pkgConfig: "libzstd", debian: "libzstd-dev"),
        systemLibrary("CGcrypt", pkgConfig: "libgcrypt", debian: "libgcrypt20-dev"),
        systemLibrary("COpenSSL", pkgConfig: "libcrypto", debian: "libssl-dev"),
        systemLibrary("CLinux"),

        .target(name: "TestBasics", dependencies: ["Unix"], path: "Tests/TestBasics", swiftSettings: strict),
        .target(
            name: "Simulators", dependencies: ["Basics", "COpenSSL", "Microhttpd", "TestBasics"],
            path: "Tests/Simulators",
            exclude: ["mail-server.py"],
            swiftSettings: strict),
        .target(
            name: "Simulation",
            dependencies: [
                "Bookkeeping", "Credentials", "Notices", "Ports", "Queues", "RotationEffects", "SecureMemory",
                "TestBasics", "Upkeep", "UpkeepState",
            ],
            path: "Tests/Simulation", swiftSettings: strict),
        .executableTarget(
            name: "leadkeeper-simulate", dependencies: ["Bookkeeping", "Credentials", "Simulation"],
            path: "Tests/SimulateCommand", swiftSettings: strict),
        .executableTarget(
            name: "leadkeeper-simulator", dependencies: ["Simulators"], path: "Tests/SimulatorCommand",
            swiftSettings: strict),
        .target(name: "BenchFigures", path: "Tests/BenchFigures", swiftSettings: strict),
        .executableTarget(
            name: "leadkeeper-bench",
            dependencies: [
                "BenchFigures", "Bookkeeping", "COpenSSL", "Configuration", "Credentials", "Curl", "KeyringProtocol",
                "Notices", "Ports", "Queues", "SecretService", "SecureMemory", "Simulation", "Simulators", "TestBasics",
                "TestSupport", "Upkeep", "UpkeepState",
            ],
            path: "Tests/Bench", exclude: ["prepare", "probe.py", "requirements.txt", "thresholds"],
            swiftSettings: strict),
        .target(
            name: "TestSupport", dependencies: ["SecureMemory", "Simulators", "TestBasics", "Unix"],
            path: "Tests/TestSupport",
            exclude: [
                "alertmanager-server.py", "dovecot-server.py", "lead-places-server.py", "postfix-server.py",
                "rude-mail-server.py",
                "rude-server.py", "silent-prompter.py",
            ],
            swiftSettings: strict),
        .target(
            name: "ControlTestSupport",
            dependencies: [
                "Control", "Credentials", "Curl", "Doctor", "JSON", "LeadkeeperDaemon", "Microhttpd", "SecureMemory",
                "TestSupport",
            ],
            path: "Tests/ControlTestSupport", swiftSettings: strict),

        tests("BasicsTests", ["Basics"]),
        tests("UnixTests", ["Unix"]),
        tests("SecureMemoryTests", ["SecureMemory", "TestBasics"]),
        tests("JSONTests", ["Credentials", "JSON", "TestSupport"]),
        tests("DurabilityTests", ["Durability", "TestSupport"]),
        tests(
            "SafekeepingTests",
            [
                "Bookkeeping", "Control", "Credentials", "Durability", "JSON", "KeyringAccess", "KeyringProtocol",
                "Safekeeping",
                "SecureMemory", "TestSupport",
            ] + builtPrograms),
        tests("CredentialsTests", ["Basics", "Credentials", "Refusals", "TestBasics", "Wording"]),
        tests("ConfigurationTests", ["Configuration", "Credentials", "TestSupport"]),
        tests("GLibTests", ["Basics", "GLib", "TestBasics"]),
        tests(
            "KeyringWorkerTests",
            [
                "Credentials", "Curl", "Durability", "KeyringAccess", "KeyringHelpers", "KeyringProtocol",
                "KeyringWorker",
                "Microsoft", "OpenSSL", "Ports", "SecretService", "SecretStorage", "SecureMemory", "Simulators",
                "TestSupport",
            ] + builtPrograms),
        tests(
            "DoctorTests",
            [
                "Credentials", "Curl", "Doctor", "Microsoft", "Ports", "SecureMemory", "Simulators", "TestBasics",
                "TestSupport",
            ]),
        tests("RefusalsTests", ["Credentials", "Refusals", "TestBasics"]),
        tests(
            "BookkeepingTests",
            [
                "Bookkeeping", "CSQLite", "Credentials", "Durability", "JSON", "Mime", "Queues", "SQLite",
                "TestSupport",
                "Zlib", "Zstd",
            ]),
        tests("MimeTests", ["Mime"]),
        tests("ICalTests", ["Basics", "ICal"]),
        tests("CSVTests", ["CSV"]),
        tests("OpenSSLTests", ["OpenSSL", "SecureMemory", "TestBasics"]),
        tests("GcryptTests", ["Gcrypt", "SecureMemory"]),
        tests("CurlTests", ["CCurl", "Curl", "Mime", "SecureMemory", "Simulators", "TestSupport"]),
        tests("HooksTests", ["Credentials", "Hooks", "JSON", "Ports", "TestBasics"]),
        tests(
            "CouriersTests",
            [
                "Couriers", "Credentials", "Curl", "Hooks", "JSON", "Ports", "SecureMemory", "TestBasics",
                "TestSupport", "Unix",
            ]),
        tests(
            "MicrosoftTests",
            [
                "Basics", "Credentials", "Curl", "JSON", "Microsoft", "Ports", "Refusals", "SecureMemory", "Simulators",
                "TestSupport", "Wording",
            ]),
        tests(
            "PublishingTests",
            ["Basics", "Control", "ControlTestSupport", "Credentials", "ICal", "JSON", "Publishing"]),
        tests(
            "MetricsTests",
            [
                "Control", "ControlTestSupport", "Credentials", "Metrics", "TestBasics", "TestSupport",
            ]),
        tests(
            "ControlTests",
            [
                "Control", "ControlTestSupport", "Credentials", "Curl", "JSON", "LeadkeeperDaemon", "Microhttpd",
                "SecureMemory", "TestSupport", "Unix",
            ], exclude: ["openapi.json"]),
        tests(
            "CommandLineTests",
            [
                "Basics", "Configuration", "Control", "ControlTestSupport", "Credentials", "Curl", "Doctor", "GLib",
                "JSON",
                "Launch",
                "LeadkeeperDaemon", "TestBasics", "TestSupport", "Triage", "Unix", "Wording",
            ] + builtPrograms,
            exclude: ["bash-completions.py", "zsh-completions.zsh"]),
        tests(
            "UpkeepTests",
            [
                "Bookkeeping", "Configuration", "Credentials", "Doctor", "Notices", "Ports", "SQLite", "SecureMemory",
                "Simulation",
                "TestBasics", "TestSupport", "Upkeep", "UpkeepState", "Wording",
            ]),
        tests("TriageTests", ["Control", "Credentials", "Triage", "Wording"]),
        tests(
            "ForecastingTests",
            [
                "Credentials", "Forecasting", "Ports", "SecureMemory", "Simulation", "TestBasics", "Upkeep",
                "UpkeepState",
            ]),
        tests("UpkeepStateTests", ["Credentials", "Ports", "TestBasics", "UpkeepState"]),
        tests(
            "NoticesTests",
            ["Credentials", "ICal", "Mime", "Notices", "Ports", "TestBasics", "TestSupport", "Wording"],
            exclude: ["Golden"]),
        tests("WordingTests", ["Credentials", "TestBasics", "TestSupport", "Wording"], exclude: ["Labels"]),
        tests(
            "SimulatorsTests",
            [
                "Credentials", "Curl", "Microhttpd", "Microsoft", "Ports", "SecureMemory", "Simulators", "TestSupport",
                "leadkeeper-simulator",
            ]),
        tests(
            "LeadkeeperDaemonTests",
            [
                "Bookkeeping", "Configuration", "Control", "Couriers", "Credentials", "LeadkeeperDaemon", "Mailing",
                "Notices", "Ports",
                "SecureMemory", "Simulation", "Simulators", "Systemd", "TestSupport", "Upkeep", "UpkeepState",
            ]),
        tests("BenchTests", ["BenchFigures", "TestBasics"]),
        tests("Scenarios", ["Basics", "Simulators", "TestSupport", "Unix"] + builtPrograms, exclude: ["meddle.c"]),
        tests(
            "SystemdTests", ["Simulators", "TestSupport", "leadkeeper-simulator"],
            exclude: ["bare.sh", "boot.sh", "break-out.sh"]),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c2x
)
