import CHyperscan

/// Vectorscan with the same terms, in literal mode: it reports every place of every term.
///
/// Without HS_FLAG_SOM_LEFTMOST: the start of a literal follows from its end and its length. Without
/// HS_FLAG_SINGLEMATCH: all places count.
final class Vectorscan {
    struct Failure: Error { let text: String }

    private let database: OpaquePointer
    private let scratch: OpaquePointer

    init(_ terms: [String], caseless: Bool) throws {
        let literals = terms.map { Array($0.utf8CString) }
        var database: OpaquePointer?
        var error: UnsafeMutablePointer<hs_compile_error_t>?
        // The pointers stay valid as long as `literals` is held.
        let pointers = literals.map { literal in
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: literal.count)
            copy.initialize(from: literal, count: literal.count)
            return UnsafePointer(copy)
        }
        defer { for pointer in pointers { pointer.deallocate() } }
        let flags = [UInt32](repeating: caseless ? UInt32(HS_FLAG_CASELESS) : 0, count: terms.count)
        let ids = terms.indices.map(UInt32.init)
        let lengths = terms.map { $0.utf8.count }
        let code = hs_compile_lit_multi(
            pointers.map(Optional.some), flags, ids, lengths, UInt32(terms.count), UInt32(HS_MODE_BLOCK), nil,
            &database, &error)
        guard code == HS_SUCCESS, let database else {
            throw Failure(text: error.flatMap { $0.pointee.message }.map { String(cString: $0) } ?? "code \(code)")
        }
        var scratch: OpaquePointer?
        guard hs_alloc_scratch(database, &scratch) == HS_SUCCESS, let scratch else { throw Failure(text: "no scratch") }
        self.database = database
        self.scratch = scratch
    }

    deinit {
        hs_free_scratch(scratch)
        hs_free_database(database)
    }

    /// How many bytes the compiled terms take.
    var bytes: Int {
        var size = 0
        return hs_database_size(database, &size) == HS_SUCCESS ? size : 0
    }

    /// How many places there are.
    func count(in text: [UInt8]) -> Int {
        var count = 0
        text.withUnsafeBytes { bytes in
            withUnsafeMutablePointer(to: &count) { count in
                _ = hs_scan(
                    database, bytes.bindMemory(to: CChar.self).baseAddress, UInt32(bytes.count), 0, scratch,
                    { _, _, _, _, context in
                        context?.assumingMemoryBound(to: Int.self).pointee += 1
                        return 0
                    }, count)
            }
        }
        return count
    }
}
