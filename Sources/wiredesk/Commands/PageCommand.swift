import Daemon
import ArgumentParser
import Glibc
import Journaling
import Stories

/// `wiredesk page`: what belonged to no story.
struct PageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "page",
        abstract: "Look at pages, and at what on them belongs to no story.",
        discussion: """
            Banners, captions, notices and whatever else belongs to no story of a page is kept with it. These commands \
            work beside a running daemon and on the journal of one that is down.

              wiredesk page list
              wiredesk page show yiwu-2026-06-18-3
            """,
        subcommands: [PageList.self, PageShow.self], defaultSubcommand: PageList.self)

    struct PageList: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List pages of which something belongs to no story, oldest first.")

        @OptionGroup var configuration: ConfigurationOptions

        @Option(help: ArgumentHelp("Only pages after this number.", valueName: "number"))
        var after = 0

        @Flag(help: "Print the record of each, wiredesk.page.v1.")
        var json = false

        func run() throws {
            let pages = try PageFolder(SettingsFile.valid(at: configuration.path).settings).withLeftovers(after: after)
            let sheet = LeftoverSheet(style: Style(isOn: Terminal.hasColour(STDOUT_FILENO)))
            if pages.isEmpty, !json { OutputStream.standardError.note("no page has leftovers") }
            for page in pages {
                if json {
                    try OutputStream.standardOutput.write(page.record + [0x0A])
                } else {
                    try OutputStream.standardOutput.print(sheet.line(page))
                }
            }
        }
    }

    struct PageShow: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Show a page: its stories, and what belongs to none of them.",
            discussion: "Of several pages of one id, all are shown, the newest first.")

        @OptionGroup var configuration: ConfigurationOptions

        @Argument(help: "Its id; of a message that was a single story, the story's.")
        var id: String

        @Option(help: ArgumentHelp("Only pages of this source.", valueName: "source"))
        var source: String?

        @Flag(help: "Print the record of each, wiredesk.page.v1.")
        var json = false

        func run() throws {
            let folder = try PageFolder(SettingsFile.valid(at: configuration.path).settings)
            let pages = try folder.pages(id, source: source)
            guard !pages.isEmpty else { throw CommandError(.data, "there is no page \(id)") }
            let sheet = LeftoverSheet(style: Style(isOn: Terminal.hasColour(STDOUT_FILENO)))
            for page in pages {
                if json {
                    try OutputStream.standardOutput.write(page.record + [0x0A])
                } else {
                    for line in sheet.page(page) { try OutputStream.standardOutput.print(line) }
                }
            }
        }
    }
}

/// The pages of a configuration's journal, read beside a running daemon or without one.
struct PageFolder {
    private let reader: JournalReader

    init(_ settings: Settings) throws(CommandError) {
        do { reader = try JournalReader(path: settings.journal.path) } catch { throw CommandError(error) }
    }

    /// Pages with leftovers after a number, oldest first.
    func withLeftovers(after number: Int) throws(CommandError) -> [StoredPage] {
        do { return try reader.pagesWithLeftovers(after: number) } catch { throw CommandError(error) }
    }

    /// The pages of an id, newest first.
    func pages(_ id: String, source: String?) throws(CommandError) -> [StoredPage] {
        do { return try reader.pages(id: id, source: source) } catch { throw CommandError(error) }
    }
}
