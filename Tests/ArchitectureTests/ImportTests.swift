import Foundation
import Testing

/// Which modules each target may import. SwiftPM lets a transitive import through; this does not.
///
/// Imports point one way: wiredesk → Daemon → ends of the path → Pipeline → its parts → Stories; and one target imports each
/// outside thing.
private let allowed: [String: Set<String>] = [
    "JSON": [],
    "Stories": ["JSON"],
    "Threads": ["Foundation", "Glibc", "Synchronization"],
    "KeywordMatching": [],
    "Hashing": ["CCrypto"],
    "CheckedYAML": ["Yams"],
    "TextCleaning": ["CExpat", "CGumbo", "Hashing", "JSON", "Stories", "Foundation", "Glibc"],
    "Classification": ["CheckedYAML", "Hashing", "KeywordMatching", "Stories", "Foundation", "Glibc"],
    "LexiconTraining": ["Classification", "KeywordMatching", "TextCleaning", "Stories", "Foundation", "Glibc"],
    "ZeroMQ": ["CZeroMQ", "Glibc", "Synchronization"],
    "AccessControl": ["Hashing", "Threads", "ZeroMQ", "Foundation", "Glibc", "Logging"],
    "Journaling": ["Hashing", "Stories", "Threads", "GRDB", "GRDBSQLite", "Foundation", "Glibc"],
    "Pipeline": [
        "Classification", "Journaling", "TextCleaning", "Stories", "Threads", "Foundation", "Glibc", "Logging",
        "Synchronization",
    ],
    "Ninjs": ["JSON", "Stories"],
    "FeedProtocol": ["JSON", "Stories", "Foundation"],
    "Endpoints": [
        "AccessControl", "FeedProtocol", "JSON", "Journaling", "Pipeline", "Ninjs", "Stories", "Threads", "ZeroMQ",
        "Foundation", "Glibc", "Logging", "Synchronization",
    ],
    "Monitor": [
        "CMonitorPage", "CZlib", "Hashing", "JSON", "Journaling", "Pipeline", "Ninjs", "Stories", "Threads", "Foundation",
        "Glibc", "HTTPTypes", "Hummingbird", "HummingbirdCore", "Logging", "NIOCore", "NIOHTTP1", "NIOHTTPTypes",
        "NIOPosix", "ServiceLifecycle",
    ],
    "WiredeskClient": ["FeedProtocol", "Stories", "Threads", "ZeroMQ", "Foundation"],
    "Daemon": [
        "AccessControl", "CDefaults", "CProcess", "CheckedYAML", "Classification", "Endpoints", "Hashing",
        "Journaling", "Monitor", "Pipeline", "Stories", "TextCleaning", "Threads", "ZeroMQ", "Foundation",
        "Glibc", "Logging", "ServiceLifecycle", "UnixSignals",
    ],
    "wiredesk": [
        "AccessControl", "CProcess", "CheckedYAML", "Classification", "Daemon", "Endpoints", "Hashing", "JSON", "Journaling",
        "LexiconTraining", "Monitor", "Pipeline", "Stories", "TextCleaning", "Threads", "WiredeskClient", "ZeroMQ",
        "ArgumentParser", "Foundation", "Glibc", "Logging", "ServiceLifecycle", "UnixSignals",
    ],
]

/// Targets that hold no Swift.
private let withoutSwift: Set<String> = [
    "CCrypto", "CDefaults", "CEpoll", "CExpat", "CGumbo", "CMonitorPage", "CProcess", "CZeroMQ", "CZlib",
]

@Suite struct `The architecture` {
    private static let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources")

    private func swiftFiles(of target: String) throws -> [URL] {
        try swiftFiles(in: Self.sources.appending(path: target))
    }

    private func swiftFiles(in folder: URL) throws -> [URL] {
        let all = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        return all.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
    }

    /// The modules that a source file imports, with access levels and attributes left out.
    private func imports(in file: URL) throws -> [String] {
        try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard let index = words.firstIndex(of: "import"), index + 1 < words.count,
                words[..<index].allSatisfy({ $0.hasPrefix("@") || ["public", "package", "internal"].contains($0) })
            else { return nil }
            return String(words[index + 1].prefix { $0 != "." })
        }
    }

    @Test(arguments: allowed.keys.sorted())
    func `lets a target import only what it is meant to`(target: String) throws {
        let files = try swiftFiles(of: target)
        #expect(!files.isEmpty)
        for file in files {
            for module in try imports(in: file) {
                #expect(allowed[target]?.contains(module) == true, "\(target)/\(file.lastPathComponent): \(module)")
            }
        }
    }

    @Test func `names every target`() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.sources.path)
        #expect(Set(folders) == Set(allowed.keys).union(withoutSwift))
    }

    @Test func `keeps the pure targets free of clocks, files and threads`() throws {
        for target in ["JSON", "Stories", "KeywordMatching", "FeedProtocol", "TextCleaning", "Classification"] {
            for file in try swiftFiles(of: target) {
                let text = try String(contentsOf: file, encoding: .utf8)
                var words = ["Date()", "ContinuousClock", "clock_gettime", "Thread", "DispatchQueue", "Logger("]
                // But for what reads the files of a lexicon.
                if !["Lexicon+Load.swift", "LexiconExamples.swift"].contains(file.lastPathComponent) {
                    words += ["FileManager", "contentsOf: URL", "fopen("]
                }
                for word in words {
                    #expect(!text.contains(word), "\(target)/\(file.lastPathComponent): \(word)")
                }
            }
        }
    }

    /// Each target of the manifest, tests among them: where its files are, and every name in its declaration.
    private func declarations() throws -> [String: (folder: URL, names: Set<String>)] {
        let package = Self.sources.deletingLastPathComponent()
        let manifest = try String(contentsOf: package.appending(path: "Package.swift"), encoding: .utf8)
        var declarations: [String: (folder: URL, names: Set<String>)] = [:]
        let start = /\.(?<kind>target|testTarget|executableTarget)\(\s*name: "(?<name>\w+)"/
        let starts = manifest.matches(of: start)
        for (index, match) in starts.enumerated() {
            let end = index + 1 < starts.count ? starts[index + 1].range.lowerBound : manifest.endIndex
            let text = manifest[match.range.lowerBound..<end]
            let standard = match.output.kind == "testTarget" ? "Tests" : "Sources"
            let path = text.firstMatch(of: /path: "(.+?)"/).map { String($0.output.1) }
            declarations[String(match.output.name)] = (
                package.appending(path: path ?? "\(standard)/\(match.output.name)"),
                Set(text.matches(of: /"(\w+)"/).map { String($0.output.1) })
            )
        }
        return declarations
    }

    @Test func `has every target declare the targets that it imports`() throws {
        let declarations = try declarations()
        #expect(declarations["TestSupport"] != nil && declarations["wiredeskTests"] != nil)
        for (target, declaration) in declarations where FileManager.default.fileExists(atPath: declaration.folder.path) {
            for file in try swiftFiles(in: declaration.folder) {
                for module in try imports(in: file) where declarations[module] != nil {
                    #expect(declaration.names.contains(module), "\(target)/\(file.lastPathComponent): \(module)")
                }
            }
        }
    }
}
