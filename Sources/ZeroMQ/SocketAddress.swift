import CZeroMQ
import Glibc

/// The address of a `tcp` endpoint to listen on.
struct TCPAddress {
    private let address: Address
    private let isIPv6: Bool

    private enum Address {
        case four(sockaddr_in)
        case six(sockaddr_in6)
    }

    var family: Int32 { isIPv6 ? AF_INET6 : AF_INET }

    /// Reads an endpoint. Names of hosts are not looked up: an address is this machine's or it is none to listen on.
    init(_ endpoint: String) throws(ZeroMQError) {
        guard endpoint.hasPrefix("tcp://"), let colon = endpoint.lastIndex(of: ":") else {
            throw ZeroMQError("bind", on: endpoint, code: EINVAL)
        }
        let start = endpoint.index(endpoint.startIndex, offsetBy: 6)
        let text = endpoint[endpoint.index(after: colon)...]
        guard start <= colon, let port = text == "*" ? 0 : UInt16(text) else {
            throw ZeroMQError("bind", on: endpoint, code: EINVAL)
        }
        var host = String(endpoint[start..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        switch host {
        case "*": host = "0.0.0.0"
        case "localhost": host = "127.0.0.1"
        default: break
        }
        guard let address = Self.numeric(host, port) ?? Self.ofInterface(host, port) else {
            throw ZeroMQError("bind", on: endpoint, code: ENODEV)
        }
        self.address = address
        if case .six = address { isIPv6 = true } else { isIPv6 = false }
    }

    private static func numeric(_ host: String, _ port: UInt16) -> Address? {
        var four = sockaddr_in()
        four.sin_family = sa_family_t(AF_INET)
        four.sin_port = port.bigEndian
        if unsafe inet_pton(AF_INET, host, &four.sin_addr) == 1 { return .four(four) }
        // A scope, as in fe80::1%eth0.
        let parts = host.split(separator: "%", maxSplits: 1)
        var six = sockaddr_in6()
        six.sin6_family = sa_family_t(AF_INET6)
        six.sin6_port = port.bigEndian
        guard let first = parts.first, unsafe inet_pton(AF_INET6, String(first), &six.sin6_addr) == 1 else {
            return nil
        }
        if parts.count == 2 { six.sin6_scope_id = unsafe if_nametoindex(String(parts[1])) }
        return .six(six)
    }

    /// The address of an interface such as `eth0`: the IPv4 one if it has any.
    private static func ofInterface(_ name: String, _ port: UInt16) -> Address? {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard unsafe getifaddrs(&list) == 0 else { return nil }
        defer { unsafe freeifaddrs(list) }
        var six: Address?
        var next = unsafe list
        while let entry = unsafe next {
            defer { unsafe next = entry.pointee.ifa_next }
            guard unsafe String(cString: entry.pointee.ifa_name) == name, let raw = unsafe entry.pointee.ifa_addr else {
                continue
            }
            switch unsafe Int32(raw.pointee.sa_family) {
            case AF_INET:
                var address = unsafe UnsafeRawPointer(raw).load(as: sockaddr_in.self)
                address.sin_port = port.bigEndian
                return .four(address)
            case AF_INET6 where six == nil:
                var address = unsafe UnsafeRawPointer(raw).load(as: sockaddr_in6.self)
                address.sin6_port = port.bigEndian
                six = .six(address)
            default: continue
            }
        }
        return six
    }

    func withSocketAddress<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        switch address {
        case .four(let address): return unsafe rebound(address, body)
        case .six(let address): return unsafe rebound(address, body)
        }
    }

    private func rebound<Address, Result>(
        _ address: Address, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        unsafe withUnsafePointer(to: address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }

    /// The endpoint that a bound socket listens on.
    func endpoint(of descriptor: Int32) throws(ZeroMQError) -> String {
        var name = sockaddr_in6()
        var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let (code, host, port) = unsafe withUnsafeMutablePointer(to: &name) { pointer in
            let code = unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &size)
            }
            var text = [CChar](repeating: 0, count: 64)
            if isIPv6 {
                unsafe inet_ntop(AF_INET6, &pointer.pointee.sin6_addr, &text, socklen_t(text.count))
            } else {
                unsafe pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    _ = unsafe inet_ntop(AF_INET, &$0.pointee.sin_addr, &text, socklen_t(text.count))
                }
            }
            let host = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            // The port stands at the same place in both.
            return unsafe (code, host, UInt16(bigEndian: pointer.pointee.sin6_port))
        }
        guard code == 0 else { throw ZeroMQError("getsockname", code: errno) }
        return isIPv6 ? "tcp://[\(host)]:\(port)" : "tcp://\(host):\(port)"
    }
}

/// The address of a Unix socket.
struct UnixAddress {
    private var address = sockaddr_un()
    private let size: socklen_t
    let isAbstract: Bool

    /// - Parameter path: A path, or `@` and an abstract name.
    /// - Returns: `nil` when it is longer than the system allows.
    init?(_ path: String) {
        isAbstract = path.hasPrefix("@")
        let bytes = isAbstract ? [0] + Array(path.utf8.dropFirst()) : Array(path.utf8)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        // A path ends with a zero.
        guard !bytes.isEmpty, bytes.count + (isAbstract ? 0 : 1) <= room else { return nil }
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        size = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count + (isAbstract ? 0 : 1))
    }

    func withSocketAddress<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        unsafe withUnsafePointer(to: address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, size) }
        }
    }
}
