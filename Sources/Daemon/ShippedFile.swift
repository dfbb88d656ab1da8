import CDefaults
import Classification

/// A file that the binary carries with it.
package struct ShippedFile: Sendable {
    /// The file's bytes.
    package let bytes: [UInt8]

    private init(_ file: wiredesk_file) {
        bytes = Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
    }

    /// `Samples/wire.ndjson`: articles, one a line.
    package static var sampleWire: ShippedFile { ShippedFile(wiredesk_sample_wire) }
    /// `Samples/page.txt`.
    package static var samplePage: ShippedFile { ShippedFile(wiredesk_sample_page) }
    /// `Samples/page-2.txt`.
    package static var sampleSecondPage: ShippedFile { ShippedFile(wiredesk_sample_second_page) }
    /// `config/lexicon/lexicon.yaml`.
    static var lexiconSettings: ShippedFile { ShippedFile(wiredesk_lexicon_yaml) }
    /// `config/lexicon/terms.tsv`.
    static var lexiconTerms: ShippedFile { ShippedFile(wiredesk_lexicon_terms) }
    /// `Package.resolved`.
    static var packages: ShippedFile { ShippedFile(wiredesk_packages) }
}
