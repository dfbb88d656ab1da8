import FuzzSupport
import TextCleaning
import Stories

/// The page splitter on any text; that it takes linear time is for libFuzzer's `-timeout` to say.
///
/// The first byte of the input says how often the rest is repeated, so that a short input can be a large page: `0` is
/// once, `1` twice, `2` four times and so on, `?` as often as 64 kB hold it, any other byte once.
@c(LLVMFuzzerTestOneInput)
public func fuzzPage(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: start, count: count)
    guard let choice = input.first, count > 1 else { return 0 }
    let unit = Array(input.dropFirst())
    let doublings = (48..<64).contains(choice) ? choice - 48 : 0
    let times = min(1 << Int(doublings), max(1, payloadBytesMax / unit.count))
    let payload = Array(repeatElement(unit, count: times).joined())
    checkPage(ArticleParser(format: .page).checkedCopy(of: payload), of: payload)
    return 0
}

/// The largest page that repetition makes.
private let payloadBytesMax = 65_536

private func checkPage(_ stories: [ArticleCopy], of payload: [UInt8]) {
    for (i, story) in stories.enumerated() {
        invariant(story.page?.index == i + 1, "the stories of a page are numbered from 1, without a gap")
        invariant(story.page?.of == stories.count, "a story says how many its page holds")
        invariant(story.page?.id == stories[0].page?.id, "the stories of a page name the same page")
    }
    // A reporter who also took the pictures is named twice, so that names may count double.
    let bytes = stories.flatMap(\.texts).reduce(0) { $0 + $1.text.utf8.count }
    invariant(bytes <= 2 * payload.count, "a page gives no more text than it has")
}
