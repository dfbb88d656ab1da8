import Foundation
package import Stories

/// The time zone of an intake, in which its producers' dates stand that name none: `UTC`, `Asia/Shanghai`, `+08:00`.
package struct LocalZone: Hashable, Sendable, CustomStringConvertible {
    /// Coordinated Universal Time.
    package static let utc = LocalZone(name: "UTC", zone: .gmt)

    private let name: String
    private let zone: TimeZone

    private init(name: String, zone: TimeZone) {
        self.name = name
        self.zone = zone
    }

    /// Finds a zone by its IANA name, or by its offset from UTC (`+08:00`).
    ///
    /// - Returns: `nil` when there is no such zone.
    package init?(_ name: String) {
        if name == "UTC" || name == "Z" {
            self = .utc
        } else if let sign = name.utf8.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
            guard let seconds = Self.offset(name), let zone = TimeZone(secondsFromGMT: seconds) else { return nil }
            self.init(name: name, zone: zone)
        } else {
            // Abbreviations such as CST mean several zones.
            guard name.contains("/") || name == "GMT", let zone = TimeZone(identifier: name) else { return nil }
            self.init(name: name, zone: zone)
        }
    }

    package var description: String { name }

    private static func offset(_ text: String) -> Int? {
        let parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.allSatisfy(\.isASCII) }),
            let hours = Int(parts[0]), let minutes = Int(parts[1]), (0...14).contains(hours), (0..<60).contains(minutes)
        else { return nil }
        return (text.hasPrefix("-") ? -1 : 1) * (hours * 3600 + minutes * 60)
    }

    /// A reader of dates that stand in this zone.
    package var reader: DateReader {
        let zone = zone
        guard self != .utc else { return DateReader() }
        return DateReader { local in
            func offset(_ utc: Int64) -> Int64 {
                Int64(zone.secondsFromGMT(for: Foundation.Date(timeIntervalSince1970: TimeInterval(utc))))
            }
            // The offset that held at the moment which the first guess leads to.
            return offset(local - offset(local))
        }
    }
}
