import Pipeline
import Stories
import Testing
import Threads
import TestSupport

@Suite(.serialized, .timeLimit(.minutes(5))) struct `The inbox` {
    private func delivery(_ bytes: Int) -> Delivery {
        Delivery(
            intake: "wire", payload: [UInt8](repeating: 0x61, count: bytes), receivedAt: Timestamp(milliseconds: 0))
    }

    @Test func `hands out what waits in order, batch by batch`() {
        let inbox = Inbox()
        inbox.join()
        for size in 1...5 { #expect(inbox.put(delivery(size))) }
        #expect(inbox.messages(atMost: 3)?.map(\.payloadBytes) == [1, 2, 3])
        #expect(inbox.messages(atMost: 3)?.map(\.payloadBytes) == [4, 5])
    }

    @Test func `hands out batches of so many bytes, and a larger message alone`() {
        let inbox = Inbox()
        inbox.join()
        for size in [5, 3, 2, 1, 9, 1] { #expect(inbox.put(delivery(size))) }
        var batches: [[Int]] = []
        inbox.leave()
        while case .messages(let batch) = inbox.next(atMost: 2, bytes: 4) { batches.append(batch.map(\.payloadBytes)) }
        #expect(batches == [[5], [3], [2, 1], [9], [1]])
    }

    @Test func `is closed by the last intake that leaves, and emptied first`() {
        let inbox = Inbox()
        inbox.join()
        inbox.join()
        _ = inbox.put(delivery(1))
        inbox.leave()
        #expect(inbox.put(delivery(2)))
        inbox.leave()
        #expect(!inbox.put(delivery(3)))
        #expect(inbox.messages(atMost: 9)?.count == 2)
        #expect(inbox.messages(atMost: 9) == nil)
    }

    @Test(arguments: [(messagesMax: 2, bytesMax: 1000), (messagesMax: 100, bytesMax: 10)])
    func `makes an intake wait while it is full`(bounds: (messagesMax: Int, bytesMax: Int)) throws {
        let inbox = Inbox(messagesMax: bounds.messagesMax, bytesMax: bounds.bytesMax)
        inbox.join()
        let intake = try OwnedThread.start("intake", onEnd: { _ in inbox.leave() }) { ready in
            ready()
            for _ in 1...50 { _ = inbox.put(delivery(5)) }
        }
        var taken = 0
        while let batch = inbox.messages(atMost: 100) {
            #expect(batch.count <= 2)
            taken += batch.count
        }
        intake.join()
        #expect(taken == 50)
    }

    @Test func `takes a message that is larger than all its room when it is empty`() {
        let inbox = Inbox(messagesMax: 5, bytesMax: 10)
        inbox.join()
        #expect(inbox.put(delivery(100)))
        #expect(inbox.messages(atMost: 5)?.count == 1)
    }

    @Test func `hands back what can be told to come again`() {
        let inbox = Inbox()
        inbox.join()
        _ = inbox.put(delivery(1))
        let answerable = Delivery(
            intake: "desk", payload: [1, 2], receivedAt: Timestamp(milliseconds: 0), answered: { _ in })
        #expect(inbox.offer(answerable) == .taken)
        inbox.setDiskFull(true)
        #expect(inbox.offer(answerable) == .busy)
        #expect(inbox.takeAnswerable().map(\.payloadBytes) == [2])
        #expect(inbox.messages(atMost: 9)?.map(\.payloadBytes) == [1])
    }

    @Test func `lets waiting intakes go when the pipeline gives up`() throws {
        let inbox = Inbox(messagesMax: 1, bytesMax: 10)
        inbox.join()
        _ = inbox.put(delivery(1))
        let ended = Latch()
        _ = try OwnedThread.start("intake") { ready in
            ready()
            if !inbox.put(delivery(1)) { ended.open() }
        }
        #expect(inbox.abandon() <= 1)
        ended.wait()
        #expect(inbox.messages(atMost: 1) == nil)
    }
}
