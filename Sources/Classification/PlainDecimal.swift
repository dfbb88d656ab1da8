extension Double {
    /// Reads a plain decimal number such as `-1.25`; `nil` for exponents, names like `inf`, and anything else that a
    /// sheet should not hold.
    init?(plainDecimal text: some Collection<UInt8>) {
        var digits = text[...]
        let sign = digits.first
        if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { digits.removeFirst() }
        var value = 0.0
        var scale = 1.0
        var isFraction = false
        var count = 0
        for byte in digits {
            if byte == UInt8(ascii: "."), !isFraction {
                isFraction = true
            } else if byte &- 0x30 < 10, count < 15 {
                value = value * 10 + Double(byte - 0x30)
                if isFraction { scale *= 10 }
                count += 1
            } else {
                return nil
            }
        }
        guard count > 0 else { return nil }
        // One division of two exact integers gives the same double as any correct parser.
        self = (sign == UInt8(ascii: "-") ? -value : value) / scale
    }
}
