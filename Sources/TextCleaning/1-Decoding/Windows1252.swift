/// Windows-1252, the Latin encoding that feeds call Latin-1: they differ in the bytes 80 to 9F.
enum Windows1252 {
    /// The character for a byte from 80 to 9F; `nil` for the five that have none.
    ///
    /// A text of such a feed that was read as Latin-1 holds the byte as a control character.
    static func character(forControl control: Glyph) -> Glyph? {
        guard (0x80...0x9F).contains(control) else { return nil }
        let glyph = controls[Int(control) - 0x80]
        return glyph == control ? nil : glyph
    }

    /// The byte that a character was read from, whether as Latin-1 or as Windows-1252; `nil` when there is none.
    static func byte(for glyph: Glyph) -> UInt8? {
        glyph < 0x100 ? UInt8(glyph) : bytes[glyph]
    }

    private static let controls: [Glyph] = [
        0x20AC, 0x81, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0x8D, 0x17D,
        0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153, 0x9D,
        0x17E, 0x178,
    ]

    private static let bytes = Dictionary(
        uniqueKeysWithValues: controls.enumerated().filter { $1 > 0xFF }.map { ($1, UInt8(0x80 + $0)) })
}
