import Glibc

/// Hosts that only programs of the same machine can reach.
package enum Loopback {
    /// Whether a host is one of them: `localhost`, an IPv4 address in 127.0.0.0/8 of four numbers, or `::1`, bare or in brackets.
    ///
    /// Names that only look like that, such as `127.0.0.1.example.com`, are names, and lead wherever their owner likes.
    package static func contains(_ host: String) -> Bool {
        if host.lowercased() == "localhost" { return true }
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        var (four, six) = (in_addr(), in6_addr())
        if !isBracketed, inet_pton(AF_INET, host, &four) == 1 { return UInt32(bigEndian: four.s_addr) >> 24 == 127 }
        let bare = isBracketed ? String(host.dropFirst().dropLast()) : host
        guard inet_pton(AF_INET6, bare, &six) == 1 else { return false }
        return withUnsafeBytes(of: six) { $0.dropLast().allSatisfy { $0 == 0 } && $0.last == 1 }
    }
}
