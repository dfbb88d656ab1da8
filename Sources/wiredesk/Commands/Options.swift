import Daemon
import ArgumentParser
import AccessControl
import CheckedYAML
import Classification
import TextCleaning
import ZeroMQ

/// The option of every command that reads a configuration.
struct ConfigurationOptions: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: ArgumentHelp(
            "The configuration.", discussion: "conf.d/*.yaml beside it and WIREDESK_… variables are laid over it.",
            valueName: "file"))
    var path = SettingsFile.standardPath
}

/// The options of commands that connect to a daemon which asks for keys.
struct CredentialOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Your secret certificate, for a daemon that asks for keys.", valueName: "file"))
    var key: String?

    @Option(help: ArgumentHelp("The daemon's public certificate.", valueName: "file"))
    var serverKey: String?

    func validate() throws {
        guard (key == nil) == (serverKey == nil) else {
            throw ValidationError("--key and --server-key go together: your certificate, and the daemon's")
        }
    }

    /// What they say; `nil` without them.
    ///
    /// - Throws: ``CommandError`` of code 65 when a certificate cannot be read.
    func curve() throws(CommandError) -> CurveClient? {
        guard let key, let serverKey else { return nil }
        do {
            guard let keys = try CertificateFile.read(key).keys else {
                throw CommandError(.data, "\(key): it is a public certificate: give the secret one, NAME.key_secret")
            }
            return CurveClient(keys: keys, server: try CertificateFile.read(serverKey).publicKey)
        } catch let failure as CommandError {
            throw failure
        } catch {
            throw CommandError(.data, "\(error)")
        }
    }
}

/// The options of commands that read copy from files.
struct CopyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How to read the copy: auto, text, json (NDJSON too) or page.",
            discussion: "auto looks: JSON objects are articles, one a line or one a file; several bylines are a page.",
            valueName: "format"))
    var format = CopyFormat.auto

    @OptionGroup var text: TextOptions

    /// The article parser that these options ask for.
    var articleParser: ArticleParser { text.articleParser(of: format) }
}

/// The options of commands that read copy, whatever its format.
struct TextOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The encoding of the files: utf-8 or gb18030.", valueName: "encoding"))
    var encoding = TextEncoding.utf8

    @Option(
        help: ArgumentHelp(
            "The time zone of dates that name none: UTC, Asia/Shanghai, +08:00.", valueName: "zone"))
    var timezone = LocalZone.utc

    @Option(
        help: ArgumentHelp(
            "What becomes of captions on pages that somebody signs: leftover or story.", valueName: "use"))
    var captions = CaptionUse.leftover

    /// The article parser that these options ask for.
    func articleParser(of format: CopyFormat) -> ArticleParser {
        ArticleParser(format: format, encoding: encoding, zone: timezone, captions: captions)
    }
}

/// The option of commands that classify.
struct LexiconOptions: ParsableArguments {
    @Option(
        name: .customLong("lexicon"),
        help: ArgumentHelp(
            "The lexicon's folder.", discussion: "Without it, the lexicon that comes with the program.",
            valueName: "folder"))
    var folder: String?

    /// Loads the lexicon.
    ///
    /// - Throws: ``CommandError`` of code 78 that lists everything wrong with it.
    func classifier() throws(CommandError) -> Classifier {
        guard let folder else { return Classifier(try Lexicon.shipped()) }
        return Classifier(try Lexicon.loaded(from: folder))
    }
}

extension CopyFormat: ExpressibleByArgument {}
extension CaptionUse: ExpressibleByArgument {}
extension TextEncoding: ExpressibleByArgument {}

extension LocalZone: ExpressibleByArgument {
    init?(argument: String) { self.init(argument) }
    var defaultValueDescription: String { description }
}
