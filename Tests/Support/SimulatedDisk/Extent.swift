import Glibc

/// Bytes of a file, which grow as they are written; moved by the C library, because tests are built for debugging.
final class Extent {
    private(set) var count = 0
    private var room = 0
    private var base: UnsafeMutableRawPointer?

    init() {}

    init(_ source: UnsafeRawPointer, count: Int) {
        write(source, count: count, at: 0)
    }

    deinit {
        free(base)
    }

    /// A copy of its own.
    func copy() -> Extent {
        guard let base else { return Extent() }
        return Extent(base, count: count)
    }

    /// Writes bytes; what lies between the old end and `offset` becomes zero.
    func write(_ source: UnsafeRawPointer, count written: Int, at offset: Int) {
        if offset + written > count { resize(to: offset + written) }
        guard let base, written > 0 else { return }
        memcpy(base + offset, source, written)
    }

    /// Writes a part of another extent.
    func write(_ part: Range<Int>, of other: Extent, at offset: Int) {
        guard let source = other.base, !part.isEmpty else { return }
        write(source + part.lowerBound, count: part.count, at: offset)
    }

    /// Reads bytes; what is asked for beyond the end is zero.
    ///
    /// - Returns: Whether all of it was there.
    func read(into target: UnsafeMutableRawPointer, count wanted: Int, at offset: Int) -> Bool {
        let there = max(0, min(wanted, count - offset))
        if let base, there > 0 { memcpy(target, base + offset, there) }
        if there < wanted { memset(target + there, 0, wanted - there) }
        return there == wanted
    }

    /// Cuts the end off, or adds zeros to it.
    func resize(to size: Int) {
        if size > room {
            room = max(size, room * 2)
            base = realloc(base, room)
        }
        if let base, size > count { memset(base + count, 0, size - count) }
        count = size
    }
}
