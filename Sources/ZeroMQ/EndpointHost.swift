import CZeroMQ
import Glibc

/// The host of an endpoint to connect to.
public struct EndpointHost: Hashable, Sendable {
    /// A name, an IPv4 address, or an IPv6 address without its brackets.
    public let name: String
    private let isBracketed: Bool

    /// Reads a `tcp` endpoint.
    ///
    /// - Returns: `nil` for any other.
    public init?(_ endpoint: String) {
        guard endpoint.hasPrefix("tcp://"), let colon = endpoint.lastIndex(of: ":") else { return nil }
        let start = endpoint.index(endpoint.startIndex, offsetBy: 6)
        guard start <= colon else { return nil }
        // libzmq takes an address to come from in front of a semicolon.
        let host = endpoint[start..<colon].split(separator: ";").last ?? ""
        isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        name = isBracketed ? String(host.dropFirst().dropLast()) : String(host)
    }

    /// Whether it can be reached by IPv6 only. A socket of libzmq goes by one of the two, which ``SocketOption/ipv6`` says.
    ///
    /// - Returns: `false` too when nobody knows the name now.
    /// - Complexity: Asks the system's resolver about a name, which may take many seconds.
    public func needsIPv6() -> Bool {
        if isBracketed { return true }
        var address = in_addr()
        if unsafe inet_pton(AF_INET, name, &address) == 1 { return false }
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(name, nil, &hints, &list) == 0 else { return false }
        defer { unsafe freeaddrinfo(list) }
        var families: Set<Int32> = []
        var next = unsafe list
        while let entry = unsafe next {
            _ = unsafe families.insert(entry.pointee.ai_family)
            unsafe next = entry.pointee.ai_next
        }
        return !families.contains(AF_INET) && families.contains(AF_INET6)
    }
}
