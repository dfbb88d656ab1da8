import Foundation
import SimulatedDisk
import Testing

@Suite struct `The promises` {
    /// The worlds that are tried. `WIREDESK_SEED` tries one again; `WIREDESK_SEEDS` tries so many.
    private static let seeds: Range<UInt64> = {
        let environment = ProcessInfo.processInfo.environment
        if let seed = environment["WIREDESK_SEED"].flatMap(UInt64.init) { return seed..<seed + 1 }
        return 0..<(environment["WIREDESK_SEEDS"].flatMap(UInt64.init) ?? 2000)
    }()

    @Test func `hold in every world that was tried`() async throws {
        var figures = Newsroom.Figures()
        let start = ContinuousClock.now
        for seed in Self.seeds {
            do {
                let newsroom = try Newsroom(seed: seed)
                try newsroom.run(steps: 90)
                figures += newsroom.figures
            } catch {
                Issue.record("seed \(seed): \(error)")
            }
            // Other tests wait for events that come in time.
            await Task.yield()
        }
        print("simulation: \(Self.seeds.count) seeds in \(start.duration(to: .now)): \(figures)")
    }
}
