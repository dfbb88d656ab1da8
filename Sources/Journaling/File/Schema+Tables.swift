import GRDB

// The file, version 6:
//
//     journal      one row: the stream id, when it was created; clean: whether it was closed in order; backup:
//                  whether it is a copy, which must get a stream of its own before it is written to
//     story        seq → record; identity (128 bits of SHA-256 over source and id, in two integers, the first
//                  indexed), version, event and digest of the text, so that repeats and new versions are told apart;
//                  given: the producer's number of the version, 0 where no producer gave one; NULL in rows of formats
//                  before 5, where it was the same or there was none;
//                  labels: every category that followers find it under, each between spaces;
//                  checksum: the first 8 bytes of a SHA-256 over the row and its distribution. The record comes last,
//                  so that a search by labels does not read it.
//     distribution seq → to whom a story goes and when, where that is not the rule, which it is for most: audience, the
//                  categories it was published under, as labels are written, NULL for a first version; embargo, until
//                  when outlets may hold it, milliseconds since 1970, NULL when there is none
//     position     the newest two seqs of each category: survives the pruning of old stories
//     released_position  the same of stories without an embargo, only of categories where it is something else
//     page         what is left of a message besides its stories, by the page's id and source, with its record; first and
//                  last: the seqs of its first and last story; checksum as for stories. It goes when its last story does
//     dead_letter  what no story could be made of, raw, with the reason and who sent it
//     rejudging    at most one row for all stories and one for those that move: how far the stories have been judged anew, and
//     by which lexicon

extension Schema {
    /// Makes the tables of a new journal.
    static func create(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE journal (
                    stream TEXT NOT NULL,
                    created_at TEXT NOT NULL,
                    clean INTEGER NOT NULL,
                    backup INTEGER NOT NULL
                ) STRICT;
                \(storyTable)
                \(distributionTable)
                CREATE TABLE position (
                    category TEXT PRIMARY KEY,
                    seq INTEGER NOT NULL,
                    previous INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                \(releasedPositionTable)
                \(pageTable)
                \(deadLetterTable)
                \(rejudgingTable)
                PRAGMA application_id = \(applicationID);
                PRAGMA user_version = \(version);
                """)
        try db.execute(
            sql: "INSERT INTO journal (stream, created_at, clean, backup) VALUES (?, datetime('now'), 1, 0)",
            arguments: [newStream()])
    }

    static let storyTable = """
        CREATE TABLE story (
            seq INTEGER PRIMARY KEY,
            identity INTEGER NOT NULL,
            identity_rest INTEGER NOT NULL,
            version INTEGER NOT NULL,
            given INTEGER,
            event TEXT NOT NULL,
            digest BLOB NOT NULL,
            category TEXT NOT NULL,
            labels TEXT NOT NULL,
            received_at INTEGER NOT NULL,
            checksum INTEGER NOT NULL,
            record BLOB NOT NULL
        ) STRICT;
        CREATE INDEX story_identity ON story (identity);
        CREATE INDEX story_received_at ON story (received_at);
        """

    static let distributionTable = """
        CREATE TABLE distribution (
            seq INTEGER PRIMARY KEY,
            audience TEXT,
            embargo INTEGER
        ) STRICT;
        CREATE INDEX distribution_embargo ON distribution (embargo) WHERE embargo IS NOT NULL;
        """

    static let releasedPositionTable = """
        CREATE TABLE released_position (
            category TEXT PRIMARY KEY,
            seq INTEGER NOT NULL,
            previous INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    static let pageTable = """
        CREATE TABLE page (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL,
            source TEXT NOT NULL,
            first INTEGER NOT NULL,
            last INTEGER NOT NULL,
            leftovers INTEGER NOT NULL,
            received_at INTEGER NOT NULL,
            checksum INTEGER NOT NULL,
            record BLOB NOT NULL
        ) STRICT;
        CREATE INDEX page_id ON page (id);
        CREATE INDEX page_last ON page (last);
        """

    static let deadLetterTable = """
        CREATE TABLE dead_letter (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            received_at INTEGER NOT NULL,
            intake TEXT NOT NULL,
            channel TEXT,
            given_id TEXT,
            sender TEXT,
            stage TEXT NOT NULL,
            reason TEXT NOT NULL,
            detail TEXT NOT NULL,
            payload_bytes INTEGER NOT NULL,
            payload BLOB NOT NULL
        ) STRICT;
        """

    static let rejudgingTable = """
        CREATE TABLE rejudging (
            lexicon TEXT NOT NULL,
            every INTEGER NOT NULL,
            first INTEGER NOT NULL,
            next INTEGER NOT NULL,
            last INTEGER NOT NULL
        ) STRICT;
        """
}
