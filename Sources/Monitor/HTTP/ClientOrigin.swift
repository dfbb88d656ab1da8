import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Where a client sees the monitor: what addresses begin with that are handed out to it.
///
/// A proxy in front that speaks TLS says so in `Forwarded` (RFC 7239) or `X-Forwarded-Proto` and `X-Forwarded-Host`. It is
/// believed only where the connection comes from a proxy that the configuration names.
struct ClientOrigin: Hashable, Sendable {
    /// `http` or `https`.
    let scheme: String
    /// Host, and port where it is not the scheme's own.
    let authority: String

    /// As an address begins: `https://news.example`.
    var text: String { "\(scheme)://\(authority)" }
    /// Whether what is sent is encrypted on its way.
    var isSecure: Bool { scheme == "https" }

    init(of request: Request, from peer: NIOCore.SocketAddress?, proxies: [AddressRange]) {
        var (scheme, authority) = ("http", request.head.authority ?? "localhost")
        if let address = peer?.ipAddress, proxies.contains(where: { $0.contains(address) }) {
            let forwarded = Self.forwarded(request.headers)
            if let said = forwarded.scheme?.lowercased(), ["http", "https"].contains(said) { scheme = said }
            if let said = forwarded.authority,
                said.wholeMatch(of: /[A-Za-z0-9.\-]+(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?/) != nil
            {
                authority = said
            }
        }
        (self.scheme, self.authority) = (scheme, authority)
    }

    /// What the proxy that is nearest to the client says, of several the first.
    private static func forwarded(_ headers: HTTPFields) -> (scheme: String?, authority: String?) {
        func first(_ name: String) -> String? {
            HTTPField.Name(name).flatMap { headers[$0] }?.split(separator: ",").first.map {
                $0.trimmingCharacters(in: .whitespaces)
            }
        }
        guard let forwarded = first("Forwarded") else { return (first("X-Forwarded-Proto"), first("X-Forwarded-Host")) }
        var pairs: [String: String] = [:]
        for pair in forwarded.split(separator: ";") {
            let halves = pair.split(separator: "=", maxSplits: 1)
            guard halves.count == 2 else { continue }
            let value = halves[1].trimmingCharacters(in: CharacterSet(charactersIn: " \""))
            pairs[halves[0].trimmingCharacters(in: .whitespaces).lowercased()] = value
        }
        return (pairs["proto"] ?? first("X-Forwarded-Proto"), pairs["host"] ?? first("X-Forwarded-Host"))
    }
}

/// IP addresses that begin with the same bits, such as `10.0.0.0/8`; one address without a length.
package struct AddressRange: Hashable, Sendable {
    private let bytes: [UInt8]
    private let bits: Int

    /// Reads a range.
    ///
    /// - Returns: `nil` when it is none.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let bytes = Self.bytes(of: String(parts[0])) else { return nil }
        let all = bytes.count * 8
        guard let bits = parts.count == 1 ? all : Int(parts[1]), (0...all).contains(bits) else { return nil }
        (self.bytes, self.bits) = (bytes, bits)
    }

    /// The ranges of the machine itself.
    package static let loopback = loopbackTexts.compactMap(AddressRange.init)
    /// The same as a configuration has them.
    package static let loopbackTexts = ["127.0.0.0/8", "::1"]

    /// Whether an address is in it. An IPv4 address that came in by IPv6 is that IPv4 address.
    package func contains(_ address: String) -> Bool {
        guard var other = Self.bytes(of: address) else { return false }
        if bytes.count == 4, other.count == 16, other.prefix(12) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF] {
            other = Array(other.suffix(4))
        }
        guard other.count == bytes.count else { return false }
        return (0..<bits).allSatisfy { bit in
            let difference = bytes[bit / 8] ^ other[bit / 8]
            return difference & (0x80 >> UInt8(bit % 8)) == 0
        }
    }

    private static func bytes(of address: String) -> [UInt8]? {
        var (four, six) = (in_addr(), in6_addr())
        if inet_pton(AF_INET, address, &four) == 1 { return withUnsafeBytes(of: four) { Array($0) } }
        if inet_pton(AF_INET6, address, &six) == 1 { return withUnsafeBytes(of: six) { Array($0) } }
        return nil
    }
}
