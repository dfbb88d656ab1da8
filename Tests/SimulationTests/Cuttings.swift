/// What a follower has of the news, and the position it would keep on its own disk; holds it to the truth at once.
struct Cuttings {
    /// The category it follows; `nil` for all.
    let category: String?
    /// The stream it is in.
    private(set) var stream: String?
    /// Everything up to here has been seen, or was removed before it could be.
    private(set) var last = 0
    /// How many records it has taken.
    private(set) var count = 0

    init(of category: String?) {
        self.category = category
    }

    /// Begins with another stream.
    mutating func startOver(_ stream: String) {
        self.stream = stream
        last = 0
    }

    /// Takes a record, which must be the next that it has not seen.
    mutating func take(_ seq: Int, _ record: [UInt8], _ truth: Truth) throws {
        let stream = stream ?? truth.stream
        try promise(seq > last, "seq \(seq) was taken twice")
        guard let fact = truth.fact(seq, in: stream) else {
            throw Violation(description: "seq \(seq) was heard of before it was durable")
        }
        try promise(fact.record == record, "seq \(seq) is not what was journaled")
        try promise(category.map(fact.audience.contains) ?? true, "seq \(seq) is not for \(category ?? "all")")
        try missNothing(before: seq, truth)
        last = seq
        count += 1
    }

    /// Was told that all it asked for, up to a number, has been sent.
    mutating func advance(to seq: Int, _ truth: Truth) throws {
        guard seq > last else { return }
        try missNothing(before: seq + 1, truth)
        last = seq
    }

    /// Was told that everything before a number is gone.
    mutating func skip(to oldest: Int, _ truth: Truth) throws {
        try promise(
            oldest == 1 || truth.isPruned(oldest - 1, in: stream), "seq \(oldest - 1) is said to be gone, and is not")
        last = max(last, oldest - 1)
    }

    private func missNothing(before seq: Int, _ truth: Truth) throws {
        let missed = missed(before: seq, in: stream ?? truth.stream, truth)
        try promise(missed.isEmpty, "\(category ?? "all") missed \(missed) before \(seq)")
    }

    private func missed(before seq: Int, in stream: String, _ truth: Truth) -> [Int] {
        let position = stream == self.stream ? last : 0
        guard position + 1 < seq else { return [] }
        // Whoever has seen nothing yet begins at the oldest that there is.
        return truth.numbers(position + 1..<seq, for: category, in: stream)
            .filter { position > 0 || !truth.isPruned($0, in: stream) }
    }

    /// Whether it has everything there is.
    func isComplete(_ truth: Truth) -> Bool {
        missed(before: truth.head + 1, in: truth.stream, truth).isEmpty
    }
}
