import Classification
import Foundation
import Monitor
import Pipeline
import TextCleaning
import Stories

extension MonitorDataSource {
    /// What the monitor shows of a daemon.
    init(onto reporter: StatusReporter) {
        let lexicon = reporter.pipeline.lexicon
        self.init(
            status: {
                // A structure of numbers and strings is always encodable.
                Array((try? JSONEncoder.plain.encode(reporter.report())) ?? Data("{}".utf8))
            },
            missing: { reporter.missing }, metrics: { Metrics(reporter.report(), reporter.pipeline.stages).text },
            classify: { copy in
                let reader = CopyReader(articleParser: ArticleParser(), classifier: lexicon.state.classifier)
                return reader.message(in: copy, from: "monitor").map {
                    $0.stories.map { Array($0.printedRecord.dropLast()) }
                }
            },
            categories: { lexicon.state.classifier.lexicon.categoryNames })
    }
}

extension Lexicon {
    /// Its categories as people call them, `unclassified` last.
    fileprivate var categoryNames: [CategoryName] {
        categories.map {
            CategoryName(name: $0.name, english: $0.labels["en"] ?? $0.name, chinese: $0.labels["zh"] ?? $0.name)
        } + [CategoryName(name: Verdict.unclassified, english: "unclassified", chinese: "未分类")]
    }
}
