import ZeroMQ

// ZPL (ZeroMQ RFC 4), as czmq writes certificates:
//
//     #   comment
//     metadata
//         name = "gateway of the agency"
//     curve
//         public-key = "40 characters of Z85"
//         secret-key = "40 characters of Z85"      in the secret file only
//
// A level is four spaces. A value stands bare, or in single or double quotes, which do not escape anything.

extension Certificate {
    /// What is wrong with a certificate's text.
    package struct Flaw: Error, Hashable, Sendable, CustomStringConvertible {
        /// The line, from 1; 0 when something is missing in all of them.
        package let line: Int
        /// What is wrong, and what was expected.
        package let reason: String

        package var description: String { line == 0 ? reason : "line \(line): \(reason)" }
    }

    /// Reads a certificate. Sections and names that certificates do not have are left alone.
    package init(zpl text: String) throws(Flaw) {
        var section = ""
        var metadata: [CertificateField] = []
        var keys: [String: CurveKey] = [:]
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            guard let statement = try Statement(line, number: index + 1) else { continue }
            switch statement.depth {
            case 0: section = statement.name
            case 1 where section == "metadata":
                metadata.append(CertificateField(name: statement.name, value: statement.value ?? ""))
            case 1 where section == "curve":
                guard ["public-key", "secret-key"].contains(statement.name) else { continue }
                guard let key = CurveKey(statement.value ?? "") else {
                    throw Flaw(line: index + 1, reason: "\(statement.name): expected 40 characters of Z85")
                }
                keys[statement.name] = key
            default: continue
            }
        }
        guard let publicKey = keys["public-key"] else {
            throw Flaw(line: 0, reason: "no public-key under curve: it is not a CURVE certificate")
        }
        self.init(publicKey: publicKey, secretKey: keys["secret-key"], metadata: metadata)
    }

    /// The certificate as a file holds it.
    ///
    /// - Parameter withSecret: Whether the secret key is in it.
    package func text(withSecret: Bool) -> String {
        var lines = [
            withSecret
                ? "#   Secret CURVE certificate. Let nobody else read it."
                : "#   Public CURVE certificate. Anybody may have it.", "",
        ]
        lines.append("metadata")
        lines += metadata.map { "    \($0.name) = \(Self.quoted($0.value))" }
        lines.append("curve")
        lines.append("    public-key = \"\(publicKey.text)\"")
        if withSecret, let secretKey { lines.append("    secret-key = \"\(secretKey.text)\"") }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func quoted(_ value: String) -> String {
        let plain = String(value.map { $0.isNewline ? " " : $0 })
        return plain.contains("\"") ? "'\(plain.filter { $0 != "'" })'" : "\"\(plain)\""
    }
}

/// One line of ZPL that says something.
private struct Statement {
    let depth: Int
    let name: String
    let value: String?

    /// - Returns: `nil` for an empty line or a comment.
    init?(_ line: Substring, number: Int) throws(Certificate.Flaw) {
        let indent = line.prefix { $0 == " " }.count
        let rest = line.dropFirst(indent)
        guard let first = rest.first, first != "#" else { return nil }
        guard indent % 4 == 0, first != "\t" else {
            throw Certificate.Flaw(line: number, reason: "expected an indentation by four spaces a level")
        }
        depth = indent / 4
        let isName = { (character: Character) in
            character.isASCII && (character.isLetter || character.isNumber) || "$-_@.&+/".contains(character)
        }
        let word = rest.prefix(while: isName)
        let tail = rest.dropFirst(word.count).drop { $0 == " " || $0 == "\t" }
        guard !word.isEmpty, tail.isEmpty || tail.first == "=" || tail.first == "#" else {
            throw Certificate.Flaw(line: number, reason: "expected a name, or a name = value")
        }
        name = String(word)
        value = tail.first == "=" ? try Self.value(tail.dropFirst(), number) : nil
    }

    private static func value(_ text: Substring, _ number: Int) throws(Certificate.Flaw) -> String {
        let text = text.drop { $0 == " " || $0 == "\t" }
        guard let quote = text.first, quote == "\"" || quote == "'" else {
            let bare = text.prefix { $0 != "#" }
            return String(bare.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
        }
        let inner = text.dropFirst()
        guard let end = inner.firstIndex(of: quote) else {
            throw Certificate.Flaw(line: number, reason: "expected a closing \(quote)")
        }
        return String(inner[..<end])
    }
}
