import GRDB

/// Journals as older versions of wiredesk left them.
enum Format {
    /// What takes a journal back to before a format; nothing that was only in it may be in the journal.
    static let before5 = """
        DROP INDEX story_embargo;
        ALTER TABLE story DROP COLUMN audience;
        ALTER TABLE story DROP COLUMN embargo;
        DROP TABLE released_position;
        DROP TABLE page;
        """
}
