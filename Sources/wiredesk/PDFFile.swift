import Daemon
import Foundation

/// A PDF on a command line, read by poppler in processes of their own: each is bounded in time and memory, so that a broken or
/// hostile file costs a message and no more. The daemon never reads one.
///
/// Each page is extracted by itself, with the positions and type of its lines (`pdftohtml -xml`); pages that follow each other
/// are put into one document as far as a message may be large.
struct PDFFile {
    /// Some pages of the file as one document.
    struct ExtractedPages {
        let pages: ClosedRange<Int>
        let document: [UInt8]
    }

    private let name: String
    private let file: FileHandle

    /// Bytes of the largest document; an intake takes 2 MiB unless it is told otherwise.
    private static let documentBytesMax = 1 << 20
    /// Bytes of the largest page, and of all together.
    private static let (pageBytesMax, bytesMax) = (16 << 20, 256 << 20)
    /// Pages of the longest file.
    private static let pagesMax = 2_000
    /// What a process may take.
    private static let (secondsMax, memoryMax) = (60, 2 << 30)

    /// Whether a file begins as a PDF does.
    static func begins(_ bytes: Data) -> Bool { bytes.prefix(1024).range(of: Data("%PDF-".utf8)) != nil }

    /// Takes a file.
    ///
    /// - Parameters:
    ///   - name: What messages call it.
    ///   - file: The file, open; it must be one that can be read from any place.
    init(_ name: String, _ file: FileHandle) {
        self.name = name
        self.file = file
    }

    /// All pages, in order.
    ///
    /// - Throws: ``CommandError`` of code 65 for a file that poppler cannot read, of code 69 when poppler is not there.
    func documents() throws(CommandError) -> [ExtractedPages] {
        let count = try pageCount()
        var documents: [ExtractedPages] = []
        var (first, all) = (1, 0)
        var elements: [[UInt8]] = []
        var bytes = 0
        for page in 1...count {
            let element = try element(of: page)
            if !elements.isEmpty, bytes + element.count > Self.documentBytesMax {
                documents.append(ExtractedPages(pages: first...(page - 1), document: Self.document(elements)))
                (first, elements, bytes) = (page, [], 0)
            }
            elements.append(element)
            bytes += element.count
            all += element.count
            guard all <= Self.bytesMax else {
                throw CommandError(.data, "\(name): more than \(Self.bytesMax >> 20) MB of text")
            }
        }
        return documents + [ExtractedPages(pages: first...count, document: Self.document(elements))]
    }

    private static func document(_ pages: [[UInt8]]) -> [UInt8] {
        Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<pdf2xml>\n".utf8) + pages.joined() + Array("</pdf2xml>\n".utf8)
    }

    // MARK: - Poppler

    private func pageCount() throws(CommandError) -> Int {
        let output = String(decoding: try run(["pdfinfo", "/dev/stdin"], besidesErrors: true).output, as: UTF8.self)
        let lines = output.split(separator: "\n")
        guard let line = lines.first(where: { $0.hasPrefix("Pages:") }),
            let count = Int(line.dropFirst(6).trimmingCharacters(in: .whitespaces)), count > 0
        else {
            let reason = lines.last.map { $0.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? String($0) }
            throw CommandError(.data, "\(name): no PDF that can be read: \(reason ?? "pdfinfo says nothing")")
        }
        guard count <= Self.pagesMax else {
            throw CommandError(.data, "\(name): \(count) pages; at most \(Self.pagesMax) are read")
        }
        return count
    }

    /// The element of a page; with the text that lies unseen over the picture of a scan when there is no other.
    private func element(of page: Int) throws(CommandError) -> [UInt8] {
        let seen = try element(of: page, options: [])
        guard seen.range(of: Data("<text".utf8)) == nil else { return Array(seen) }
        return Array(try element(of: page, options: ["-hidden"]))
    }

    private func element(of page: Int, options: [String]) throws(CommandError) -> Data {
        let (output, status) = try run(
            ["pdftohtml", "-xml", "-i", "-q", "-stdout", "-f", "\(page)", "-l", "\(page)"] + options + ["/dev/stdin"])
        guard let start = output.range(of: Data("<page".utf8))?.lowerBound,
            let end = output.range(of: Data("</page>".utf8), options: .backwards)?.upperBound
        else { throw CommandError(.data, "\(name), page \(page): pdftohtml gave no page (exit status \(status))") }
        return output[start..<end] + Data("\n".utf8)
    }

    /// What a program of poppler writes about the file, which it has as its standard input.
    private func run(
        _ command: [String], besidesErrors: Bool = false
    ) throws(CommandError) -> (output: Data, status: Int32) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/timeout")
        process.arguments =
            ["--kill-after=5", "\(Self.secondsMax)", "prlimit", "--as=\(Self.memoryMax)", "--cpu=\(Self.secondsMax)", "--core=0"]
            + command
        let output = Pipe()
        process.standardOutput = output
        process.standardError = besidesErrors ? output : FileHandle.nullDevice
        var written = Data()
        do {
            try file.seek(toOffset: 0)
            process.standardInput = file
            try process.run()
            while let chunk = try output.fileHandleForReading.read(upToCount: 1 << 16), !chunk.isEmpty {
                written += chunk
                if written.count > Self.pageBytesMax { process.terminate() }
            }
        } catch {
            throw CommandError(.unavailable, "\(name): \(command[0]) cannot be run: \(error.reason)")
        }
        process.waitUntilExit()
        guard written.count <= Self.pageBytesMax else {
            throw CommandError(.data, "\(name): a page of more than \(Self.pageBytesMax >> 20) MB of text")
        }
        switch process.terminationStatus {
        case 127: throw CommandError(.unavailable, "\(name): \(command[0]) is not installed (Debian: poppler-utils)")
        // `timeout` at its end, a kill, and the limit on processor time (SIGXCPU).
        case 124, 137, 152: throw CommandError(.data, "\(name): \(command[0]) took more than \(Self.secondsMax) s")
        case let status: return (written, status)
        }
    }
}
