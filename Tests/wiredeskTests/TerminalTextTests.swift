import Foundation
import Glibc
import Stories
import Pipeline
import Testing
import TestSupport

@testable import Daemon
@testable import wiredesk

/// What a producer may send to take hold of a terminal.
private let hostile =
    "\u{1B}]0;title\u{7}\u{1B}[31mred\u{9B}31m\r\n\u{7F}\u{202E}back\u{2066}\u{61C}\u{200F}\u{2028}\u{1B}[0m"

/// Whether a terminal would show a text and do nothing else, but for line ends and our looks.
private func isHarmless(_ text: String) -> Bool {
    let looks = /\u{1B}\[[0-9;]*m/.matchingSemantics(.unicodeScalar)
    return !text.replacing(looks, with: "").unicodeScalars.contains { TerminalText.isObeyed($0) && $0 != "\n" }
}

@Suite struct `Foreign text` {
    @Test func `is on one line with blanks`() {
        #expect(TerminalText.onOneLine("a\u{1B}[31mb\nc\u{9B}d\u{202E}e") == "a [31mb c d e")
    }

    @Test(
        arguments: Array(0..<0x20) + Array(0x7F...0x9F) + [0x61C, 0x200E, 0x200F] + Array(0x2028...0x202E)
            + Array(0x2066...0x2069))
    func `is obeyed by nobody`(value: UInt32) throws {
        let text = "a\(Character(try #require(Unicode.Scalar(value))))b"
        #expect(TerminalText.rendered(text, hasColour: true) == "a\u{FFFD}b")
        #expect(TerminalText.onOneLine(text) == "a b")
        #expect(TerminalText.escaped(text) == (value == 10 ? #"a\nb"# : "a\\u{\(String(value, radix: 16))}b"))
        #expect(DisplayWidth.of(text) == 3)
    }

    @Test(arguments: ["", "plain", "本报讯 义乌", "e\u{301}", "👩\u{200D}🚒", "a\u{A0}b\u{AD}"])
    func `without such characters stays as it is`(text: String) {
        #expect(TerminalText.rendered(text, hasColour: true) == text)
        #expect(TerminalText.escaped(text) == text)
    }

    @Test func `has our looks where colours are on, and no others`() {
        let style = Style(isOn: true)
        let line = style("a\u{1B}[7mb", .bold, .colour(75)) + "\u{1B}[31mc\u{1B}[0m"
        let plain = "a\u{FFFD}[7mb\u{FFFD}[31mc\u{FFFD}[0m"
        #expect(TerminalText.rendered(line, hasColour: false) == plain)
        #expect(
            TerminalText.rendered(line, hasColour: true)
                == "\u{1B}[1;38;5;75ma\u{FFFD}[7mb\u{1B}[0m\u{FFFD}[31mc\u{FFFD}[0m")
        // A look that was cut off is none.
        #expect(TerminalText.rendered(String(style("a", .bold).dropLast()), hasColour: true).hasSuffix("0"))
        #expect(TerminalText.rendered("a\nb\tc\r", hasColour: true, keeping: ["\n", "\t"]) == "a\nb\tc\u{FFFD}")
    }
}

