import Foundation
package import Stories

extension PublishedRecord {
    /// Reads a record as the journal has it and the feed sends it.
    ///
    /// - Throws: `DecodingError` when it is none.
    /// - Complexity: O(bytes); some tens of microseconds for a record of a few kilobytes.
    package init(json record: [UInt8]) throws {
        self = try JSONDecoder().decode(PublishedRecord.self, from: Data(record))
    }
}

extension PublishedPage {
    /// Reads the record of a page.
    ///
    /// - Throws: `DecodingError` when it is none.
    package init(json record: [UInt8]) throws {
        self = try JSONDecoder().decode(PublishedPage.self, from: Data(record))
    }
}
