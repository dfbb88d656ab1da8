import Daemon
import Foundation
import Glibc
import TextCleaning

/// The copy in the files of a command line, piece by piece: a file that holds one JSON object a line is as many
/// pieces as it has lines; the pages of a PDF are one, or several where they are too many for a message; any other file is
/// one.
///
/// NDJSON is read in a stream, so that its size does not matter; a file that is one piece must fit into memory.
struct CopyInput {
    /// One piece of copy, not yet looked at.
    struct InputPiece: Sendable {
        /// The file it came from; `-` for stdin.
        let file: String
        /// The line it stands on; `nil` for a whole file.
        var line: Int?
        /// Which pages of a PDF it is; `nil` when it is all of them, or of no PDF.
        var pages: ClosedRange<Int>?
        /// Its bytes.
        let payload: [UInt8]

        /// Where it came from, for messages.
        var place: String {
            if let pages { return "\(file), pages \(pages.lowerBound) to \(pages.upperBound)" }
            return line.map { "\(file):\($0)" } ?? file
        }
    }

    private let files: [String]
    private let format: CopyFormat

    /// Bytes of one read.
    private static let chunkBytes = 1 << 20
    /// Bytes of the largest piece.
    private static let pieceBytesMax = 256 << 20

    /// Prepares the reading of files; without any, of stdin.
    init(files: [String], format: CopyFormat) {
        self.files = files.isEmpty ? ["-"] : files
        self.format = format
    }

    /// Bytes in all files together; 0 when one of them is not a plain file.
    var totalBytes: Int {
        let sizes = files.map { file in
            // A file that is missing is reported when it is read.
            (try? FileManager.default.attributesOfItem(atPath: file)[.size]) as? Int
        }
        return sizes.contains(nil) ? 0 : sizes.compactMap { $0 }.reduce(0, +)
    }

    /// Reads all pieces, in order, and hands them on in batches.
    ///
    /// - Parameter unreadable: Called with a sentence for each file that cannot be opened; the others are read.
    /// - Throws: ``CommandError`` of code 74 for a file that cannot be read to its end, or what `body` throws.
    func forEachBatch(
        unreadable: (CommandError) throws(CommandError) -> Void = { (failure) throws(CommandError) in throw failure },
        _ body: ([InputPiece]) throws(CommandError) -> Void
    ) throws(CommandError) {
        for file in files {
            let handle: FileHandle
            let beginning: Data
            var pages: [InputPiece]?
            do {
                handle = try opened(file)
                beginning = try chunk(of: handle, file)
                if format != .text, PDFFile.begins(beginning) { pages = try self.pages(handle, file, beginning) }
            } catch {
                try unreadable(error)
                continue
            }
            if let pages { try body(pages) } else { try read(handle, file, beginning, body) }
        }
    }

    /// The pages of a PDF.
    ///
    /// - Parameter beginning: What has been read of it.
    private func pages(_ handle: FileHandle, _ file: String, _ beginning: Data) throws(CommandError) -> [InputPiece] {
        let name = file == "-" ? "standard input" : file
        let documents = try PDFFile(name, seekable(handle, file, beginning)).documents()
        return documents.map { part in
            InputPiece(file: file, pages: documents.count > 1 ? part.pages : nil, payload: part.document)
        }
    }

    /// A file that can be read from any place: itself, or a copy of what comes by a pipe, which has no name and goes with its
    /// last reader.
    private func seekable(_ handle: FileHandle, _ file: String, _ beginning: Data) throws(CommandError) -> FileHandle {
        do {
            if lseek(handle.fileDescriptor, 0, SEEK_SET) == 0 { return handle }
            let url = FileManager.default.temporaryDirectory.appending(path: "wiredesk-\(UUID().uuidString).pdf")
            try Data().write(to: url, options: .withoutOverwriting)
            let copy = try FileHandle(forUpdating: url)
            try FileManager.default.removeItem(at: url)
            var (chunk, bytes) = (beginning, 0)
            while !chunk.isEmpty {
                bytes += chunk.count
                guard bytes <= Self.pieceBytesMax else {
                    throw CommandError(.data, "\(file): larger than \(Self.pieceBytesMax >> 20) MB")
                }
                try copy.write(contentsOf: chunk)
                chunk = try self.chunk(of: handle, file)
            }
            return copy
        } catch { throw error as? CommandError ?? CommandError(.io, "\(file): \(error.reason)") }
    }

