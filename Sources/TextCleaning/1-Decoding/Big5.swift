/// Big5 with the characters of Hong Kong, as Traditional copy still comes.
enum Big5 {
    /// The text in UTF-8, when it is Big5 for certain: all of it can be read, and many of the characters are common
    /// ones, while another reading is strange.
    ///
    /// - Complexity: O(bytes)
    static func reading(_ bytes: [UInt8]) -> [UInt8]? {
        guard let converter = Iconv(from: "BIG5-HKSCS", to: "UTF-8") else { return nil }
        let (text, offset) = converter.convert(bytes)
        return offset == nil && ChineseSample(text).isOrdinary ? text : nil
    }
}
