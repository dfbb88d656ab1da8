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

let package = Package(
    name: "wiredesk",
    dependencies: [
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2")
    ],
    targets: [
        // The vocabulary: what a story, its verdict and its record are. Imports nothing.
        .target(name: "Stories", swiftSettings: ours),
        .testTarget(name: "StoriesTests", dependencies: ["Stories"], swiftSettings: ours),

        // Longest-match keyword search over clean text.
        .target(name: "KeywordMatching", swiftSettings: ours),
        .testTarget(name: "KeywordMatchingTests", dependencies: ["KeywordMatching"], swiftSettings: ours),

        // SHA-256, by the system's libcrypto.
        .systemLibrary(name: "CCrypto", providers: [.apt(["libssl-dev"])]),
        .target(name: "Hashing", dependencies: ["CCrypto"], swiftSettings: ours),
        .testTarget(name: "HashingTests", dependencies: ["Hashing"], swiftSettings: ours),

        // Raw copy to clean articles: decode, clean, take out bylines, split pages.
        .target(name: "Newsprint", dependencies: ["Hashing", "Stories"], swiftSettings: ours),
        .testTarget(name: "NewsprintTests", dependencies: ["Newsprint", "Stories"], swiftSettings: ours),

        // The lexicon and the verdict it gives.
        .target(
            name: "Classification",
            dependencies: ["Hashing", "KeywordMatching", "Stories", .product(name: "Yams", package: "Yams")],
            swiftSettings: ours),
        .testTarget(
            name: "ClassificationTests", dependencies: ["Classification", "KeywordMatching", "Stories"],
            swiftSettings: ours),

        // Learns a lexicon from labelled stories, and measures one.
        .target(
            name: "LexiconTraining", dependencies: ["Classification", "KeywordMatching", "Newsprint", "Stories"],
            swiftSettings: ours),
        .testTarget(
            name: "LexiconTrainingTests",
            dependencies: ["Classification", "KeywordMatching", "LexiconTraining", "Stories"], swiftSettings: ours),
    ]
)
