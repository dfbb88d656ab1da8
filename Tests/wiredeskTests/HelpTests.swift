import Foundation
import Testing
import TestSupport

/// What `--help` prints, kept in `Snapshots/`. A change there is a change for users: look at it, then run the tests once
/// with `WIREDESK_UPDATE_SNAPSHOTS=1`.
@Suite(.serialized, .timeLimit(.minutes(5))) struct `Help` {
    static let commands: [[String]] = [
        [], ["run"], ["demo"], ["check"], ["classify"], ["explain"], ["split"], ["send"], ["tail"], ["lexicon"],
        ["lexicon", "train"], ["lexicon", "evaluate"], ["lexicon", "test"], ["lexicon", "diff"],
        ["lexicon", "suggest"], ["status"], ["top"], ["reclassify"], ["dead"],
        ["dead", "list"],
        ["dead", "show"],
        ["dead", "retry"], ["dead", "edit"], ["dead", "drop"], ["embargo"], ["embargo", "list"],
        ["embargo", "release"],
        ["page"], ["page", "list"], ["page", "show"], ["journal"], ["journal", "verify"], ["journal", "backup"],
        ["journal", "repair"], ["keys"], ["keys", "new"], ["keys", "show"], ["keys", "allow"], ["keys", "revoke"],
    ]

    @Test(arguments: commands)
    func `teaches what it taught before`(command: [String]) throws {
        let outcome = try Program.run(command + ["--help"], environment: ["COLUMNS": "100"])
        #expect(outcome.status == 0)
        let snapshot = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Snapshots/\((["wiredesk"] + command).joined(separator: "-")).txt")
        if ProcessInfo.processInfo.environment["WIREDESK_UPDATE_SNAPSHOTS"] != nil {
            try outcome.output.write(to: snapshot, atomically: true, encoding: .utf8)
        }
        #expect(outcome.output == (try String(contentsOf: snapshot, encoding: .utf8)))
    }
}
