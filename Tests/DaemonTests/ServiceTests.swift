import Foundation
import Glibc
import Logging
import Stories
import Testing
import TestSupport

@testable import Daemon

@Suite struct `What systemd is told` {
    private func makeManager() throws -> DatagramSocket {
        try DatagramSocket(path: TemporaryFolder.make().appending(path: "notify").path)
    }

    @Test func `are datagrams to the socket that it names`() throws {
        let manager = try makeManager()
        let service = ServiceManager(environment: ["NOTIFY_SOCKET": manager.path])
        service.ready()
        #expect(manager.next() == "READY=1")
        service.status("12 stories\nand more")
        #expect(manager.next() == "STATUS=12 stories and more")
        service.reloading()
        let reloading = manager.next().split(separator: "\n")
        #expect(reloading.first == "RELOADING=1")
        #expect(try Int(#require(reloading.last?.split(separator: "=").last)) ?? 0 > 0)
        service.alive()
        #expect(manager.next() == "WATCHDOG=1")
        service.stopping()
        #expect(manager.next() == "STOPPING=1")
    }

    @Test(.timeLimit(.minutes(10))) func `does not hold up the daemon when nobody reads it, and is told again`() throws {
        let manager = try makeManager()
        let service = ServiceManager(environment: ["NOTIFY_SOCKET": manager.path])
        // More than the system keeps for a socket (net.unix.max_dgram_qlen).
        for _ in 0..<2000 { service.alive() }
        service.ready()
        #expect(manager.next() == "WATCHDOG=1")
        #expect(manager.next() == "WATCHDOG=1")
        service.alive()
        var told = manager.next()
        while told == "WATCHDOG=1" { told = manager.next() }
        #expect(told == "READY=1")
        #expect(manager.next() == "WATCHDOG=1")
    }

    @Test func `has a period only when it is meant for this process`() {
        let period = ["WATCHDOG_USEC": "30000000"]
        #expect(ServiceManager(environment: period).watchdogPeriod == .seconds(30))
        #expect(
            ServiceManager(environment: period.merging(["WATCHDOG_PID": "\(getpid())"]) { $1 }).watchdogPeriod
                == .seconds(30))
        #expect(ServiceManager(environment: period.merging(["WATCHDOG_PID": "1"]) { $1 }).watchdogPeriod == nil)
        #expect(ServiceManager(environment: [:]).watchdogPeriod == nil)
    }

    @Test func `is that it is ready when the last part is, once`() {
        nonisolated(unsafe) var told = 0
        let readiness = Readiness(parts: 3) { told += 1 }
        for expected in [0, 0, 1, 1] {
            readiness.partIsReady()
            #expect(told == expected)
        }
    }

    @Test func `by a daemon is ready, a status, a sign of life, and its stop`() throws {
        let manager = try makeManager()
        let site = try Site()
        defer { site.close() }
        let daemon = try site.startDaemon(environment: ["NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": "400000"])
        var told: [String] = []
        while !told.contains("WATCHDOG=1") { told.append(manager.next()) }
        #expect(told.first?.hasPrefix("STATUS=") == true || told.first == "READY=1")
        #expect(told.contains("READY=1"))
        daemon.signal(SIGHUP)
        while !told.contains(where: { $0.hasPrefix("RELOADING=1") }) { told.append(manager.next()) }
        while told.last != "READY=1" { told.append(manager.next()) }
        daemon.signal(SIGTERM)
        while told.last != "STOPPING=1" { told.append(manager.next()) }
        #expect(daemon.wait() == 0)
    }
}

@Suite struct `A source that goes quiet` {
    private let logger = Logger(label: "test")

    @Test func `is noticed after the time that was set, once, and again when it is back`() throws {
        let board = QuietIntakes(besideJournal: try TemporaryFolder.make().appending(path: "journal").path)
        let (begin, clock) = (Timestamp(milliseconds: 1_793_577_600_000), ContinuousClock.now)
        func look(_ messages: Int, after seconds: Int64) -> [Bool] {
            board.look(
                [("wire", .seconds(60), messages)], at: begin, clock: clock + .seconds(seconds)
            ).map(\.isQuiet)
        }
        #expect(look(1, after: 0).isEmpty)
        #expect(look(1, after: 60).isEmpty)
        #expect(look(1, after: 61) == [true])
        #expect(look(1, after: 500).isEmpty && board.all["wire"]?.isQuiet == true)
        #expect(look(2, after: 501) == [false])
    }

    @Test func `is not missed while nothing is known of its rhythm, and what was learnt outlives the daemon`() throws {
        let path = try TemporaryFolder.make().appending(path: "journal").path
        let board = QuietIntakes(besideJournal: path)
        let clock = ContinuousClock.now
        // A Sunday, 00:00 UTC.
        let begin = Timestamp(milliseconds: 1_793_577_600_000)
        #expect(board.look([("wire", nil, 1)], at: begin, clock: clock).isEmpty)
        #expect(board.all["wire"]?.patience == nil)
        // Two weeks, with a message every ten minutes.
        for number in 1...2016 {
            let (now, passed) = (begin.milliseconds + Int64(600_000 * number), Duration.seconds(600 * number))
            let changes = board.look(
                [("wire", nil, number + 1)], at: Timestamp(milliseconds: now), clock: clock + passed)
            #expect(changes.isEmpty)
        }
        let patience = try #require(board.all["wire"]?.patience)
        #expect(patience > .seconds(600) && patience < .seconds(6 * 3600), "\(patience)")

        board.save(logger)
        let next = QuietIntakes(besideJournal: path)
        next.load(logger)
        _ = next.look(
            [("wire", nil, 0)], at: Timestamp(milliseconds: begin.milliseconds + 600_000 * 2017), clock: clock)
        #expect(next.all["wire"]?.patience != nil)
    }
}
