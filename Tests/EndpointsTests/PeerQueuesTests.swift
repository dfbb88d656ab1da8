import Pipeline
import Testing

@testable import Endpoints

@Suite struct `The queues of an end's peers` {
    private let bounds = PeerQueues.PeerShares(share: 64 << 20, queue: 256 << 10)

    @Test func `keep a place for everybody, whatever the others have`() {
        let all = 60 << 20
        #expect(bounds.admit(bounds.place, behind: 0, of: all))
        #expect(bounds.admit(1, behind: bounds.place - 1, of: all))
        #expect(!bounds.admit(1, behind: bounds.place, of: all))
        #expect(!bounds.admit(bounds.place + 1, behind: 0, of: all))
    }

    @Test func `give a peer nothing waits for a record of any size from half of the share`() {
        #expect(bounds.admit(1 << 20, behind: 0, of: 31 << 20))
        #expect(!bounds.admit(1 << 20, behind: 0, of: 31 << 20 + 1))
    }

    @Test func `let a peer have more while there is plenty, up to its bound`() {
        let large = 100 << 10
        #expect(bounds.admit(large, behind: 2 * large - (50 << 10), of: 2 * large))
        #expect(!bounds.admit(large, behind: 2 * large, of: 2 * large))
        #expect(!bounds.admit(large, behind: large, of: 16 << 20))
    }

    @Test func `find room for who reads behind 200 who read nothing`() {
        let record = 100 << 10
        var waiting = Array(repeating: 0, count: 200)
        var all = 0
        for _ in 0..<10 {
            for peer in waiting.indices where bounds.admit(record, behind: waiting[peer], of: all) {
                waiting[peer] += record
                all += record
            }
        }
        #expect(waiting.allSatisfy { $0 > 0 })
        #expect(bounds.admit(record, behind: 0, of: all))
    }

    @Test(arguments: [MemoryBudget.MemoryPart.feed, .replies])
    func `stay within the share with all peers together`(part: MemoryBudget.MemoryPart) {
        let bounds = PeerQueues.PeerShares(share: MemoryBudget.bytes(of: part), queue: 256 << 10)
        #expect(FeedServer.sessionsMax <= PeerQueues.PeerShares.peersMax)
        #expect(bounds.reserved + PeerQueues.PeerShares.peersMax * bounds.place <= bounds.share)
        #expect(bounds.common < bounds.reserved)
    }

    @Test func `leave room for a reply to everybody when six peers read none`() {
        let bounds = PeerQueues.PeerShares(share: MemoryBudget.bytes(of: .replies), queue: 512 << 10)
        let reply = 600
        var (waiting, all) = (Array(repeating: 0, count: 6), 0)
        for _ in 0..<40_000 {
            for peer in waiting.indices where bounds.admit(reply, behind: waiting[peer], of: all) {
                waiting[peer] += reply
                all += reply
            }
        }
        #expect(all <= 6 * bounds.queue)
        #expect(bounds.admit(reply, behind: 100 * reply, of: all))
    }
}
