/// Something that goes wrong on purpose, the next times that a request fits.
public struct Fault: Codable, Sendable {
    /// What goes wrong.
    public enum Name: String, Codable, Sendable, CaseIterable {
        /// 429 with a Retry-After of `value` seconds (default 5).
        case throttle
        /// 500 before anything happens.
        case status500 = "status-500"
        /// 502 before anything happens.
        case status502 = "status-502"
        /// 503 before anything happens.
        case status503 = "status-503"
        /// It is done, and 500 is answered.
        case status500AfterEffect = "status-500-after-effect"
        /// It is done, and 503 is answered.
        case status503AfterEffect = "status-503-after-effect"
        /// It is done, and the answer's body breaks off in the middle of its length.
        case truncatedBody = "truncated-body"
        /// The connection closes before anything happens.
        case dropBeforeEffect = "drop-before-effect"
        /// It is done, and the connection closes without an answer.
        case dropAfterEffect = "drop-after-effect"
        /// It is done, and the answer comes a byte at a time, `value` milliseconds apart (default 100).
        case slowDrip = "slow-drip"
        /// A body that never ends.
        case endlessBody = "endless-body"
        /// Nothing happens, and nothing is ever answered.
        case hang
        /// 200 and a page in HTML, as from a captive portal.
        case htmlPage = "html-page"
        /// The handshake shows a certificate with `flaw` (default: for another host).
        case wrongCertificate = "wrong-certificate"
        /// 302 to `location` (default: another host).
        case redirect
        /// A secret that began less than `value` seconds ago (default 30) is not known yet: AADSTS7000215.
        case propagationDelay = "propagation-delay"
        /// 401 without body or challenge.
        case empty401 = "empty-401"
        /// 200 with JSON that breaks off in the middle.
        case garbageJSON = "garbage-json"
        /// 200 with JSON nested 100,000 deep.
        case deepJSON = "deep-json"
        /// A page in HTML with the status `value` (default 403), as from a proxy or a portal on the way.
        case wall
        /// It is done, and the answer comes `value` milliseconds later (default 100), as after a slow plug-in.
        case late
    }

    /// What goes wrong.
    public var name: Name
    /// The host it happens at; nil for any.
    public var host: String?
    /// What the path contains; nil for any.
    public var path: String?
    /// The step it happens to, by the name the history gives it; nil for any.
    public var step: String?
    /// The method; nil for any.
    public var method: String?
    /// How many times it happens; nil for ever.
    public var count: Int?
    /// How likely it is for each request that fits; nil for certain.
    public var probability: Double?
    /// A number whose meaning the name tells.
    public var value: Int?
    /// Where a redirect leads.
    public var location: String?
    /// What is wrong with the certificate.
    public var flaw: CertificateAuthority.Flaw?
    /// What the scope of a request for a token has to contain; nil for any request.
    public var scope: String?

    /// A fault that happens to every request until told otherwise.
    public init(
        _ name: Name, host: String? = nil, path: String? = nil, step: String? = nil, method: String? = nil,
        count: Int? = nil,
        probability: Double? = nil, value: Int? = nil, location: String? = nil, flaw: CertificateAuthority.Flaw? = nil,
        scope: String? = nil
    ) {
        self.scope = scope
        self.name = name
        self.host = host
        self.path = path
        self.step = step
        self.method = method
        self.count = count
        self.probability = probability
        self.value = value
        self.location = location
        self.flaw = flaw
    }

    func fits(_ call: Call) -> Bool {
        (host.map { $0.lowercased() == call.host } ?? true) && (path.map { call.path.contains($0) } ?? true)
            && (step.map { $0 == call.step } ?? true) && (method.map { $0 == call.method } ?? true)
            && (scope.map { call.form["scope"]?.contains($0) ?? false } ?? true)
    }
}
