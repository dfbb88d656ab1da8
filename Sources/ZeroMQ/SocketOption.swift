import CZeroMQ

/// An option of a socket, typed by its value. Set options before `bind` or `connect`: most work only then.
public struct SocketOption<Value: Sendable>: Sendable {
    let code: Int32
    let name: String

    init(_ code: Int32, _ name: String) {
        self.code = code
        self.name = name
    }
}

extension SocketOption<Int32> {
    /// Milliseconds that an attempt to connect lasts; 0 for as long as the system tries, which is minutes.
    public static var connectTimeout: Self { Self(ZMQ_CONNECT_TIMEOUT, "ZMQ_CONNECT_TIMEOUT") }
    /// Milliseconds a new peer has for its handshake.
    public static var handshakeInterval: Self { Self(ZMQ_HANDSHAKE_IVL, "ZMQ_HANDSHAKE_IVL") }
    /// 1: an outgoing message waits for a peer that is really there.
    public static var immediate: Self { Self(ZMQ_IMMEDIATE, "ZMQ_IMMEDIATE") }
    /// Milliseconds that closing waits for unsent messages.
    public static var linger: Self { Self(ZMQ_LINGER, "ZMQ_LINGER") }
    /// Messages queued for receiving, a peer.
    public static var receiveHighWater: Self { Self(ZMQ_RCVHWM, "ZMQ_RCVHWM") }
    /// Bytes of the kernel's receive buffer.
    public static var receiveBuffer: Self { Self(ZMQ_RCVBUF, "ZMQ_RCVBUF") }
    /// Milliseconds before the first attempt to connect again.
    public static var reconnectInterval: Self { Self(ZMQ_RECONNECT_IVL, "ZMQ_RECONNECT_IVL") }
    /// Milliseconds that the doubling of the reconnect interval ends at.
    public static var reconnectIntervalMax: Self { Self(ZMQ_RECONNECT_IVL_MAX, "ZMQ_RECONNECT_IVL_MAX") }
    /// 1: a ROUTER says so when it knows no such peer or has no room for it, instead of dropping the message.
    public static var routerMandatory: Self { Self(ZMQ_ROUTER_MANDATORY, "ZMQ_ROUTER_MANDATORY") }
    /// Messages queued for sending, a peer.
    public static var sendHighWater: Self { Self(ZMQ_SNDHWM, "ZMQ_SNDHWM") }
    /// 1: TCP keep-alive.
    public static var tcpKeepAlive: Self { Self(ZMQ_TCP_KEEPALIVE, "ZMQ_TCP_KEEPALIVE") }
    /// Seconds of silence before the first TCP keep-alive probe.
    public static var tcpKeepAliveIdle: Self { Self(ZMQ_TCP_KEEPALIVE_IDLE, "ZMQ_TCP_KEEPALIVE_IDLE") }
    /// Seconds between two TCP keep-alive probes that are not answered.
    public static var tcpKeepAliveInterval: Self { Self(ZMQ_TCP_KEEPALIVE_INTVL, "ZMQ_TCP_KEEPALIVE_INTVL") }
    /// Unanswered TCP keep-alive probes after which a peer is cut off.
    public static var tcpKeepAliveCount: Self { Self(ZMQ_TCP_KEEPALIVE_CNT, "ZMQ_TCP_KEEPALIVE_CNT") }
    /// Milliseconds that sent bytes may stay unacknowledged, or unsent before a peer that does not read, until the peer
    /// is cut off (TCP_USER_TIMEOUT); 0 for as long as the system tries, a quarter of an hour.
    public static var tcpRetransmissionMax: Self { Self(ZMQ_TCP_MAXRT, "ZMQ_TCP_MAXRT") }
    /// 1: an `xpub` hands over every subscription and every end of one, also when others have the same.
    public static var allSubscriptions: Self { Self(ZMQ_XPUB_VERBOSER, "ZMQ_XPUB_VERBOSER") }
    /// 1: a newcomer that brings the routing id of a peer takes its place, which is gone as far as this socket knows or not.
    public static var routerHandover: Self { Self(ZMQ_ROUTER_HANDOVER, "ZMQ_ROUTER_HANDOVER") }
    /// The descriptor that the next `bind` listens on; -1 for one of libzmq's own. See ``Listener``.
    static var listeningDescriptor: Self { Self(ZMQ_USE_FD, "ZMQ_USE_FD") }
    /// 1: IPv6 addresses too.
    public static var ipv6: Self { Self(ZMQ_IPV6, "ZMQ_IPV6") }
}

extension SocketOption<Int64> {
    /// Bytes of the largest frame a peer may send; a peer that sends a larger one is cut off.
    public static var frameBytesMax: Self { Self(ZMQ_MAXMSGSIZE, "ZMQ_MAXMSGSIZE") }
}

extension SocketOption<String> {
    /// Under which name the ZAP handler of the context is asked about peers; it is asked about all of them then.
    public static var zapDomain: Self { Self(ZMQ_ZAP_DOMAIN, "ZMQ_ZAP_DOMAIN") }
    /// A prefix to subscribe to; empty for everything.
    public static var subscribe: Self { Self(ZMQ_SUBSCRIBE, "ZMQ_SUBSCRIBE") }
    /// A prefix to be subscribed to no more, as often as it was.
    public static var unsubscribe: Self { Self(ZMQ_UNSUBSCRIBE, "ZMQ_UNSUBSCRIBE") }
    /// By what a ROUTER knows us; set before it connects.
    public static var routingID: Self { Self(ZMQ_ROUTING_ID, "ZMQ_ROUTING_ID") }
}
