internal import Glibc
internal import KeyringWorker
internal import Launch
internal import Logging

/// The program that `leadkeeper keyring` becomes, and that its supervisor starts.
@main
enum KeyringProgram {
    static func main() {
        guard Launch.begin() else {
            StandardError.writeLine("leadkeeper: failed to make the process undumpable")
            exit(EX_SOFTWARE)
        }
        do throws(WorkerOptions.UsageError) {
            exit(Worker.run(try WorkerOptions(arguments: Array(CommandLine.arguments.dropFirst()))))
        } catch {
            StandardError.writeLine("leadkeeper: \(error.description)")
            exit(EX_USAGE)
        }
    }
}
