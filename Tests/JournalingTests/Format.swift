import GRDB

/// Journals as older versions of wiredesk left them.
enum Format {
    /// What takes a journal back to before format 5; nothing that was only in it may be in the journal.
    static let before5 = """
        DROP TABLE distribution;
        DROP TABLE released_position;
        DROP TABLE page;
        """

    /// What takes a journal back to format 5, which had the distribution in the rows of the stories.
    static let to5 = """
        ALTER TABLE story RENAME TO story_6;
        DROP INDEX story_identity;
        DROP INDEX story_received_at;
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
            audience TEXT,
            embargo INTEGER,
            received_at INTEGER NOT NULL,
            checksum INTEGER NOT NULL,
            record BLOB NOT NULL
        ) STRICT;
        INSERT INTO story
        SELECT seq, identity, identity_rest, version, given, event, digest, category, labels, audience, embargo,
            received_at, checksum, record
        FROM story_6 LEFT JOIN distribution USING (seq);
        CREATE INDEX story_identity ON story (identity);
        CREATE INDEX story_received_at ON story (received_at);
        CREATE INDEX story_embargo ON story (embargo) WHERE embargo IS NOT NULL;
        DROP TABLE story_6;
        DROP TABLE distribution;
        PRAGMA user_version = 5;
        """
}
