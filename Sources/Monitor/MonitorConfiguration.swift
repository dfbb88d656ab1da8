/// What the monitor listens on and whom it serves.
package struct MonitorConfiguration: Hashable, Sendable {
    /// The address to bind, a name or number.
    package var host: String
    /// The port; 0 lets the system choose.
    package var port: Int
    /// What every request must bear; `nil` only where nobody else can reach it.
    package var token: String?
    /// Origins of other sites whose pages may ask.
    package var origins: [String] = []
    /// The most connections at a time; more wait to be accepted.
    package var clientsMax = 2_000
    /// Where proxies are whose word counts on how clients came to them.
    package var proxies = AddressRange.loopback

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }
}
