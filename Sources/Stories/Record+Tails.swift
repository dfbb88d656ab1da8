import JSON

extension Record {
    /// The tail of a record with another verdict: what ``tail(of:)`` would give of the same story judged anew.
    ///
    /// - Parameter record: A whole record, as ``bytes(_:tail:)`` made it.
    /// - Returns: `nil` when it is no such record.
    /// - Complexity: O(bytes of the record), one copy.
    public static func tail(of record: [UInt8], judged verdict: Verdict) -> [UInt8]? {
        guard let start = offset(of: #","receivedAt":"#, in: record, from: 0),
            let end = offset(of: #","category":"#, in: record, from: start)
        else { return nil }
        var json = JSONWriter(continuing: Array(record[start..<end]))
        json.verdict(verdict)
        json.closeObject()
        return json.bytes
    }

    /// The tail of a record without `embargoedUntil`: what ``tail(of:)`` would give of the same story without an embargo.
    ///
    /// - Parameter record: A whole record, as ``bytes(_:tail:)`` made it.
    /// - Returns: `nil` when it is no such record.
    /// - Complexity: O(bytes of the record), one copy.
    public static func tail(withoutEmbargo record: [UInt8]) -> [UInt8]? {
        let key: StaticString = #","embargoedUntil":""#
        guard let start = offset(of: #","receivedAt":"#, in: record, from: 0),
            let language = offset(of: #","language":"#, in: record, from: start)
        else { return nil }
        // No key of this name stands behind the language's.
        guard let embargo = offset(of: key, in: record, from: start), embargo < language,
            let end = record[(embargo + key.utf8CodeUnitCount)...].firstIndex(of: UInt8(ascii: "\""))
        else { return Array(record[start...]) }
        return Array(record[start..<embargo] + record[(end + 1)...])
    }

    /// Where a key of the record itself begins, with the comma before it.
    ///
    /// A quotation mark inside a string is escaped, so that the bytes `,"` in front of a key's name are never part of
    /// a string's text; and no object inside a record has a key of these names before the record has.
    private static func offset(of key: StaticString, in record: [UInt8], from start: Int) -> Int? {
        key.withUTF8Buffer { key in
            record.withUnsafeBufferPointer { bytes in
                var position = start
                while position + key.count <= bytes.count {
                    if bytes[position] == key[0], bytes[position...].starts(with: key) { return position }
                    position += 1
                }
                return nil
            }
        }
    }
}
