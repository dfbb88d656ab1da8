import TestSupport
/// A file of a simulated disk: what programs read, what is on the disk, and the changes that lie between.
final class SimulatedFile {
    /// What programs read and write: the system's cache.
    private(set) var cached = Extent()
    private var durable = Extent()
    /// What was written since the last sync, in order.
    private var pending: [Change] = []

    /// Who has locked it, and how far.
    var locks = FileLocks()
    /// What the connections to a database in WAL mode share; `nil` while there is no connection.
    var sharedMemory: SharedMemory?

    private enum Change {
        case write(offset: Int, Extent)
        case truncate(Int)

        func apply(to extent: Extent) {
            switch self {
            case .write(let offset, let bytes): extent.write(0..<bytes.count, of: bytes, at: offset)
            case .truncate(let size): extent.resize(to: size)
            }
        }
    }

    /// Disks write whole sectors; within one, all is written or nothing.
    private static let sectorBytes = 512

    func write(_ source: UnsafeRawPointer, count: Int, at offset: Int) {
        cached.write(source, count: count, at: offset)
        pending.append(.write(offset: offset, Extent(source, count: count)))
    }

    func truncate(to size: Int) {
        cached.resize(to: size)
        pending.append(.truncate(size))
    }

    /// Puts everything on the disk.
    func sync() {
        for change in pending { change.apply(to: durable) }
        pending.removeAll(keepingCapacity: true)
    }

    /// A sync that fails. As on Linux, the changes count as written from now on: no later sync puts them on the disk,
    /// and programs read them as long as the machine is up.
    func failSync(_ numbers: inout SeededNumbers) {
        for change in pending { partOf(change, &numbers).forEach { $0.apply(to: durable) } }
        pending.removeAll()
    }

    /// Power goes: each change that was not synced is on the disk whole, in part, or not at all.
    func losePower(_ numbers: inout SeededNumbers) {
        failSync(&numbers)
        cached = durable.copy()
    }

    /// What is found of a change that nobody waited for.
    private func partOf(_ change: Change, _ numbers: inout SeededNumbers) -> [Change] {
        guard case .write(let offset, let bytes) = change else { return numbers.below(2) == 0 ? [change] : [] }
        switch numbers.below(8) {
        case 0..<3: return [change]
        case 3..<6: return []
        case 6:
            return [part(0..<min(bytes.count, cut(offset, bytes.count, &numbers)), offset, bytes)]
        default:
            return sectors(offset, bytes.count).filter { _ in numbers.below(2) == 0 }.map { part($0, offset, bytes) }
        }
    }

    private func part(_ range: Range<Int>, _ offset: Int, _ bytes: Extent) -> Change {
        let part = Extent()
        part.write(range, of: bytes, at: 0)
        return .write(offset: offset + range.lowerBound, part)
    }

    /// Where a short write ends: between two sectors.
    private func cut(_ offset: Int, _ count: Int, _ numbers: inout SeededNumbers) -> Int {
        let ends = sectors(offset, count).map(\.upperBound)
        return ends.isEmpty ? 0 : ends[numbers.below(ends.count)]
    }

    /// The sectors that a write touches, as parts of it.
    private func sectors(_ offset: Int, _ count: Int) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = 0
        while start < count {
            let end = min(count, ((offset + start) / Self.sectorBytes + 1) * Self.sectorBytes - offset)
            parts.append(start..<end)
            start = end
        }
        return parts
    }
}
