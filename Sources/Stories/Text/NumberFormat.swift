/// Numbers as people read them.
package enum NumberFormat {
    /// Thousands set apart by commas.
    package static func count(_ number: Int) -> String {
        let digits = Array(String(abs(number)))
        let groups = stride(from: digits.count, to: 0, by: -3).map { String(digits[max(0, $0 - 3)..<$0]) }
        return (number < 0 ? "−" : "") + groups.reversed().joined(separator: ",")
    }

    /// Bytes in the unit that leaves one to three digits.
    package static func size(_ bytes: Int) -> String {
        var value = Double(bytes)
        for unit in ["B", "kB", "MB", "GB"] {
            if value < 1000 { return unit == "B" ? "\(bytes) B" : "\(rounded(value)) \(unit)" }
            value /= 1000
        }
        return "\(rounded(value)) TB"
    }

    /// Seconds as days, hours, minutes.
    package static func time(_ seconds: Int) -> String {
        switch seconds {
        case ..<60: "\(seconds) s"
        case ..<3600: "\(seconds / 60) min"
        case ..<86_400: "\(seconds / 3600) h \(seconds % 3600 / 60) min"
        default: "\(seconds / 86_400) d \(seconds % 86_400 / 3600) h"
        }
    }

    /// A number with so many decimals, 1 to 9.
    package static func decimals(_ value: Double, _ places: Int) -> String {
        let unit = (0..<places).reduce(1) { product, _ in product * 10 }
        let (whole, rest) = Int((value * Double(unit)).rounded()).magnitude.quotientAndRemainder(dividingBy: UInt(unit))
        let digits = String(rest)
        let sign = (value * Double(unit)).rounded() < 0 ? "−" : ""
        guard places > 0 else { return "\(sign)\(whole)" }
        return "\(sign)\(whole)." + String(repeating: "0", count: places - digits.count) + digits
    }

    /// A part of a whole as a percentage without decimals.
    package static func percent(_ part: Double) -> String { "\(Int((part * 100).rounded())) %" }

    private static func rounded(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
