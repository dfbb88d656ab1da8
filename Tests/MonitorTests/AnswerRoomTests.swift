import Testing
import Threads

@testable import Monitor

@Suite struct `Room for an answer` {
    private let share = MemoryShare(bytesMax: 4 * StoryLists.bytesMax)

    @Test func `is that for the longest list while one is made, then for as long as it is`() throws {
        let room = AnswerRoom(share)
        let list = try room.list(bytes: \.count) {
            #expect(share.bytes == StoryLists.bytesMax)
            return [UInt8](repeating: 0x20, count: 1000)
        }
        #expect(list.count == 1000 && share.bytes == 1000)
        var reservation = room.take(1200)
        #expect(reservation != nil && share.bytes == 1200)
        reservation = nil
        #expect(share.bytes == 0)
    }

    @Test func `is given back when no list is made, and when nobody takes it`() throws {
        struct Failure: Error {}
        var room: AnswerRoom? = AnswerRoom(share)
        #expect(throws: Failure.self) { _ = try room?.list(bytes: \.self) { () throws -> Int in throw Failure() } }
        #expect(share.bytes == 0)
        _ = try room?.list(bytes: \.self) { 1000 }
        #expect(share.bytes == 1000)
        room = nil
        #expect(share.bytes == 0)
    }

    @Test func `is left to short answers when lists have taken theirs, and refused to more of them`() throws {
        let rooms = (0..<4).map { _ in AnswerRoom(share) }
        for room in rooms.dropLast() { _ = try room.list(bytes: \.self) { StoryLists.bytesMax } }
        let last = rooms[3]
        #expect(throws: MonitorError.self) { try last.check() }
        #expect(throws: MonitorError.self) {
            _ = try last.list(bytes: \.self) { () -> Int in
                Issue.record("a list was made without room for it")
                return 0
            }
        }
        #expect(last.take(StoryLists.bytesMax / 2) != nil)
    }

    @Test func `is left to what is vital when all others find none`() {
        let most = AnswerRoom(share).take(share.bytesMax / 64 * 63)
        #expect(most != nil && AnswerRoom(share).take(1) == nil)
        #expect(AnswerRoom(share).take(1, isVital: true) != nil)
        withExtendedLifetime(most) {}
    }
}
