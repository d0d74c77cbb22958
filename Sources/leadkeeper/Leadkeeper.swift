internal import Glibc
internal import KeyringWorker

@main
enum Leadkeeper {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.first == "keyring" else {
            complain("expected the command keyring")
            exit(EX_USAGE)
        }
        do throws(WorkerOptions.UsageError) {
            exit(Worker.run(try WorkerOptions(arguments: Array(arguments.dropFirst()))))
        } catch {
            complain(error.description)
            exit(EX_USAGE)
        }
    }

    private static func complain(_ message: String) {
        let line = Array("leadkeeper: \(message)\n".utf8)
        _ = write(STDERR_FILENO, line, line.count)
    }
}
