import AccessControl
import Foundation
import Glibc
import Testing
import TestSupport

@testable import Daemon

@Suite(.timeLimit(.minutes(10))) struct `A watch on the keys` {
    private let folder: URL
    private let allowedKeys: AllowedKeys
    private let start = ContinuousClock.now

    init() throws {
        folder = try TemporaryFolder.make()
        allowedKeys = AllowedKeys(folder: folder.path)
        for name in ["a", "b"] { try write("x", to: name) }
    }

    private func write(_ text: String, to name: String) throws {
        try text.write(to: folder.appending(path: "\(name).key"), atomically: false, encoding: .utf8)
    }

    /// Looks some seconds after the start, by both clocks. What is done in the test has long been done when three have passed.
    private func look(_ watch: inout AllowedKeysWatch, after seconds: Int, hasFindings: Bool = false) throws -> Bool {
        try watch.look(hasFindings: hasFindings, at: start + .seconds(seconds), seconds: time(nil) + seconds)
    }

    /// A watch that has seen all that is there.
    private func settledWatch() throws -> AllowedKeysWatch {
        var watch = AllowedKeysWatch(allowedKeys)
        #expect(try look(&watch, after: 10))
        // Two changes within a tick are one to it: wait until files are dated otherwise than these.
        let (probe, last) = (try TemporaryFolder.make().appending(path: "probe"), try date(folder))
        repeat { try Data().write(to: probe) } while try date(probe) == last
        return watch
    }

    private func date(_ url: URL) throws -> Date? {
        try FileManager.default.attributesOfItem(atPath: url.path)[.modificationDate] as? Date
    }

    @Test func `has them read once where nothing happens`() throws {
        var watch = try settledWatch()
        for second in 11...100 { #expect(try !look(&watch, after: second)) }
        #expect(try watch.look(isForced: true, hasFindings: false))
    }

    @Test func `has them read again while they may have changed without a trace`() throws {
        var watch = AllowedKeysWatch(allowedKeys)
        #expect(try look(&watch, after: 0))
        #expect(try look(&watch, after: 1))
        #expect(try look(&watch, after: 10))
        #expect(try !look(&watch, after: 11))
    }

    @Test func `sees a key come and go at once`() throws {
        var watch = try settledWatch()
        try write("x", to: "c")
        #expect(try look(&watch, after: 11))
        watch = try settledWatch()
        rename("\(folder.path)/a.key", "\(folder.path)/z.key")
        #expect(try look(&watch, after: 11))
    }

    @Test func `sees a file that is edited in place within half a minute, or at once while one is wrong`() throws {
        var watch = try settledWatch()
        try write("y", to: "a")
        #expect(try !look(&watch, after: 11))
        #expect(try look(&watch, after: 40))
        #expect(try !look(&watch, after: 41))
        watch = try settledWatch()
        try write("z", to: "a")
        #expect(try look(&watch, after: 11, hasFindings: true))
        #expect(try !look(&watch, after: 12, hasFindings: true))
    }

    @Test func `sees a folder that comes, goes, and is another`() throws {
        var watch = try settledWatch()
        let other = folder.path + "-other"
        rename(folder.path, other)
        #expect(try look(&watch, after: 11))
        #expect(try !look(&watch, after: 12))
        rename(other, folder.path)
        #expect(try look(&watch, after: 13))
        watch.forget()
        #expect(try look(&watch, after: 14))
    }
}
