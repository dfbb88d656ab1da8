import Foundation
import Pipeline
import Testing

@Suite struct `The budget of memory` {
    @Test(arguments: ["wiredesk.service", "wiredesk@.service"])
    func `stays below what the unit allows`(unit: String) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "systemd/\(unit)"), encoding: .utf8)
        let gibibytes = try #require(text.firstMatch(of: /MemoryMax=([0-9]+)G/).flatMap { Int($0.1) })
        #expect(MemoryBudget.total < gibibytes << 30, "\(MemoryBudget.total >> 20) MiB")
        #expect(MemoryBudget.MemoryPart.allCases.allSatisfy { MemoryBudget.bytes(of: $0) > 0 })
    }
}
