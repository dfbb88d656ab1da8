import Testing
import ZeroMQ

@testable import Admission

@Suite struct `The slowest at a door` {
    private let one = PeerConnection(descriptor: 11)
    private let other = PeerConnection(descriptor: 12)
    private let third = PeerConnection(descriptor: 13)

    private func slowest(
        _ standings: [PeerConnection: Door.Standing], since progress: [PeerConnection: Int]
    ) -> Set<PeerConnection> {
        Set(Door.slowest(of: standings, since: progress.mapValues { Door.Standing(taken: $0, unsent: 1000) }))
    }

    @Test func `are those who drip, not those who read`() {
        let standings: [PeerConnection: Door.Standing] = [
            one: Door.Standing(taken: 10_100, unsent: 2_000_000),
            other: Door.Standing(taken: 9_000_000, unsent: 2_000_000),
        ]
        #expect(slowest(standings, since: [one: 10_000, other: 1_000_000]) == [one])
    }

    @Test func `are those who take nothing before those who drip`() {
        let standings: [PeerConnection: Door.Standing] = [
            one: Door.Standing(taken: 10_000, unsent: 1), other: Door.Standing(taken: 10_100, unsent: 2_000_000),
        ]
        #expect(slowest(standings, since: [one: 10_000, other: 10_000]) == [one])
    }

    @Test func `are also those at least half as slow, and no others`() {
        let standings: [PeerConnection: Door.Standing] = [
            one: Door.Standing(taken: 100, unsent: 1000), other: Door.Standing(taken: 200, unsent: 1000),
            third: Door.Standing(taken: 400, unsent: 1000),
        ]
        #expect(slowest(standings, since: [one: 0, other: 0, third: 0]) == [one, other])
    }

    @Test func `are nobody who had taken all at the last look`() {
        #expect(slowest([one: Door.Standing(taken: 0, unsent: 1000)], since: [:]).isEmpty)
        #expect(slowest([:], since: [one: 0]).isEmpty)
    }

    @Test func `are not those who have come anew under a descriptor`() {
        #expect(slowest([one: Door.Standing(taken: 100, unsent: 1000)], since: [one: 5000]).isEmpty)
    }

    @Test func `over ipc are those of whom just as much is left`() {
        let before = [one, other].reduce(into: [:]) { $0[$1] = Door.Standing(taken: nil, unsent: 1000) }
        let now = [one: Door.Standing(taken: nil, unsent: 1000), other: Door.Standing(taken: nil, unsent: 900)]
        #expect(Door.slowest(of: now, since: before) == [one])
    }
}