    private func opened(_ file: String) throws(CommandError) -> FileHandle {
        if file == "-" { return .standardInput }
        do { return try FileHandle(forReadingFrom: URL(filePath: file)) } catch {
            throw CommandError(.io, "\(file): \(error.reason)")
        }
    }

    private func read(
        _ handle: FileHandle, _ file: String, _ beginning: Data, _ body: ([InputPiece]) throws(CommandError) -> Void
    ) throws(CommandError) {
        var lines = LineSplitter()
        var isLines: Bool?
        var next: Data? = beginning
        while true {
            let chunk = if let next { next } else { try chunk(of: handle, file) }
            next = nil
            lines.append(chunk)
            if isLines == nil, lines.count > 0 || chunk.isEmpty {
                isLines = format != .text && lines.startsWithJSONLine(isWhole: chunk.isEmpty)
            }
            if isLines == true {
                try body(
                    lines.take(isWhole: chunk.isEmpty).map {
                        InputPiece(file: file, line: $0.number, payload: $0.bytes)
                    })
            }
            guard lines.count <= Self.pieceBytesMax else {
                throw CommandError(.data, "\(file): larger than \(Self.pieceBytesMax >> 20) MB without being NDJSON")
            }
            if chunk.isEmpty { break }
        }
        if isLines != true { try body([InputPiece(file: file, payload: lines.rest)]) }
    }

    private func chunk(of handle: FileHandle, _ file: String) throws(CommandError) -> Data {
        do { return try handle.read(upToCount: Self.chunkBytes) ?? Data() } catch {
            throw CommandError(.io, "\(file): \(error.reason)")
        }
    }
}

/// Cuts a stream of bytes into lines.
private struct LineSplitter {
    private var buffer: [UInt8] = []
    private var number = 0

    var count: Int { buffer.count }
    var rest: [UInt8] { buffer }

    mutating func append(_ chunk: Data) { buffer += chunk }

    /// Whether the first line that is not blank is a whole JSON object, and so the stream NDJSON.
    func startsWithJSONLine(isWhole: Bool) -> Bool {
        let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF]
        guard let start = buffer.firstIndex(where: { !blanks.contains($0) }), buffer[start] == 0x7B else {
            return false
        }
        let end = buffer[start...].firstIndex(of: 0x0A) ?? buffer.endIndex
        // A first line longer than one read can only be judged by its start.
        if end == buffer.endIndex, !isWhole { return true }
        return buffer[start..<end].last { !blanks.contains($0) } == 0x7D
    }

    /// Takes the complete lines that are not blank; the last one too when nothing follows.
    mutating func take(isWhole: Bool) -> [(number: Int, bytes: [UInt8])] {
        var lines: [(number: Int, bytes: [UInt8])] = []
        var start = buffer.startIndex
        func isBlank(_ line: ArraySlice<UInt8>) -> Bool { line.allSatisfy { $0 == 0x20 || $0 == 0x0D || $0 == 0x09 } }
        while let end = buffer[start...].firstIndex(of: 0x0A) {
            number += 1
            if !isBlank(buffer[start..<end]) { lines.append((number, Array(buffer[start..<end]))) }
            start = end + 1
        }
        buffer.removeFirst(start)
        if isWhole, !isBlank(buffer[...]) {
            lines.append((number + 1, buffer))
            buffer = []
        }
        return lines
    }
}
