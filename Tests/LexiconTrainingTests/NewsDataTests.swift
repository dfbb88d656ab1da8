import Classification
import Foundation
import LexiconTraining
import Testing

/// The labelled news sets, which are not part of the repository.
enum NewsData {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static let folder: URL? = {
        let given = ProcessInfo.processInfo.environment["WIREDESK_DATA"].map { URL(fileURLWithPath: $0) }
        let folder = given ?? root.deletingLastPathComponent().appending(path: "shared/data")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()

    static func rows(_ name: String) throws -> [TrainingRow] {
        let file = try #require(folder).appending(path: name)
        return try TrainingRow.rows(fromNDJSON: [UInt8](Data(contentsOf: file)), file: name)
    }

    static func shippedLexicon() throws -> Lexicon {
        try Lexicon.load(from: root.appending(path: "config/lexicon").path)
    }
}

@Suite(.enabled(if: NewsData.folder != nil, "the news sets are not here; WIREDESK_DATA names their folder"))
struct `On the labelled news sets` {
    /// The shipped lexicon has seen these rows: a fall below tells of a broken file or sum, not of quality.
    @Test(arguments: [("en_bbc.jsonl", 0.95), ("zh_cec.jsonl", 0.93), ("en_osha.jsonl", 0.95)])
    func `the shipped lexicon does as well as when it was made`(file: String, least: Double) throws {
        let evaluation = Evaluation(of: Classifier(try NewsData.shippedLexicon()), on: try NewsData.rows(file))
        #expect(evaluation.count > 200)
        #expect(evaluation.accuracy >= least)
        #expect(evaluation.calibrationError < 0.1)
    }
}
