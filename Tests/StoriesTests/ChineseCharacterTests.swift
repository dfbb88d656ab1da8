import Stories
import Testing

@Suite struct `A Chinese character` {
    @Test func `is what Unicode calls ideographic, but for numerals of Suzhou and other scripts`() {
        var differing: [Unicode.Scalar] = []
        for value in UInt32(0)...0x323AF {
            guard let scalar = Unicode.Scalar(value), scalar.properties.generalCategory != .unassigned else { continue }
            if scalar.isChineseCharacter != scalar.properties.isIdeographic { differing.append(scalar) }
        }
        // 〆, the numerals of Suzhou, and Tangut, Nushu and Khitan.
        let known: [ClosedRange<UInt32>] = [0x3006...0x3006, 0x3021...0x303A, 0x16FE4...0x1B2FB]
        let others = differing.filter { scalar in !known.contains { $0.contains(scalar.value) } }
        #expect(others.isEmpty, "\(others.map { String($0.value, radix: 16) })")
    }
}
