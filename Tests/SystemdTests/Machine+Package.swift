import Foundation
import TestSupport
import Testing

extension Machine {
    /// The Debian package as `make deb` made it, by its path in the sources; `nil` where it did not.
    static let package: String? = {
        let directory = ".build/deb"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(Repository.root.path)/\(directory)")) ?? []
        return names.first { $0.hasSuffix(".deb") }.map { "\(directory)/\($0)" }
    }()

    /// Puts the package under root's home, at the path that it has in the sources, and installs nothing.
    static let withPackageAtHand: String = {
        let path = package ?? ""
        // The index of this machine's manual pages takes long to make anew, and is no concern of ours.
        return """
            install -D '\(Repository.root.path)/\(path)' "$ROOT/root/\(path)"
            rm -f "$ROOT/var/lib/man-db/auto-update"
            """
    }()

    /// A script that prints the processes of leadkeeper's users, without procps, which a bare Debian lacks.
    static let ownProcesses = #"find /proc -maxdepth 1 -user leadkeeper -o -user leadkeeper-keyring"#

    /// Every path that leadkeeper may have to do with; what other programs write meanwhile is left out.
    func paths() async throws -> Set<Substring> {
        let script = """
            find /bin /etc /lib /run /sbin /usr /var -xdev \\( -path /var/tmp -o -path /var/log -o -path /var/cache \\
                -o -path /var/backups -o -path /var/lib/apt -o -path /var/lib/dpkg -o -path /var/lib/systemd \\
                -o -path /var/lib/PackageKit -o -path /run/systemd -o -path /run/log -o -path /run/udev -o -path '/etc/*-' \\) \\
                -prune -o -print
            find /run /var/cache /var/lib -xdev -name '*leadkeeper*'
            """
        return Set(try await must(script).split(separator: "\n"))
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips where `make deb` was not run.
    static var hasPackage: Self {
        .enabled(if: Machine.package != nil, "`make deb` was not run")
    }

    /// Skips where `make bare` made no such Debian.
    static func has(_ debian: BareDebian) -> Self {
        .enabled(if: debian.isMade, "\(debian.want)")
    }
}
