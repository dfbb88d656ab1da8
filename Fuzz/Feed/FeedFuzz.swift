import FeedProtocol
import FuzzSupport

/// The reader of feed requests on any frame.
@c(LLVMFuzzerTestOneInput)
public func fuzzFeed(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let frame = Array(UnsafeBufferPointer(start: start, count: count))
    let outcome = reading(frame)
    invariant(outcome == reading(frame), "reading is deterministic")
    switch outcome {
    case .success(.follow(let follow)): check(follow)
    case .success(.credit(let credit)): invariant(credit >= 0, "credit is not negative")
    case .success(.bye): break
    case .failure(let malformed): invariant(!malformed.reason.isEmpty, "a refusal has a reason")
    }
    return 0
}

private func reading(_ frame: [UInt8]) -> Result<FeedRequest, FeedRequest.Malformed> {
    do throws(FeedRequest.Malformed) { return .success(try FeedRequest(frame)) } catch { return .failure(error) }
}

private func check(_ follow: FeedRequest.Follow) {
    invariant(follow.credit >= 0, "credit is not negative")
    guard let categories = follow.categories else { return }
    invariant((1...FeedRequest.categoriesMax).contains(categories.count), "categories are some, and not too many")
    invariant(categories.allSatisfy { $0.utf8.count <= FeedRequest.nameBytesMax }, "a category's name is short")
}
