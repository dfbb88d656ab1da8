import Testing
import Threads

@Suite(.timeLimit(.minutes(5))) struct `A latch` {
    @Test func `lets every waiting thread through when it is opened, and stays open`() throws {
        let latch = Latch()
        let waiting = try (1...3).map { number in
            try OwnedThread.start("waiter \(number)") { ready in
                ready()
                if number == 1 { latch.wait() } else { #expect(latch.wait(atMost: .seconds(3600))) }
            }
        }
        #expect(!latch.isOpen)
        latch.open()
        for worker in waiting { worker.join() }
        #expect(latch.isOpen)
        #expect(latch.wait(atMost: .zero))
        latch.wait()
    }

    @Test(arguments: [-1, 0, 0.02, 1.02]) func `waits as long as it was told, by the clock that nobody sets`(
        seconds: Double
    ) {
        let latch = Latch()
        let start = ContinuousClock.now
        #expect(!latch.wait(atMost: .seconds(seconds)))
        #expect(ContinuousClock.now - start >= .seconds(seconds))
    }
}
