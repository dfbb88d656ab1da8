package import Stories

/// What the monitor shows of the pipeline besides its stories. All may be called by any thread, and wait for no disk.
package struct MonitorDataSource: Sendable {
    /// How the daemon stands, as JSON.
    package var status: @Sendable () -> [UInt8]
    /// What keeps it from being ready, a sentence each.
    package var missing: @Sendable () -> [String]
    /// The status, timings of the stages and figures of the process, in the text format of Prometheus.
    package var metrics: @Sendable () -> String
    /// Classifies a text: the record of each story in it, one line of JSON each.
    package var classify: @Sendable (_ copy: [UInt8]) -> Result<[[UInt8]], Rejection>
    /// The categories of the lexicon in force, in its order, `unclassified` last.
    package var categories: @Sendable () -> [CategoryName]

    package init(
        status: @escaping @Sendable () -> [UInt8], missing: @escaping @Sendable () -> [String],
        metrics: @escaping @Sendable () -> String,
        classify: @escaping @Sendable (_ copy: [UInt8]) -> Result<[[UInt8]], Rejection>,
        categories: @escaping @Sendable () -> [CategoryName]
    ) {
        self.status = status
        self.missing = missing
        self.metrics = metrics
        self.classify = classify
        self.categories = categories
    }
}

/// A category as people call it.
package struct CategoryName: Hashable, Sendable {
    /// The category's name.
    package var name: String
    /// In English.
    package var english: String
    /// In Chinese.
    package var chinese: String

    package init(name: String, english: String, chinese: String) {
        self.name = name
        self.english = english
        self.chinese = chinese
    }
}
