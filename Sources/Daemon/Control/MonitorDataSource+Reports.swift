import Classification
import Foundation
import Metering
import Monitor
import Pipeline
import TextCleaning
import Stories

extension MonitorDataSource {
    /// What the monitor shows of a daemon.
    init(onto reporter: StatusReporter, recorded: MetricsRegistry) {
        let lexicon = reporter.pipeline.lexicon
        self.init(
            status: {
                // A structure of numbers and strings is always encodable.
                Array((try? JSONEncoder.plain.encode(reporter.report())) ?? Data("{}".utf8))
            },
            missing: { reporter.missing }, metrics: { Metrics(reporter.report(), recorded).text },
            classify: { copy in
                let reader = Reader(articleParser: ArticleParser(), classifier: lexicon.state.classifier)
                let piece = CopyInput.Piece(file: "monitor", line: nil, payload: copy)
                return reader.message(in: piece).map { $0.stories.map { Array($0.printedRecord.dropLast()) } }
            },
            desks: { lexicon.state.classifier.lexicon.deskLabels })
    }
}

extension Lexicon {
    /// Its categories as people call them, `unclassified` last.
    fileprivate var deskLabels: [CategoryName] {
        categories.map {
            CategoryName(name: $0.name, english: $0.labels["en"] ?? $0.name, chinese: $0.labels["zh"] ?? $0.name)
        } + [CategoryName(name: Verdict.unclassified, english: "unclassified", chinese: "未分类")]
    }
}
