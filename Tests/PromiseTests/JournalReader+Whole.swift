import Foundation
import Journaling
import Testing

extension JournalReader {
    /// Every record, in order; a damaged one fails the test.
    func wholeRecords() throws -> [[UInt8]] {
        let (first, last) = try extent()
        var records: [[UInt8]] = []
        var next = first
        while next <= last {
            let stretch = try stretch(from: next, through: last, atMost: 1000)
            for row in stretch.rows {
                guard case .story(let story) = row else {
                    Issue.record("\(row.seq) is damaged")
                    continue
                }
                #expect(story.seq == first + records.count)
                records.append(story.record)
            }
            next = stretch.next
        }
        return records
    }
}

/// What a test reads of a record.
struct RecordHead: Decodable {
    let seq: Int
    let id: String
    let category: String

    init(_ record: [UInt8]) throws {
        self = try JSONDecoder().decode(RecordHead.self, from: Data(record))
    }
}
