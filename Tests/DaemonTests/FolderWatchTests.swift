import Foundation
import Testing
import TestSupport

@testable import Daemon

@Suite struct `A watch on a folder` {
    private let folder: URL

    init() throws {
        folder = try TemporaryFolder.make()
        try write("one")
    }

    private func write(_ text: String, to file: String = "terms.tsv") throws {
        try text.write(to: folder.appending(path: file), atomically: false, encoding: .utf8)
    }

    private func watch() -> FolderWatch { FolderWatch(folder: folder.path, files: ["terms.tsv", "examples.ndjson"]) }

    private func looks(_ watch: inout FolderWatch) -> [Bool] { [watch.look(), watch.look()] }

    @Test func `sees nothing where nothing happens`() {
        var watch = watch()
        #expect(looks(&watch) == [false, false])
    }

    @Test func `reports a change once, when it has been left alone for one look`() throws {
        var watch = watch()
        try write("one, two")
        let early = watch.look()
        try write("one, two, three")
        #expect(!early && looks(&watch) == [false, true])
        #expect(looks(&watch) == [false, false])
    }

    @Test func `sees files come and go`() throws {
        var watch = watch()
        try write("{}", to: "examples.ndjson")
        #expect(looks(&watch) == [false, true])
        try FileManager.default.removeItem(at: folder.appending(path: "examples.ndjson"))
        #expect(looks(&watch) == [false, true])
    }

    @Test func `sees a link that points elsewhere`() throws {
        let other = try TemporaryFolder.make()
        try "one".write(to: other.appending(path: "terms.tsv"), atomically: false, encoding: .utf8)
        let link = try TemporaryFolder.make().appending(path: "lexicon")
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: folder)
        var watch = FolderWatch(folder: link.path, files: ["terms.tsv"])
        try FileManager.default.removeItem(at: link)
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: other)
        #expect(looks(&watch) == [false, true])
    }

    @Test func `has nothing to report of what it was told to take into account`() throws {
        var watch = watch()
        try write("one, two")
        watch.markSeen()
        #expect(looks(&watch) == [false, false])
    }
}
