/// Appends JSON to a buffer, key by key, in the order in which it is called.
///
/// It exists because a record is encoded once and its key order is part of the format. Commas are its business,
/// the balance of braces is the caller's.
///
///     var json = JSONWriter()
///     json.object {
///         $0.field("seq", 7)
///         $0.field("headline", nil)
///     }
///     // {"seq":7,"headline":null}
///
/// - Complexity: O(bytes); text without quotes, backslashes and control characters is copied in runs.
public struct JSONWriter {
    /// What has been written.
    public private(set) var bytes: [UInt8]
    private var needsComma = false

    /// Starts an empty buffer.
    public init(reservingCapacity capacity: Int = 0) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// Continues inside an object whose first fields are already written, without their closing brace.
    public init(continuing bytes: [UInt8]) {
        self.bytes = bytes
        needsComma = true
    }
}

// MARK: - Structure

extension JSONWriter {
    /// Writes `{`, what `body` writes, and `}`.
    public mutating func object(_ body: (inout JSONWriter) -> Void) {
        separate()
        open(0x7B)
        body(&self)
        closeObject()
    }

    /// Writes `[`, one element by `write` for each item, and `]`.
    public mutating func array<Item>(_ items: some Sequence<Item>, _ write: (inout JSONWriter, Item) -> Void) {
        separate()
        open(0x5B)
        for item in items { write(&self, item) }
        bytes.append(0x5D)
        needsComma = true
    }

    /// Writes `}`: the end of an object that was continued.
    public mutating func closeObject() {
        bytes.append(0x7D)
        needsComma = true
    }

    /// Writes `{`: the start of an object that is closed by ``closeObject()``.
    public mutating func openObject() {
        separate()
        open(0x7B)
    }

    /// Writes a key; its value must follow.
    public mutating func key(_ name: StaticString) {
        separate()
        bytes.append(0x22)
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(0x22)
        bytes.append(0x3A)
        needsComma = false
    }

    private mutating func open(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func separate() {
        if needsComma { bytes.append(0x2C) }
        needsComma = true
    }
}

// MARK: - Fields and values

extension JSONWriter {
    /// Writes a key and a string, or `null`.
    public mutating func field(_ name: StaticString, _ value: String?) {
        key(name)
        if let value { string(value) } else { null() }
    }

    /// Writes a key and an integer.
    public mutating func field(_ name: StaticString, _ value: Int) {
        key(name)
        integer(value)
    }

    /// Writes a key and a truth value.
    public mutating func field(_ name: StaticString, _ value: Bool) {
        key(name)
        separate()
        bytes.append(contentsOf: value ? "true".utf8 : "false".utf8)
    }

    /// Writes a key and a number with at most four decimals.
    public mutating func field(_ name: StaticString, rounded value: Double) {
        key(name)
        number(rounded: value)
    }

    /// Writes a key and an array of strings.
    public mutating func field(_ name: StaticString, _ values: [String]) {
        key(name)
        array(values) { $0.string($1) }
    }

    /// Writes `null`.
    public mutating func null() {
        separate()
        bytes.append(contentsOf: "null".utf8)
    }

    /// Writes an integer.
    public mutating func integer(_ value: Int) {
        separate()
        digits(of: value)
    }

    /// Writes a number with at most four decimals and no exponent; `null` for one that JSON cannot hold.
    public mutating func number(rounded value: Double) {
        guard value.isFinite, abs(value) < 1e14 else { return null() }
        separate()
        let scaled = Int((value * 10_000).rounded())
        if scaled < 0 { bytes.append(0x2D) }
        let (whole, fraction) = scaled.magnitude.quotientAndRemainder(dividingBy: 10_000)
        digits(of: Int(whole))
        guard fraction > 0 else { return }
        bytes.append(0x2E)
        var (rest, place) = (fraction, UInt(1000))
        while rest > 0 {
            bytes.append(0x30 + UInt8(rest / place))
            rest %= place
            place /= 10
        }
    }

    /// Writes a string with quotes, backslashes and control characters escaped, everything else as UTF-8.
    public mutating func string(_ value: String) {
        separate()
        bytes.append(0x22)
        var value = value
        value.withUTF8 { escape($0) }
        bytes.append(0x22)
    }

    private mutating func digits(of value: Int) {
        bytes.append(contentsOf: String(value).utf8)
    }

    private mutating func escape(_ text: UnsafeBufferPointer<UInt8>) {
        var run = 0
        for (position, byte) in text.enumerated() where byte < 0x20 || byte == 0x22 || byte == 0x5C {
            bytes.append(contentsOf: text[run..<position])
            appendEscape(of: byte)
            run = position + 1
        }
        bytes.append(contentsOf: text[run...])
    }

    private mutating func appendEscape(of byte: UInt8) {
        bytes.append(0x5C)
        switch byte {
        case 0x22, 0x5C: bytes.append(byte)
        case 0x0A: bytes.append(0x6E)
        case 0x0D: bytes.append(0x72)
        case 0x09: bytes.append(0x74)
        default:
            let hex = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: [0x75, 0x30, 0x30, hex[Int(byte >> 4)], hex[Int(byte & 15)]])
        }
    }
}
