import FuzzSupport
import TextCleaning
import Stories

/// The article parser on any payload.
///
/// The first byte of the input chooses format and encoding, the rest is the payload: `0` to `3` are auto, text, json and
/// page in UTF-8, `4` to `7` the same in GB 18030. Dates without a zone are eight hours ahead of UTC.
@c(LLVMFuzzerTestOneInput)
public func fuzzPayload(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: start, count: count)
    guard let choice = input.first.map(Int.init) else { return 0 }
    let formats = CopyFormat.allCases
    let encodings = TextEncoding.allCases
    let desk = ArticleParser(
        format: formats[choice % formats.count],
        encoding: encodings[choice / formats.count % encodings.count], zone: zone)
    let copies = desk.checkedCopy(of: Array(input.dropFirst()))
    invariant(
        copies.allSatisfy { !$0.article.body.isEmpty || $0.article.headline != nil || $0.isWithdrawal },
        "copy has text, or takes a story back")
    return 0
}

private let zone = LocalZone("+08:00") ?? .utc
