import Hashing
import Testing

@Suite struct `SHA-256` {
    /// Test vectors of FIPS 180-4.
    static let vectors = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ]

    @Test(arguments: vectors)
    func `gives the published hash`(text: String, hex: String) {
        #expect(SHA256.hex(of: Array(text.utf8), length: 64) == hex)
        #expect(SHA256.hex(of: Array(text.utf8), length: 12) == String(hex.prefix(12)))
    }

    @Test func `gives its first eight bytes as an integer`() {
        #expect(SHA256.word(of: Array("abc".utf8)) == 0xba78_16bf_8f01_cfea)
    }
}
