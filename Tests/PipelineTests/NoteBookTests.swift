import TextCleaning
import Stories
import Testing

@testable import Pipeline

@Suite struct `The book of notes` {
    private let book = NoteCounters()

    private func unknown(_ names: String...) -> [CopyNote] { names.map { CopyNote(.unknownKey, key: $0, "unknown") } }

    @Test func `counts by intake and name, and tells what is new`() {
        #expect(book.take(unknown("headlin", "boddy"), of: "wire").map(\.key) == ["headlin", "boddy"])
        #expect(book.take(unknown("headlin"), of: "wire").isEmpty)
        #expect(book.take(unknown("headlin"), of: "south").map(\.key) == ["headlin"])
        _ = book.take([CopyNote(.unreadValue, key: "publishedAt", "no time")], of: "wire")
        #expect(book.byIntake["wire"]?.unknownKeys == ["headlin": 2, "boddy": 1])
        #expect(book.byIntake["wire"]?.unreadValues == ["publishedAt": 1])
        #expect(book.byIntake["south"]?.unknownKeys == ["headlin": 1])
    }

    @Test func `tells of every body that is empty`() {
        for _ in 1...3 { #expect(book.take([CopyNote(.emptyBody, key: "boddy", "no body")], of: "wire").count == 1) }
        #expect(book.byIntake["wire"]?.emptyBodies == 3)
    }

    @Test func `keeps so many names, and counts the rest together`() {
        let names = (1...10_000).map { CopyNote(.unknownKey, key: "key\($0)", "unknown") }
        #expect(book.take(names, of: "wire").count == NoteCounters.namesMax + 1)
        let keys = book.byIntake["wire"]?.unknownKeys
        #expect(keys?.count == NoteCounters.namesMax + 1 && keys?[NoteCounters.others] == 10_000 - NoteCounters.namesMax)
        #expect(book.take(unknown("key1", "key9999"), of: "wire").isEmpty)
    }

    @Test(arguments: [
        ("a\u{1B}[31m", "a\u{FFFD}[31m"), ("a\nb", "a\u{FFFD}b"), ("\u{202E}x", "\u{FFFD}x"), ("正文", "正文"),
        (String(repeating: "x", count: 5000), String(repeating: "x", count: 40) + "…"),
    ])
    func `cleans names, so that they can be shown anywhere`(name: String, shown: String) {
        #expect(book.take(unknown(name), of: "wire").map(\.key) == [shown])
    }

    @Test func `counts leftovers by kind`() {
        book.take([Leftover(.banner, "a"), Leftover(.caption, "b"), Leftover(.banner, "c")])
        #expect(book.leftovers == [.banner: 2, .caption: 1])
    }
}
