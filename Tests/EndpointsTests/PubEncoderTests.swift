import Journaling
import Testing

@testable import Endpoints

@Suite struct `The announcer` {
    private func positions(_ encoder: PubEncoder) -> [String] {
        encoder.heartbeats(oldest: 1).map { String(decoding: $0[1], as: UTF8.self) }
    }

    @Test func `never goes back to a story that was left out before a later one was sent`() {
        var encoder = PubEncoder(
            stream: "s", format: .wiredesk, positions: ["economy": Position(seq: 7, previous: 5)])
        encoder.pass(["economy": Position(seq: 6, previous: 5), "safety": Position(seq: 3, previous: 0)])
        #expect(positions(encoder) == ["s 7 5", "s 3 0"])
        encoder.pass(["economy": Position(seq: 9, previous: 7)])
        #expect(positions(encoder) == ["s 9 7", "s 3 0"])
    }
}
