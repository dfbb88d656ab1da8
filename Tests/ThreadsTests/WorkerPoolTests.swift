import Testing
import Threads

@Suite(.serialized, .timeLimit(.minutes(5))) struct `A pool of workers` {
    @Test(arguments: [1, 2, 5]) func `maps every element once, in order`(size: Int) {
        let pool = WorkerPool(size: size)
        for count in [0, 1, 2, 3, 100, 1000] {
            #expect(pool.map(Array(0..<count)) { "\($0)" } == (0..<count).map { "\($0)" })
        }
    }

    @Test func `works for several threads, one after the other and at once`() throws {
        let workers = try (1...4).map { number in
            try OwnedThread.start("caller \(number)") { ready in
                let pool = WorkerPool()
                ready()
                for round in 1...50 {
                    let sum = pool.map(Array(1...round)) { $0 * number }.reduce(0, +)
                    if sum != number * round * (round + 1) / 2 { Issue.record("\(number), \(round): \(sum)") }
                }
            }
        }
        for worker in workers { worker.join() }
    }
}
