import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Testing

@testable import Monitor

private func request(
    _ fields: [String: String] = [:], authority: String? = "127.0.0.1:8080", path: String = "/"
) -> Request {
    var headers = HTTPFields()
    for (name, value) in fields {
        if let name = HTTPField.Name(name) { headers.append(HTTPField(name: name, value: value)) }
    }
    return Request(
        head: HTTPRequest(method: .get, scheme: nil, authority: authority, path: path, headerFields: headers),
        body: RequestBody(buffer: ByteBuffer()))
}

@Suite struct `A host` {
    @Test(arguments: ["localhost", "LOCALHOST", "127.0.0.1", "127.255.3.2", "::1", "[::1]", "[0:0:0:0:0:0:0:1]"])
    func `of this machine only`(host: String) { #expect(Loopback.contains(host)) }

    @Test(arguments: [
        "127.foo.example.com", "127.a.b.c", "127.0.0.256", "127.0.0.1.nip.io", "127.0.1", "0127.0.0.1", "", "[::2]",
        "[]",
        "localhost.example", "[::1].example", "128.0.0.1", "0.0.0.0", "[::ffff:127.0.0.1]", "127.0.0.1 ", "１２７.0.0.1",
    ])
    func `that leads elsewhere, or may`(host: String) { #expect(!Loopback.contains(host)) }
}

@Suite struct `Where a client sees the monitor` {
    private let proxy = try? SocketAddress(ipAddress: "127.0.0.1", port: 1)
    private let stranger = try? SocketAddress(ipAddress: "192.0.2.7", port: 1)

    private func origin(_ fields: [String: String], from peer: SocketAddress?) -> String {
        ClientOrigin(of: request(fields), from: peer, proxies: AddressRange.loopback).text
    }

    @Test func `is as a trusted proxy says`() {
        #expect(origin([:], from: proxy) == "http://127.0.0.1:8080")
        #expect(origin(["X-Forwarded-Proto": "https"], from: proxy) == "https://127.0.0.1:8080")
        #expect(
            origin(["Forwarded": "for=192.0.2.1;proto=https;host=\"news.example\", proto=http"], from: proxy)
                == "https://news.example")
        #expect(
            origin(["X-Forwarded-Proto": "https, http", "X-Forwarded-Host": "[2001:db8::1]:443"], from: proxy)
                == "https://[2001:db8::1]:443")
    }

    @Test func `is not what others say, nor nonsense`() {
        #expect(
            origin(["X-Forwarded-Proto": "https", "Forwarded": "proto=https"], from: stranger)
                == "http://127.0.0.1:8080")
        #expect(origin(["X-Forwarded-Proto": "https"], from: nil) == "http://127.0.0.1:8080")
        #expect(
            origin(["Forwarded": "proto=javascript;host=\"a/b\""], from: proxy) == "http://127.0.0.1:8080")
    }

    @Test func `is believed of ranges of addresses`() throws {
        let range = try #require(AddressRange("10.1.0.0/16"))
        #expect(range.contains("10.0.255.255") == false && range.contains("10.1.2.3") && !range.contains("10.2.0.0"))
        #expect(range.contains("::ffff:10.1.2.3") && !range.contains("::1") && !range.contains("nonsense"))
        #expect(try #require(AddressRange("2001:db8::/32")).contains("2001:db8:1::7"))
        #expect(try #require(AddressRange("0.0.0.0/0")).contains("203.0.113.9"))
        for text in ["10.0.0.0/33", "10.0.0", "a", "", "10.0.0.0/", "::/129", "/8"] {
            #expect(AddressRange(text) == nil)
        }
    }
}

@Suite struct `A request from a page of another site` {
    @Test(arguments: [("no-cors", "image"), ("cors", "empty"), ("navigate", "iframe"), ("navigate", "")])
    func `is known by what the browser says`(mode: String, destination: String) {
        let fields = ["Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": destination]
        #expect(Access.isOfForeignPage(request(fields)))
    }

    @Test func `is not a link that a person follows, nor a request of the own page`() {
        let link = ["Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"]
        #expect(!Access.isOfForeignPage(request(link)))
        #expect(!Access.isOfForeignPage(request(["Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"])))
        #expect(!Access.isOfForeignPage(request()))
    }
}

@Suite struct `What a client has already` {
    @Test(arguments: ["*", "\"a-1\"", "W/\"a-1\"", "\"b\", \"a-1\"", "\"b\",W/\"a-1\" "])
    func `is known by its tag`(field: String) { #expect(request(["If-None-Match": field]).has("\"a-1\"")) }

    @Test(arguments: ["", "\"b\"", "\"xa-1x\"", "a-1", "\"a-10\""])
    func `is not known by another`(field: String) { #expect(!request(["If-None-Match": field]).has("\"a-1\"")) }
}

@Suite struct `An answer` {
    @Test(arguments: ["gzip", "deflate, gzip;q=0.5", "*", "GZIP", "*;q=0, gzip"])
    func `is compressed for who takes it`(field: String) {
        #expect(AnswerDelivery.takesGzip(request(["Accept-Encoding": field])))
    }

    @Test(arguments: ["", "identity", "gzip;q=0", "br, deflate", "gzip; q=0.0", "*, gzip;q=0"])
    func `is left as it is for others`(field: String) {
        #expect(!AnswerDelivery.takesGzip(request(["Accept-Encoding": field])))
    }

    @Test func `to HEAD, or that a client has already, varies as the whole one does`() {
        let large = ByteBuffer(repeating: 0x20, count: Gzip.bytesMin + 1)
        let whole = Response(status: .ok, body: ResponseBody(byteBuffer: large))
        #expect(AnswerDelivery.isVaried(whole) && AnswerDelivery.isVaried(whole.createHeadResponse()))
        #expect(AnswerDelivery.isVaried(Response(status: .notModified)))
        let small = ResponseBody(byteBuffer: ByteBuffer(string: "{}"))
        #expect(!AnswerDelivery.isVaried(Response(status: .ok, body: small)))
    }

    @Test func `becomes smaller by it, or stays`() throws {
        let text = String(repeating: "消防员将火扑灭。", count: 500)
        let compressed = try #require(Gzip.compressed(ByteBuffer(string: text)))
        #expect(compressed.readableBytes < text.utf8.count / 10)
        #expect(compressed.getBytes(at: 0, length: 2) == [0x1F, 0x8B])
        var generator = SystemRandomNumberGenerator()
        let noise = (0..<4096).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        #expect(Gzip.compressed(ByteBuffer(bytes: noise)) == nil)
    }
}

@Suite struct `The id of an event` {
    @Test func `says which journal's number it is`() throws {
        let id = try #require(EventID("9f86d081884c7d65-17"))
        #expect(id.stream == "9f86d081884c7d65" && id.seq == 17 && "\(id)" == "9f86d081884c7d65-17")
        let bare = try #require(EventID("17"))
        #expect(bare.stream == nil && bare.seq == 17)
    }

    @Test(arguments: ["", "-", "-1", "a-", "x!-1", "1.5", "+1", " 5 ", "a-1-2", "99999999999999999999", "١"])
    func `is refused when it is none`(text: String) { #expect(EventID(text) == nil) }
}
