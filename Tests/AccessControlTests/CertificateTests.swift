import AccessControl
import Foundation
import Testing
import ZeroMQ

@Suite struct `A certificate` {
    @Test func `is read back as it was written`() throws {
        let keys = try CurveKeyPair.generate()
        let certificate = Certificate(
            publicKey: keys.publicKey, secretKey: keys.secretKey,
            metadata: [.init(name: "name", value: "gateway \"north\" # 1"), .init(name: "allow", value: "source")])
        #expect(try Certificate(zpl: certificate.text(withSecret: true)) == certificate)
        let open = try Certificate(zpl: certificate.text(withSecret: false))
        #expect(open.secretKey == nil && open.publicKey == keys.publicKey)
        #expect(try certificate.keys == keys)
    }

    /// As czmq 4.2's `zcert_save` writes it.
    @Test func `of czmq is read`() throws {
        let text = """
            #   ****  Generated on 2026-11-26 16:00:00 by CZMQ  ****
            #   ZeroMQ CURVE Public Certificate
            #   Exchange securely, or use a secure mechanism to verify the contents

            metadata
                email = "wire@agency.example"
                name = "agency"
            curve
                public-key = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
            """
        let certificate = try Certificate(zpl: text)
        #expect(certificate.name == "agency" && certificate["email"] == "wire@agency.example")
        #expect(certificate.publicKey.text == "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID")
        #expect(certificate.fingerprint.description.count == 32)
    }

    @Test(arguments: [
        ("curve\n    public-key = \"short\"\n", "line 2: public-key: expected 40 characters of Z85"),
        ("metadata\n    name = \"open\n", "line 2: expected a closing \""),
        ("curve\n  public-key = \"x\"\n", "line 2: expected an indentation by four spaces a level"),
        ("metadata\n    two words\n", "line 2: expected a name, or a name = value"),
        ("metadata\n    name = x\n", "no public-key under curve: it is not a CURVE certificate"),
        ("", "no public-key under curve: it is not a CURVE certificate"),
    ])
    func `that is wrong is refused with the line`(_ text: String, _ reason: String) {
        #expect { try Certificate(zpl: text) } throws: { "\($0)" == reason }
    }
}

@Suite struct `A key` {
    @Test func `survives its bytes`() throws {
        let key = try CurveKeyPair.generate().publicKey
        #expect(CurveKey(bytes: key.bytes) == key)
        #expect(CurveKey(bytes: [1, 2, 3]) == nil)
        #expect(CurveKey(String(repeating: "\"", count: 40)) == nil)
    }

    @Test func `is found by its secret half`() throws {
        let keys = try CurveKeyPair.generate()
        #expect(try CurveKeyPair(secretKey: keys.secretKey).publicKey == keys.publicKey)
    }
}

@Suite struct `A grant` {
    @Test func `opens ends by role and by name`() throws {
        let grant = try #require(Grant("source, outlet/desks"))
        #expect(grant.opens(.init(name: "intake/wire", role: .source)))
        #expect(grant.opens(.init(name: "outlet/desks", role: .subscriber)))
        #expect(!grant.opens(.init(name: "outlet/feed", role: .follower)))
    }

    @Test(arguments: ["", "everything", "intake/", "intake/a b!", "source intake"])
    func `of other words is none`(_ text: String) {
        #expect(Grant(text) == nil)
    }
}

@Suite struct `A cabinet` {
    @Test func `lets in, names what is wrong, and revokes`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "wiredesk-keys-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let allowedKeys = AllowedKeys(folder: folder)
        #expect(try allowedKeys.read() == AllowedKeys.AllowedKeysContent())
        let keys = try CurveKeyPair.generate()
        let grant = try #require(Grant("intake/wire"))
        try allowedKeys.allow(
            Certificate(publicKey: keys.publicKey, secretKey: keys.secretKey), name: "agency", for: grant)
        try "nonsense = ".write(toFile: "\(folder)/broken.key", atomically: true, encoding: .utf8)
        let content = try allowedKeys.read()
        #expect(content.holders[keys.publicKey] == .init(name: "agency", key: keys.publicKey, grant: grant))
        #expect(content.findings.count == 1 && content.findings[0].hasPrefix("\(folder)/broken.key: "))
        #expect(try !String(contentsOfFile: "\(folder)/agency.key", encoding: .utf8).contains(keys.secretKey.text))
        try allowedKeys.revoke("agency")
        #expect(try allowedKeys.read().holders.isEmpty)
        #expect(FileManager.default.fileExists(atPath: "\(folder)/revoked/agency.key"))
    }
}
