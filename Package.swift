// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours: Swift 6 language mode (from the tools version), no warning passes, and an import must
/// be written where a member is used, so that the import test tells the truth.
let ours: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
]

/// The same for what works through text all day. Without the optimizer it is 10 to 20 times slower, and most of what the tests
/// take; so a debug build has it too. Targets of library products are left out: a package that uses them may have no such flag.
let fast = ours + [.unsafeFlags(["-O"], .when(configuration: .debug))]

let package = Package(
    name: "wiredesk",
    products: [
        .executable(name: "wiredesk", targets: ["wiredesk"]),
        .library(name: "ZeroMQ", targets: ["ZeroMQ"]),
        .library(name: "KeywordMatching", targets: ["KeywordMatching"]),
        .library(name: "Stories", targets: ["Stories"]),
        .library(name: "WiredeskClient", targets: ["WiredeskClient"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.35.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        // Without its traits: no configuration package, no full Foundation of its own.
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // JSON, written and read.
        .target(name: "JSON", swiftSettings: ours),
        .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: ours),

        // The vocabulary: what a story, its verdict and its record are.
        .target(name: "Stories", dependencies: ["JSON"], swiftSettings: ours),
        .testTarget(name: "StoriesTests", dependencies: ["Stories"], swiftSettings: ours),

        // Named threads, what they wait for, and what they share.
        .target(name: "Threads", swiftSettings: ours),
        .testTarget(name: "ThreadsTests", dependencies: ["Threads"], swiftSettings: ours),

        // Longest-match keyword search over clean text.
        .target(name: "KeywordMatching", swiftSettings: ours),
        .testTarget(name: "KeywordMatchingTests", dependencies: ["KeywordMatching"], swiftSettings: ours),

        // SHA-256, by the system's libcrypto.
        .systemLibrary(name: "CCrypto", providers: [.apt(["libssl-dev"])]),
        .target(name: "Hashing", dependencies: ["CCrypto"], swiftSettings: ours),
        .testTarget(name: "HashingTests", dependencies: ["Hashing"], swiftSettings: ours),

        // HTML's tree, by Debian's gumbo in bounded time and memory.
        .target(name: "CGumbo", linkerSettings: [.linkedLibrary("gumbo")]),
        // XML, event by event.
        .systemLibrary(name: "CExpat", providers: [.apt(["libexpat1-dev"])]),

        // Raw copy to clean articles: decode, clean, take out bylines, split pages.
        .target(
            name: "TextCleaning", dependencies: ["JSON", "CExpat", "CGumbo", "Hashing", "Stories"], swiftSettings: fast),
        .testTarget(name: "TextCleaningTests", dependencies: ["JSON", "TextCleaning", "Stories"], swiftSettings: ours),

        // YAML that people write: every value knows its place, everything wrong is said at once.
        .target(
            name: "CheckedYAML", dependencies: [.product(name: "Yams", package: "Yams")], swiftSettings: ours),
        .testTarget(name: "CheckedYAMLTests", dependencies: ["CheckedYAML"], swiftSettings: ours),

        // The lexicon and the verdict it gives.
        .target(
            name: "Classification",
            dependencies: ["CheckedYAML", "Hashing", "KeywordMatching", "Stories"], swiftSettings: fast),
        .testTarget(
            name: "ClassificationTests", dependencies: ["CheckedYAML", "Classification", "KeywordMatching", "Stories"],
            swiftSettings: ours),

        // Learns a lexicon from labelled stories, and measures one.
        .target(
            name: "LexiconTraining",
            dependencies: ["Classification", "KeywordMatching", "TextCleaning", "Stories"], swiftSettings: fast),
        .testTarget(
            name: "LexiconTrainingTests",
            dependencies: ["Classification", "KeywordMatching", "LexiconTraining", "Stories"], swiftSettings: ours),

        // Safe ZeroMQ sockets; knows no news.
        .systemLibrary(name: "CZeroMQ", providers: [.apt(["libzmq3-dev"])]),
        .target(name: "CEpoll"),
        .target(name: "ZeroMQ", dependencies: ["CEpoll", "CZeroMQ"], swiftSettings: ours + [.strictMemorySafety()]),
        .testTarget(name: "ZeroMQTests", dependencies: ["CEpoll", "ZeroMQ"], swiftSettings: ours),

        // Who connects to sockets that listen, by which CURVE certificates, and what they may do there.
        .target(
            name: "AccessControl",
            dependencies: ["Hashing", "Threads", "ZeroMQ", .product(name: "Logging", package: "swift-log")],
            swiftSettings: ours),
        .testTarget(
            name: "AccessControlTests",
            dependencies: [
                "AccessControl", "Threads", "ZeroMQ", .product(name: "Logging", package: "swift-log"),
            ], swiftSettings: ours),

        // The journal: records under their sequence numbers, in SQLite.
        .target(
            name: "Journaling",
            dependencies: [
                "Threads",
                "Hashing", "Stories", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ], swiftSettings: ours),
        .testTarget(
            name: "JournalingTests",
            dependencies: [
                "Hashing", "Journaling", "Stories", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: ours),

        // The path of a story, from intake to outlet.
        .target(
            name: "Pipeline",
            dependencies: [
                "Threads",
                "Classification", "Journaling", "TextCleaning", "Stories",
                .product(name: "Logging", package: "swift-log"),
            ], swiftSettings: ours),
        .testTarget(
            name: "PipelineTests",
            dependencies: [
                "Threads",
                "Classification", "JSON", "Journaling", "Pipeline", "TextCleaning", "Stories", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: ours),

        // What several test targets share.
        .target(
            name: "TestSupport",
            dependencies: ["Threads", "Classification", "Journaling", "Pipeline", "Stories", "Endpoints", "ZeroMQ"],
            path: "Tests/Support/TestSupport", swiftSettings: ours),

        // Stories as ninjs, the IPTC's news in JSON.
        .target(name: "Ninjs", dependencies: ["JSON", "Stories"], swiftSettings: ours),
        .testTarget(
            name: "NinjsTests", dependencies: ["Ninjs", "Stories", "TestSupport"], exclude: ["Rules"],
            swiftSettings: ours),

        // The messages of the feed, for both ends. Alone, so that fuzzing it builds little.
        .target(name: "FeedProtocol", dependencies: ["JSON", "Stories"], swiftSettings: ours),
        .testTarget(name: "FeedProtocolTests", dependencies: ["FeedProtocol", "Stories"], swiftSettings: ours),

        // The ends of the path on ZeroMQ: sub, pull and submit intakes, pub outlet.
        .target(
            name: "Endpoints",
            dependencies: [
                "JSON",
                "AccessControl", "FeedProtocol", "Threads",
                "Journaling", "Pipeline", "Ninjs", "Stories", "ZeroMQ",
                .product(name: "Logging", package: "swift-log"),
            ], swiftSettings: ours),
        .testTarget(
            name: "EndpointsTests",
            dependencies: [
                "AccessControl", "Threads",
                "Classification", "Journaling", "Pipeline", "Stories", "Endpoints", "TestSupport", "ZeroMQ",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: ours),

        // The ends of the path on HTTP: the live page, stories, streams and feeds.
        .target(name: "CMonitorPage"),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .target(
            name: "Monitor",
            dependencies: [
                "JSON",
                "CMonitorPage", "CZlib", "Hashing", "Journaling", "Pipeline", "Ninjs", "Stories", "Threads",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ], swiftSettings: ours),

        .testTarget(
            name: "MonitorTests",
            dependencies: [
                "JSON",
                "Journaling", "Monitor", "Stories", "Threads",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: ours),

        // What programs follow a daemon's feed with.
        .target(
            name: "WiredeskClient", dependencies: ["FeedProtocol", "Stories", "Threads", "ZeroMQ"], swiftSettings: ours),
        .testTarget(
            name: "WiredeskClientTests",
            dependencies: [
                "Journaling", "Pipeline", "Stories", "WiredeskClient", "Endpoints", "TestSupport", "ZeroMQ",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: ours),

        // A disk in memory that fails as disks do, under SQLite; and the simulation that runs on it.
        .target(
            name: "SimulatedDisk", dependencies: ["TestSupport", "Threads", .product(name: "GRDBSQLite", package: "GRDB.swift")],
            path: "Tests/Support/SimulatedDisk", swiftSettings: ours),
        .testTarget(
            name: "SimulationTests",
            dependencies: [
                "Journaling", "SimulatedDisk", "Stories", "WiredeskClient", "Endpoints", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: ours),

        // The daemon: settings, composition, control, reload, service, keys, logs.
        .target(name: "CDefaults"),
        .target(name: "CProcess"),
        .target(
            name: "Daemon",
            dependencies: [
                "AccessControl", "CDefaults", "CProcess", "CheckedYAML", "Classification", "Endpoints", "Hashing",
                "Journaling", "Monitor", "Pipeline", "Stories", "TextCleaning", "Threads", "ZeroMQ",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ], swiftSettings: ours),
        .testTarget(
            name: "DaemonTests",
            dependencies: [
                "AccessControl", "CheckedYAML", "Daemon", "Endpoints", "TestSupport", "Journaling", "Pipeline",
                "Stories", "TextCleaning", "Threads", "ZeroMQ",
            ], swiftSettings: ours),

        // Commands, and what they show on terminals and as HTML.
        .executableTarget(
            name: "wiredesk",
            dependencies: [
                "AccessControl", "CProcess", "CheckedYAML", "Classification", "Daemon", "Endpoints", "Hashing", "JSON",
                "Journaling", "LexiconTraining", "Monitor", "Pipeline", "Stories", "TextCleaning", "Threads",
                "WiredeskClient", "ZeroMQ",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ], swiftSettings: ours),
        .testTarget(
            name: "wiredeskTests",
            dependencies: [
                "CheckedYAML", "Journaling", "Pipeline", "TextCleaning", "Stories", "Threads",
                "Daemon", "TestSupport",
                "Endpoints",
                "ZeroMQ", "wiredesk",
            ],
            exclude: ["Snapshots"], swiftSettings: ours),

        // Each promise of the design, held against the real daemon.
        .testTarget(
            name: "PromiseTests",
            dependencies: [
                "Threads",
                "Journaling", "Pipeline", "TextCleaning", "Stories", "TestSupport", "Endpoints", "ZeroMQ",
                "wiredesk",
            ],
            swiftSettings: ours),

        .testTarget(name: "ArchitectureTests", swiftSettings: ours),
    ]
)

// The fuzz targets, which `Fuzz/run.sh` builds: libFuzzer brings their `main`, so an ordinary build leaves them out.
if Context.environment["WIREDESK_FUZZ"] == "1" {
    func fuzz(_ name: String, in folder: String, _ parts: [Target.Dependency]) -> Target {
        .executableTarget(
            name: "fuzz-\(name)", dependencies: ["FuzzSupport"] + parts, path: "Fuzz/\(folder)",
            swiftSettings: ours + [.unsafeFlags(["-parse-as-library"])])
    }
    // They read bytes only, so nothing else is built or fetched for them.
    let parts = ["CCrypto", "CExpat", "CGumbo", "FeedProtocol", "Hashing", "JSON", "TextCleaning", "Stories"]
    package.dependencies = []
    package.products = []
    package.targets.removeAll { !parts.contains($0.name) }
    package.targets += [
        .target(
            name: "FuzzSupport", dependencies: ["TextCleaning", "Stories"], path: "Fuzz/Support", swiftSettings: ours),
        fuzz("payload", in: "Payload", ["TextCleaning", "Stories"]),
        fuzz("page", in: "Page", ["TextCleaning", "Stories"]),
        fuzz("feed", in: "Feed", ["FeedProtocol"]),
    ]
}
