import Foundation
import Journaling
import ZeroMQ

/// What the program is made of.
package enum Versions {
    /// wiredesk's own.
    package static let wiredesk = "0.1.0"
    /// libzmq at run time.
    package static var libzmq: String { ZeroMQ.libraryVersion() }
    /// SQLite at run time.
    static var sqlite: String { sqliteVersion() }

    /// A Swift package that is part of the program.
    struct Package: Hashable {
        let name: String
        let version: String
        let revision: String
    }

    /// The packages, by name, as they were when the program was built.
    static var packages: [Package] {
        struct Resolved: Decodable {
            struct Pin: Decodable {
                struct PinState: Decodable {
                    let revision: String
                    let version: String?
                }
                let identity: String
                let state: PinState
            }
            let pins: [Pin]
        }
        // SwiftPM wrote it, and would not have built the program from a broken one.
        let resolved = try? JSONDecoder().decode(Resolved.self, from: Data(ShippedFile.packages.bytes))
        return (resolved?.pins ?? []).map {
            Package(name: $0.identity, version: $0.state.version ?? "–", revision: $0.state.revision)
        }.sorted { $0.name < $1.name }
    }

    /// All of it, a line each.
    package static var lines: [String] {
        let libraries = [
            ("wiredesk", wiredesk, ""), ("libzmq", libzmq, "shared"), ("sqlite", sqlite, "shared"),
            ("swift", compiler, "linked in"),
        ]
        let all = libraries + packages.map { ($0.name, $0.version, String($0.revision.prefix(12))) }
        let (names, versions) = (all.map(\.0.count).max() ?? 0, all.map(\.1.count).max() ?? 0)
        return all.map { name, version, note in
            let line =
                name + String(repeating: " ", count: names - name.count + 2) + version
                + String(repeating: " ", count: versions - version.count + 2) + note
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }

    /// The compiler's version, as far as a program can know it.
    private static var compiler: String {
        #if compiler(>=6.4)
        "6.4 or later"
        #elseif compiler(>=6.3)
        "6.3"
        #else
        "6.2"
        #endif
    }
}
