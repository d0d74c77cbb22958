@main
enum Leadkeeper {
    static func main() {}
}
