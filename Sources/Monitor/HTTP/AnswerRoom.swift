import Pipeline
import Threads

/// Room for the answer to one request: its share of the memory, from when it is made until ``AnswerDelivery`` takes it over.
final class AnswerRoom: Sendable {
    private let share: MemoryShare
    private let reservation = Locked<MemoryShare.Reservation?>(nil)

    init(_ share: MemoryShare = MemoryBudget.answers) { self.share = share }

    /// Refuses a list at once when there is no room for the longest.
    ///
    /// - Throws: ``MonitorError/unavailable(_:)``.
    func check() throws { _ = try longest() }

    /// Builds a list, with room for the longest meanwhile, and then for as long as it is.
    ///
    /// - Throws: What `make` throws; ``MonitorError/unavailable(_:)`` when there is no room.
    func list<List>(bytes: (List) -> Int, _ make: () throws -> List) throws -> List {
        let room = try longest()
        let list = try make()
        guard room.resize(to: bytes(list)) else { throw Self.full }
        reservation.withLock { $0 = room }
        return list
    }

    /// Hands over the room for an answer of so many bytes; `nil` when there is none.
    ///
    /// - Parameter isVital: Whether it may use what is left when all others find no room.
    func take(_ bytes: Int, isVital: Bool = false) -> MemoryShare.Reservation? {
        let room = reservation.withLock { reservation in
            defer { reservation = nil }
            return reservation
        }
        guard let room else { return share.reserve(bytes, sparing: isVital ? 0 : share.bytesMax / 64) }
        return room.resize(to: bytes) ? room : nil
    }

    /// Lists leave a quarter to what is short, such as the page, a story, how the pipeline stands.
    private func longest() throws -> MemoryShare.Reservation {
        guard let room = share.reserve(StoryLists.bytesMax, sparing: share.bytesMax / 4) else { throw Self.full }
        return room
    }

    private static let full = MonitorError.unavailable("too many answers wait for their clients; ask again")
}

/// A list as it is sent.
struct ListAnswer: Sendable {
    let json: [UInt8]
    /// What tells it from other lists, if it has that.
    var tag = ""
}

extension ReadConnections {
    /// Asks for a list, which is written where it is read: what waits, to be read or to be passed on, is in the memory's books.
    func list(
        _ room: AnswerRoom, _ make: @escaping @Sendable (Readers) throws -> ListAnswer
    ) async throws -> ListAnswer {
        try room.check()
        return try await ask { readers in try room.list(bytes: \.json.count) { try make(readers) } }
    }
}
