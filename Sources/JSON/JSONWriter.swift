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
/// It owns its buffer and writes into it without asking for every byte whether there is room.
///
/// - Complexity: O(bytes); text without quotes, backslashes and control characters is copied in runs.
package struct JSONWriter: ~Copyable {
    @usableFromInline var buffer: UnsafeMutablePointer<UInt8>
    @usableFromInline var capacity: Int
    @usableFromInline var count = 0
    @usableFromInline var needsComma = false

    /// Starts an empty buffer.
    package init(reservingCapacity capacity: Int = 0) { self.init(reservingCapacity: capacity, isContinued: false) }

    /// Starts an empty buffer; one that is continued gets a comma in front of its first field.
    package init(reservingCapacity capacity: Int, isContinued: Bool) {
        self.capacity = max(64, capacity)
        buffer = .allocate(capacity: self.capacity)
        needsComma = isContinued
    }

    /// Continues inside an object whose first fields are already written, without their closing brace.
    package init(continuing bytes: some Collection<UInt8>) {
        self.init(reservingCapacity: bytes.count)
        append(bytes)
        needsComma = true
    }

    deinit { buffer.deallocate() }

    /// What has been written.
    package var bytes: [UInt8] { Array(UnsafeBufferPointer(start: buffer, count: count)) }

    /// What has been written, and something behind it.
    package func bytes(followedBy tail: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count + tail.count) { bytes, initialized in
            bytes.baseAddress?.initialize(from: buffer, count: count)
            tail.withUnsafeBufferPointer { tail in
                if let first = tail.baseAddress {
                    bytes.baseAddress?.advanced(by: count).initialize(from: first, count: tail.count)
                }
            }
            initialized = count + tail.count
        }
    }
}

// MARK: - Structure

extension JSONWriter {
    /// Writes `{`, what `body` writes, and `}`.
    @inlinable
    package mutating func object(_ body: (inout JSONWriter) -> Void) {
        separate()
        open(0x7B)
        body(&self)
        closeObject()
    }

    /// Writes `[`, one element by `write` for each item, and `]`.
    @inlinable
    package mutating func array<Item>(_ items: some Sequence<Item>, _ write: (inout JSONWriter, Item) -> Void) {
        separate()
        open(0x5B)
        for item in items { write(&self, item) }
        append(0x5D)
        needsComma = true
    }

    /// Writes `}`: the end of an object that was continued.
    @inlinable
    package mutating func closeObject() {
        append(0x7D)
        needsComma = true
    }

    /// Writes `{`: the start of an object that is closed by ``closeObject()``.
    package mutating func openObject() {
        separate()
        open(0x7B)
    }

    /// Writes a key; its value must follow.
    package mutating func key(_ name: StaticString) {
        reserve(name.utf8CodeUnitCount + 4)
        if needsComma { put(0x2C) }
        put(0x22)
        name.withUTF8Buffer { put($0) }
        put(0x22)
        put(0x3A)
        needsComma = false
    }

    /// Writes a key that is not known beforehand; its value must follow.
    package mutating func key(named name: String) {
        string(name)
        append(0x3A)
        needsComma = false
    }

    /// Writes a newline: the end of a line of NDJSON.
    package mutating func newline() {
        append(0x0A)
        needsComma = false
    }

    @inlinable
    mutating func open(_ bracket: UInt8) {
        append(bracket)
        needsComma = false
    }

    @inlinable
    mutating func separate() {
        if needsComma { append(0x2C) }
        needsComma = true
    }
}

// MARK: - Fields and values

extension JSONWriter {
    /// Writes a key and a string, or `null`.
    package mutating func field(_ name: StaticString, _ value: String?) {
        key(name)
        if let value { string(value) } else { null() }
    }

    /// Writes a key and an integer.
    package mutating func field(_ name: StaticString, _ value: Int) {
        key(name)
        integer(value)
    }

    /// Writes a key and a truth value.
    package mutating func field(_ name: StaticString, _ value: Bool) {
        key(name)
        separate()
        append(value ? "true" : "false")
    }

    /// Writes a key and a number with at most four decimals.
    package mutating func field(_ name: StaticString, rounded value: Double) {
        key(name)
        number(rounded: value)
    }

    /// Writes a key and a number with as many decimals as it takes to read the same one; `null` for one that JSON cannot hold.
    package mutating func field(_ name: StaticString, _ value: Double) {
        key(name)
        guard value.isFinite else { return null() }
        separate()
        append("\(value)".utf8)
    }

    /// Writes a key and an array of strings.
    package mutating func field(_ name: StaticString, _ values: [String]) {
        key(name)
        array(values) { $0.string($1) }
    }

    /// Writes a value that is JSON already.
    package mutating func raw(_ json: [UInt8]) {
        separate()
        append(json)
    }

    /// Writes `null`.
    package mutating func null() {
        separate()
        append("null")
    }
}