@Suite(.timeLimit(.minutes(10))) struct `No command` {
    private let folder: URL

    init() throws { folder = try TemporaryFolder.make() }

    private func file(_ name: String, _ objects: [[String: Any]]) throws -> String {
        let lines = try objects.map { try JSONSerialization.data(withJSONObject: $0) + [0x0A] }
        let path = folder.appending(path: name)
        try Data(lines.joined()).write(to: path)
        return path.path
    }

    /// The output of a command on a terminal, which has colours.
    private func onTerminal(_ arguments: [String]) throws -> String {
        let (main, other) = try pseudoterminal()
        let process = Process()
        process.executableURL = Program.binary
        process.arguments = arguments
        process.environment = ["TERM": "xterm-256color", "PATH": "/usr/bin:/bin"]
        process.standardOutput = other
        process.standardError = other
        try process.run()
        try other.close()
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        // Ends with an error when the last who has the other side open has closed it.
        while case let count = read(main.fileDescriptor, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
        process.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n").replacing("\u{1B}[K", with: "")
    }

    private func pseudoterminal() throws -> (main: FileHandle, other: FileHandle) {
        // What posix_openpt(3), unlockpt(3) and ptsname(3) do, which Glibc's module leaves out.
        let main = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        try #require(main >= 0)
        var isLocked: Int32 = 0
        let (unlock, peer): (UInt, UInt) = (0x4004_5431, 0x5441)
        try #require(ioctl(main, unlock, &isLocked) == 0)
        let other = ioctl(main, peer, O_RDWR | O_NOCTTY)
        try #require(other >= 0)
        return (
            FileHandle(fileDescriptor: main, closeOnDealloc: true),
            FileHandle(fileDescriptor: other, closeOnDealloc: true)
        )
    }

    @Test(arguments: [
        ["classify"], ["explain"], ["split"], ["lexicon", "evaluate", "--worst", "3"], ["lexicon", "suggest"],
        ["send", "--to", "tcp://127.0.0.1:1", "--timeout", "1"], ["lexicon", "test"], ["check", "--config"],
        ["keys", "show"], ["dead", "list", "--config"],
    ])
    func `lets foreign text take hold of a terminal`(command: [String]) throws {
        let stories = (0..<3).map { number in
            [
                "id": "i\(number)\(hostile)", "body": "市消防救援支队扑灭一起仓库火灾。\(hostile)第\(number)号",
                "headline": "头\(hostile)条", "source": "s\(hostile)", "label": number == 2 ? "l\(hostile)" : "economy",
            ]
        }
        let path = try file("a\u{1B}[31m\u{9B}2J\u{202E}.ndjson", stories)
        let plain = try Program.run(command + [path])
        for text in [plain.output, plain.errors] {
            #expect(!text.unicodeScalars.contains { TerminalText.isObeyed($0) && $0 != "\n" }, "\(command): \(text)")
        }
        let shown = try onTerminal(command + [path])
        #expect(isHarmless(shown.replacing("\r", with: "")), "\(command): \(shown)")
        #expect(!shown.contains("\u{1B}[31mred"))
    }

    @Test func `on a terminal is without colours`() throws {
        let path = try file("a.ndjson", [["id": "1", "body": "市消防救援支队扑灭一起仓库火灾。"]])
        #expect(try onTerminal(["classify", path]).contains("\u{1B}[38;5;214m"))
    }
}

@Suite struct `A follower` {
    private func follower(_ id: [UInt8], lag: Int = 0, categories: [String] = []) -> FollowerFigures {
        let digits = id.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return FollowerFigures(peer: digits, at: 1, lag: lag, credit: 9, categories: categories, silence: 0)
    }

    @Test func `is called by the id that it chose, if that can be read`() {
        #expect(follower(Array("archive-1".utf8)).name == "archive-1")
        #expect(follower(Array("档案 室".utf8)).name == "档案 室")
        #expect(follower([0, 1, 2, 0x41, 0x42]).name == "0001024142")
        #expect(follower([0xFF, 0x41]).name == "ff41")
        #expect(follower(Array("a\u{9B}b".utf8)).name == "61c29b62")
        #expect(follower(Array("a\u{202E}b".utf8)).name == "61e280ae62")
    }

    @Test func `has a label that does not change with its connection`() {
        let random = (0..<50).map { follower([0, 0x6B, 1, 2, UInt8($0)], lag: $0) }
        let chosen = (0..<150).map { follower(Array("f\($0)".utf8), lag: $0) }
        let lags = (random + chosen + [follower([0xFF], lag: 7), follower(Array("f3".utf8), lag: 900)]).lagsByLabel
        #expect(lags.count == 101 && Set(lags.map(\.label)).count == 101)
        let byLabel = Dictionary(uniqueKeysWithValues: lags.map { ($0.label, $0.lag) })
        #expect(byLabel["anonymous"] == 49 && byLabel["f3"] == 900 && byLabel["others"] == 149)
        #expect(byLabel["f98"] == 98 && byLabel["f99"] == nil)
    }
}
