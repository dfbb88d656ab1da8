import CExpat
import Stories

/// A walk through an XML document, event by event, by expat: nothing is kept of what has been passed.
///
/// Depth, attributes and elements are bounded. A document that declares entities is refused; those that XML and its external DTD
/// declare are text, or a space.
final class XMLWalk {
    /// What is met on the way.
    enum XMLEvent {
        /// An element begins, with its attributes; names are without their prefixes.
        case open(String, [String: String])
        case close(String)
        case text(String)
    }

    /// How deep elements may nest, and how many there may be.
    private static let depthMax = 64
    private static let elementsMax = 1_000_000

    private let visit: (XMLEvent) throws -> Void
    private let parser: XML_Parser
    private var failure: (any Error)?
    private var depth = 0
    private var elements = 0

    /// Walks through a document.
    ///
    /// - Parameters:
    ///   - document: UTF-8, whatever its declaration says: it has been decoded.
    ///   - visit: Called with each event, in the order of the document.
    /// - Throws: `malformed` when it is no XML, or more than is allowed; what `visit` throws.
    /// - Complexity: O(bytes)
    static func through(_ document: [UInt8], _ visit: (XMLEvent) throws -> Void) throws {
        guard let parser = XML_ParserCreate("UTF-8") else { throw Rejection(.malformed, "no memory to read XML") }
        defer { XML_ParserFree(parser) }
        try withoutActuallyEscaping(visit) { visit in
            let walk = XMLWalk(parser, visit)
            try withExtendedLifetime(walk) { try walk.run(document) }
        }
    }

    private init(_ parser: XML_Parser, _ visit: @escaping (XMLEvent) throws -> Void) {
        self.parser = parser
        self.visit = visit
        XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
        XML_SetElementHandler(
            parser, { XMLWalk.of($0)?.open($1, $2) }, { XMLWalk.of($0)?.close($1) })
        XML_SetCharacterDataHandler(parser) { user, text, length in
            guard let walk = XMLWalk.of(user), let text else { return }
            walk.handle(.text(String(decoding: UnsafeRawBufferPointer(start: text, count: Int(length)), as: UTF8.self)))
        }
        XML_SetSkippedEntityHandler(parser) { user, _, isParameter in
            if isParameter == 0 { XMLWalk.of(user)?.handle(.text(" ")) }
        }
        XML_SetEntityDeclHandler(parser) { user, _, _, _, _, _, _, _, _ in
            XMLWalk.of(user)?.stop(Rejection(.malformed, "XML that declares entities"))
        }
    }

    private static func of(_ user: UnsafeMutableRawPointer?) -> XMLWalk? {
        user.map { Unmanaged<XMLWalk>.fromOpaque($0).takeUnretainedValue() }
    }

    private func run(_ document: [UInt8]) throws {
        // Extractors pass on control characters of a PDF, which XML has none of.
        let text = document.map { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D ? 0x20 : $0 }
        let status = text.withUnsafeBytes { bytes in
            XML_Parse(parser, bytes.bindMemory(to: CChar.self).baseAddress, Int32(clamping: bytes.count), 1)
        }
        if let failure { throw failure }
        guard status == XML_STATUS_OK else {
            let cause = XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) } ?? "unknown"
            throw Rejection(
                .malformed,
                "not XML: \(cause) at line \(XML_GetCurrentLineNumber(parser)), column \(XML_GetCurrentColumnNumber(parser))")
        }
    }

    private func open(_ name: UnsafePointer<CChar>?, _ pairs: UnsafeMutablePointer<UnsafePointer<CChar>?>?) {
        depth += 1
        elements += 1
        guard depth <= Self.depthMax else { return stop(Rejection(.malformed, "XML nested deeper than \(Self.depthMax)")) }
        guard elements <= Self.elementsMax else {
            return stop(Rejection(.malformed, "XML of more than \(Self.elementsMax) elements"))
        }
        var attributes: [String: String] = [:]
        var place = 0
        while let key = pairs?[place], let value = pairs?[place + 1] {
            attributes[Self.local(key)] = String(cString: value)
            place += 2
        }
        handle(.open(name.map(Self.local) ?? "", attributes))
    }

    private func close(_ name: UnsafePointer<CChar>?) {
        depth -= 1
        handle(.close(name.map(Self.local) ?? ""))
    }

    /// A name without its prefix.
    private static func local(_ name: UnsafePointer<CChar>) -> String {
        let whole = String(cString: name)
        return whole.lastIndex(of: ":").map { String(whole[whole.index(after: $0)...]) } ?? whole
    }

    private func handle(_ event: XMLEvent) {
        guard failure == nil else { return }
        do { try visit(event) } catch { stop(error) }
    }

    private func stop(_ error: any Error) {
        if failure == nil { failure = error }
        XML_StopParser(parser, 0)
    }
}
