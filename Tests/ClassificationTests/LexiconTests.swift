import CheckedYAML
import Classification
import Foundation
import Stories
import Testing

@Suite struct `A lexicon` {
    @Test func `is read whole from its two files`() throws {
        let lexicon = try Fixtures.lexicon()
        #expect(lexicon.version.name == "small")
        #expect(lexicon.classes == ["safety", "culture", "unclassified"])
        #expect(
            lexicon.categories[0]
                == Lexicon.Category(
                    name: "safety", labels: ["en": "Safety", "zh": "安全"], mediaTopics: ["medtop:03000000"],
                    threshold: 0.4))
        #expect(lexicon.terms.count == 7)
        #expect(lexicon.terms[0] == Lexicon.Term(text: "火灾", weights: [3, -0.5, 0]))
        #expect(lexicon.terms.filter(\.isFixed).map(\.text) == ["大麻", "大麻烦"])
        #expect(lexicon.terms.filter { !$0.bears }.map(\.text) == ["大麻烦"])
        #expect(lexicon.scoring.biases == [-1.5, -1, 0.5])
        #expect(lexicon.scoring.headlineFactor == 3)
        #expect(lexicon.scoring.evidenceMax == 4)
    }

    @Test func `has a version that changes with every byte of either file`() throws {
        let version = try Fixtures.lexicon().version.version
        #expect(version.count == 12 && version.allSatisfy { $0.isHexDigit && !$0.isUppercase })
        #expect(try Fixtures.lexicon().version.version == version)
        #expect(try Fixtures.lexicon(terms: Fixtures.terms + "# x\n").version.version != version)
        #expect(try Fixtures.lexicon(yaml: Fixtures.yaml + "\n# x\n").version.version != version)
    }

    @Test(arguments: [
        "\u{FEFF}" + Fixtures.terms,
        Fixtures.terms.replacing("\n", with: "\r\n"),
        String(Fixtures.terms.dropLast()),
    ])
    func `is read from a sheet as spreadsheets save it`(terms: String) throws {
        #expect(try Fixtures.lexicon(terms: terms).terms == Fixtures.lexicon().terms)
    }

    @Test func `takes columns in any order, and none for the note or unclassified`() throws {
        let lexicon = try Fixtures.lexicon(terms: "culture\tterm\tsafety\n1.5\tinterest rate\t-.25\n+2\t中\t\n")
        #expect(lexicon.terms.map(\.weights) == [[-0.25, 1.5, 0], [0, 2, 0]])
    }

    @Test func `is loaded from a folder, with paths in what is wrong`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "lexicon-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(
            findings { try Lexicon.load(from: folder.path) } == [
                "\(folder.path)/lexicon.yaml: the file is missing", "\(folder.path)/terms.tsv: the file is missing",
            ])
        try Data(Fixtures.yaml.utf8).write(to: folder.appending(path: "lexicon.yaml"))
        try Data(Fixtures.terms.utf8).write(to: folder.appending(path: "terms.tsv"))
        #expect(try Lexicon.load(from: folder.path).version == Fixtures.lexicon().version)
    }

    @Test func `shows fifty findings and counts the rest`() {
        let rows = (0..<60).map { "词\($0)\tx\t0" }.joined(separator: "\n")
        let shown = findings { try Fixtures.lexicon(terms: "term\tsafety\tculture\n" + rows) }
        #expect(shown.count == 51)
        #expect(shown.last == "… and 10 more")
    }
}

/// The lines of the error that loading ends with; empty when it succeeds.
func findings(_ load: () throws -> Lexicon) -> [String] {
    do {
        _ = try load()
        return []
    } catch {
        return String(describing: error).split(separator: "\n").map(String.init)
    }
}
