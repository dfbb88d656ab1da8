import CheckedYAML
import Endpoints
import Monitor

/// Where the daemon's keys are, and those of whom it lets in.
package struct KeySettings: Sendable {
    /// The daemon's secret certificate.
    var certificatePath: String
    /// The folder of public certificates that open something.
    package var allowedPath: String

    /// Those of a daemon that uses none.
    package init(certificatePath: String = "", allowedPath: String = "") {
        self.certificatePath = certificatePath
        self.allowedPath = allowedPath
    }

    init(_ value: YAMLValue?, relativeTo folder: String, _ diagnostics: inout DiagnosticCollector) {
        let fields = Fields(of: value, path: "keys", known: ["certificate", "allowed"], &diagnostics)
        func path(_ key: String, _ standard: String) -> String {
            let path = fields.text(key, default: standard, &diagnostics) ?? standard
            return path.hasPrefix("/") ? path : "\(folder)/\(path)"
        }
        certificatePath = path("certificate", "keys/server.key_secret")
        allowedPath = path("allowed", "keys/allowed")
    }
}

/// How an end knows its peers.
package struct PeerSettings: Hashable, Sendable {
    /// Whether peers must have keys, and what they say is encrypted.
    var usesKeys = false
    /// The public certificate of whom the end connects to.
    var serverKeyPath: String?
    /// The most connections at a time.
    var connectionsMax = PeerRules().connectionsMax

    /// Those of an end that asks for no keys.
    package init() {}

    /// The keys of an end's section that this reads.
    static let keys = ["curve", "insecure", "server_key", "connections"]

    /// Reads how an end knows its peers. An end that other machines can reach, or that reaches out to them, uses keys, unless it
    /// is said to be insecure.
    init(
        _ fields: borrowing Fields, bind: [String], connect: [String], relativeTo folder: String,
        _ diagnostics: inout DiagnosticCollector
    ) {
        let isInsecure = fields.flag("insecure", default: false, &diagnostics) ?? false
        serverKeyPath = fields.text("server_key", default: nil, &diagnostics)
            .map { $0.hasPrefix("/") ? $0 : "\(folder)/\($0)" }
        connectionsMax = fields.integer("connections", default: PeerRules().connectionsMax, in: 1...60_000, &diagnostics)
        let isReachable = bind.contains(where: Self.leavesMachine)
        let reachesOut = connect.contains(where: Self.leavesMachine)
        let curve = fields.flag("curve", default: nil, &diagnostics)
        usesKeys = curve ?? (serverKeyPath != nil || (isReachable || reachesOut) && !isInsecure)

        func find(_ key: String, _ problem: String) {
            diagnostics.findings.append(
                Diagnostic(at: fields[key]?.origin ?? fields.origin, "\(fields.path(of: key)): \(problem)"))
        }
        if isReachable, !usesKeys, !isInsecure {
            find("bind", "other machines can reach it: leave out curve: false, or say insecure: true")
        }
        if reachesOut, !isInsecure, serverKeyPath == nil {
            find(
                "connect",
                "it leads to other machines: give server_key, the public certificate of who is there, or say insecure: true"
            )
        } else if usesKeys, !connect.isEmpty, serverKeyPath == nil {
            find("connect", "with curve: true, give server_key, the public certificate of who is there")
        }
        if usesKeys, !connect.isEmpty, !bind.isEmpty {
            find("bind", "with keys, an end either binds or connects: make two of it")
        }
    }

    /// Whether an endpoint can be reached from other machines, or reaches them.
    private static func leavesMachine(_ endpoint: String) -> Bool {
        guard endpoint.hasPrefix("tcp://"), let colon = endpoint.lastIndex(of: ":") else { return false }
        let host = endpoint[endpoint.index(endpoint.startIndex, offsetBy: 6)..<colon]
        return !Loopback.contains(String(host))
    }
}

extension Fields {
    /// A value that is `true` or `false`.
    func flag(_ key: String, default standard: Bool?, _ diagnostics: inout DiagnosticCollector) -> Bool? {
        value(key, "true or false", default: standard.map { "\($0)" }, &diagnostics) { Bool($0) }
    }
}
