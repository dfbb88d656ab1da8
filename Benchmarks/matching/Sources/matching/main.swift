// matching TEXTS TERMS ROUNDS caseless|exact: times KeywordMatcher and Vectorscan on the same terms and texts, in turns,
// and prints one JSON object. TEXTS holds texts, TERMS terms, one a line, with \n for newlines in texts.

import Foundation
import KeywordMatching

func lines(_ path: String) throws -> [String] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
}

struct Measure: Encodable {
    var megabytesPerSecond: [Double] = []
    var matches = 0
    var bytes = 0
    var checksum = 0
}

struct Report: Encodable {
    var terms = 0
    var termBytes = 0
    var textBytes = 0
    var wiredesk = Measure()
    var vectorscan = Measure()
}

let arguments = CommandLine.arguments
let texts = try lines(arguments[1]).map { $0.replacingOccurrences(of: "\\n", with: "\n") }
let terms = try lines(arguments[2])
let rounds = Int(arguments[3]) ?? 5
let matcher = KeywordMatcher(terms)
let vectorscan = try Vectorscan(terms, caseless: arguments[4] == "caseless")
// Both get native, contiguous text.
let strings = texts.map { text in String(decoding: Array(text.utf8), as: UTF8.self) }
let bytes = texts.map { Array($0.utf8) }

var report = Report()
report.terms = terms.count
report.termBytes = terms.reduce(0) { $0 + $1.utf8.count }
report.textBytes = bytes.reduce(0) { $0 + $1.count }
report.wiredesk.bytes = matcher.footprint
report.vectorscan.bytes = vectorscan.bytes

func seconds(_ work: () -> Void) -> Double {
    let start = ContinuousClock.now
    work()
    return (ContinuousClock.now - start) / .seconds(1)
}

let megabytes = Double(report.textBytes) / 1e6

for _ in 0..<rounds {
    var count = 0
    var sum = 0
    let own = seconds {
        for text in strings {
            matcher.forEachMatch(in: text) { match in
                count += 1
                sum &+= match.start &* 31 &+ match.end
            }
        }
    }
    report.wiredesk.megabytesPerSecond.append(megabytes / own)
    (report.wiredesk.matches, report.wiredesk.checksum) = (count, sum)
    let theirs = seconds { report.vectorscan.matches = bytes.reduce(0) { $0 + vectorscan.count(in: $1) } }
    report.vectorscan.megabytesPerSecond.append(megabytes / theirs)
}
print(String(decoding: try JSONEncoder().encode(report), as: UTF8.self))
