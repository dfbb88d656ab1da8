import Daemon

extension Settings {
    /// An endpoint to connect to, from one to listen on; `nil` when the system chooses the port.
    static func reachable(_ endpoint: String) -> String? {
        guard endpoint.hasPrefix("tcp://") else { return endpoint }
        guard !endpoint.hasSuffix(":*") else { return nil }
        for (any, here) in [("*", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("[::]", "[::1]")]
        where endpoint.hasPrefix("tcp://\(any):") {
            return "tcp://\(here)" + endpoint.dropFirst("tcp://\(any)".count)
        }
        return endpoint
    }
}
