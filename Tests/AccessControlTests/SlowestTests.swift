import Testing
import ZeroMQ

@testable import AccessControl

@Suite struct `The slowest at a guard` {
    private let one = PeerConnection(descriptor: 11)
    private let other = PeerConnection(descriptor: 12)
    private let third = PeerConnection(descriptor: 13)

    private func slowest(
        _ standings: [PeerConnection: ListenerGuard.PeerProgress], since progress: [PeerConnection: Int]
    ) -> Set<PeerConnection> {
        Set(
            ListenerGuard.slowest(
                of: standings, since: progress.mapValues { ListenerGuard.PeerProgress(taken: $0, unsent: 1000) }))
    }

    @Test func `are those who drip, not those who read`() {
        let standings: [PeerConnection: ListenerGuard.PeerProgress] = [
            one: ListenerGuard.PeerProgress(taken: 10_100, unsent: 2_000_000),
            other: ListenerGuard.PeerProgress(taken: 9_000_000, unsent: 2_000_000),
        ]
        #expect(slowest(standings, since: [one: 10_000, other: 1_000_000]) == [one])
    }

    @Test func `are those who take nothing before those who drip`() {
        let standings: [PeerConnection: ListenerGuard.PeerProgress] = [
            one: ListenerGuard.PeerProgress(taken: 10_000, unsent: 1),
            other: ListenerGuard.PeerProgress(taken: 10_100, unsent: 2_000_000),
        ]
        #expect(slowest(standings, since: [one: 10_000, other: 10_000]) == [one])
    }

    @Test func `are also those at least half as slow, and no others`() {
        let standings: [PeerConnection: ListenerGuard.PeerProgress] = [
            one: ListenerGuard.PeerProgress(taken: 100, unsent: 1000),
            other: ListenerGuard.PeerProgress(taken: 200, unsent: 1000),
            third: ListenerGuard.PeerProgress(taken: 400, unsent: 1000),
        ]
        #expect(slowest(standings, since: [one: 0, other: 0, third: 0]) == [one, other])
    }

    @Test func `are nobody who had taken all at the last look`() {
        #expect(slowest([one: ListenerGuard.PeerProgress(taken: 0, unsent: 1000)], since: [:]).isEmpty)
        #expect(slowest([:], since: [one: 0]).isEmpty)
    }

    @Test func `are not those who have come anew under a descriptor`() {
        #expect(slowest([one: ListenerGuard.PeerProgress(taken: 100, unsent: 1000)], since: [one: 5000]).isEmpty)
    }

    @Test func `over ipc are those of whom just as much is left`() {
        let before = [one, other].reduce(into: [:]) { $0[$1] = ListenerGuard.PeerProgress(taken: nil, unsent: 1000) }
        let now = [
            one: ListenerGuard.PeerProgress(taken: nil, unsent: 1000),
            other: ListenerGuard.PeerProgress(taken: nil, unsent: 900),
        ]
        #expect(ListenerGuard.slowest(of: now, since: before) == [one])
    }
}
