// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "matching",
    dependencies: [.package(name: "wiredesk", path: "../..")],
    targets: [
        .systemLibrary(name: "CHyperscan", pkgConfig: "libhs", providers: [.apt(["libvectorscan-dev"])]),
        .executableTarget(
            name: "matching",
            dependencies: ["CHyperscan", .product(name: "KeywordMatching", package: "wiredesk")]),
    ]
)
