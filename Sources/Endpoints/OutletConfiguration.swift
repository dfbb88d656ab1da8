/// What outlets of every kind are told.
package protocol OutletEndpointConfiguration: Hashable, Sendable {
    /// The outlet's name.
    var name: String { get }
    /// What kind of outlet it is, as the configuration has it.
    var kind: String { get }
    /// Endpoints to listen on.
    var bind: [String] { get set }
    /// Endpoints to connect to.
    var connect: [String] { get set }
    /// In which format stories are sent.
    var format: PayloadFormat { get set }
    /// Whether a story under an embargo is not sent before that ends.
    var holdsEmbargoes: Bool { get set }
    /// Messages queued inside ZeroMQ for each peer.
    var highWater: Int { get set }
    /// How it knows its peers.
    var peers: PeerRules { get set }
}

/// What an outlet sends, and how it is connected: one case for each kind.
package enum OutletConfiguration: Hashable, Sendable {
    case pub(PubOutletConfiguration)
    case feed(FeedOutletConfiguration)

    private var common: any OutletEndpointConfiguration {
        switch self {
        case .pub(let configuration): configuration
        case .feed(let configuration): configuration
        }
    }

    /// The outlet's name.
    package var name: String { common.name }
    /// `pub` or `feed`.
    package var kind: String { common.kind }
    /// Endpoints to listen on.
    package var bind: [String] { common.bind }
    /// Endpoints to connect to.
    package var connect: [String] { common.connect }

    /// The same with rules for its peers.
    package func knowing(_ peers: PeerRules) -> OutletConfiguration {
        switch self {
        case .pub(var configuration):
            configuration.peers = peers
            return .pub(configuration)
        case .feed(var configuration):
            configuration.peers = peers
            return .feed(configuration)
        }
    }
}
