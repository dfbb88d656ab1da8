import Foundation
import Testing
import Threads

@Suite(.timeLimit(.minutes(10))) struct `A thread that is started with a name` {
    /// The name that the system knows a started thread by.
    private func systemName(of name: String) throws -> String {
        let (done, found) = (Latch(), Locked<String?>(nil))
        Thread.start(named: name) {
            // Ends with a newline; a test that reads nothing fails.
            let bytes = FileManager.default.contents(atPath: "/proc/thread-self/comm")
            found.withLock { $0 = bytes.map { String(decoding: $0.dropLast(), as: UTF8.self) } }
            done.open()
        }
        done.wait()
        return try #require(found.withLock { $0 })
    }

    @Test func `has it each time, from its first step on`() throws {
        for number in 0..<500 { try #expect(systemName(of: "thread \(number)") == "thread \(number)") }
    }

    @Test(arguments: [
        ("", ""), ("exactly15bytes.", "exactly15bytes."), ("sixteen bytes...", "sixteen bytes.."),
        ("intake 新闻编辑部", "intake 新闻"),
    ])
    func `has as much of it as fits`(name: String, expected: String) throws {
        try #expect(systemName(of: name) == expected)
    }
}
