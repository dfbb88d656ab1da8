import Foundation
import Testing

@testable import ZeroMQ

@Suite(.timeLimit(.minutes(5))) struct `A listener` {
    private let folder: URL

    init() throws {
        // Short: the path of a Unix socket has at most 107 bytes.
        folder = URL(filePath: "/tmp/wiredesk-test-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private var path: String { folder.appending(path: "socket").path }

    private func expectInUse(_ endpoint: String) {
        let error = #expect(throws: ZeroMQError.self) { _ = try Listener(endpoint) }
        #expect(error == .addressInUse(endpoint))
    }

    @Test(arguments: ["tcp://127.0.0.1:*", "tcp://*:*", "tcp://[::1]:*", "tcp://lo:*", "tcp://localhost:*"])
    func `chooses a port, and is refused where somebody listens`(endpoint: String) throws {
        let listener = try Listener(endpoint)
        #expect(ListeningPlace(listener.endpoint) != .port(0))
        expectInUse(listener.endpoint)
    }

    @Test func `lets sockets take turns, and keeps who connects meanwhile waiting`() throws {
        let context = try Context()
        let listener = try Listener("tcp://127.0.0.1:*")
        let push = try Socket(.push, in: context)
        try push.set(.reconnectInterval, to: 10)
        let copy: Listener.DescriptorCopy
        do {
            let first = try Socket(.pull, in: context)
            copy = try first.bind(listener)
            #expect(listener.isOpen(copy))
        }
        while listener.isOpen(copy) { usleep(1000) }
        // Nobody accepts connections now.
        try push.connect(listener.endpoint)
        _ = try push.send([[1]])
        let second = try Socket(.pull, in: context)
        _ = try second.bind(listener)
        var poller = Poller()
        poller.watch(second)
        var message = Message()
        #expect(try poller.wait(for: .seconds(30)))
        #expect(try second.receive(into: &message))
        #expect(message.bytes() == [1])
    }

    @Test func `leaves alone a file that is no socket`() throws {
        try "precious".write(toFile: path, atomically: true, encoding: .utf8)
        let error = #expect(throws: ZeroMQError.self) { _ = try Listener("ipc://\(path)") }
        #expect(error?.description == "bind ipc://\(path): a file that is no socket lies there")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
    }

    @Test func `is refused at a path where somebody listens, and takes over one where nobody does`() throws {
        do {
            let listener = try Listener("ipc://\(path)", mode: 0o660)
            expectInUse("ipc://\(path)")
            #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o660)
            withExtendedLifetime(listener) {}
        }
        #expect(!FileManager.default.fileExists(atPath: path))
        // What a killed process leaves.
        let killed = Process()
        killed.executableURL = URL(filePath: "/usr/bin/python3")
        killed.arguments = [
            "-c", "import socket, sys; s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen()", path,
        ]
        try killed.run()
        killed.waitUntilExit()
        #expect(FileManager.default.fileExists(atPath: path))
        let listener = try Listener("ipc://\(path)")
        withExtendedLifetime(listener) {}
    }

    @Test(arguments: [
        "tcp://203.0.113.1:0", "tcp://nosuchinterface:1", "tcp://127.0.0.1:99999", "tcp://", "udp://127.0.0.1:1",
        "ipc://\(String(repeating: "x", count: 200))", "ipc:///nosuchfolder/socket",
    ])
    func `says what it cannot listen on`(endpoint: String) {
        let error = #expect(throws: ZeroMQError.self) { _ = try Listener(endpoint) }
        #expect(error?.description.hasPrefix("bind \(endpoint): ") == true)
    }
}

@Suite(.timeLimit(.minutes(5))) struct `Bytes on their way out` {
    @Test func `count until they are written, or dropped`() throws {
        let context = try Context()
        let (all, one) = (OutgoingBytes(), OutgoingBytes())
        let queue = OutgoingBytes(in: all)
        do {
            let push = try Socket(.push, in: context)
            try push.set(.linger, to: 0)
            // Nobody is there, and messages wait.
            try push.connect("tcp://127.0.0.1:9")
            for _ in 0..<3 { #expect(try push.send([[0], [UInt8](repeating: 1, count: 1000)], counting: queue)) }
            let held = 3 * (1000 + OutgoingBytes.overhead)
            #expect(queue.bytes == held && all.bytes == held)
        }
        while all.bytes > 0 { usleep(1000) }
        let pub = try Socket(.pub, in: context)
        #expect(try pub.send([[UInt8](repeating: 1, count: 1000)], counting: one))
        #expect(one.bytes == 0)
    }

    @Test func `do not count what was not taken`() throws {
        let push = try Socket(.push, in: Context())
        let counter = OutgoingBytes()
        #expect(try !push.send([[1, 2, 3]], counting: counter))
        #expect(counter.bytes == 0)
    }
}

@Suite struct `The host of an endpoint` {
    @Test func `is asked for IPv6 only where nothing else leads to it`() throws {
        #expect(try #require(EndpointHost("tcp://[::1]:5555")).needsIPv6())
        #expect(try #require(EndpointHost("tcp://127.0.0.1:5555")).needsIPv6() == false)
        #expect(try #require(EndpointHost("tcp://localhost:5555")).needsIPv6() == false)
        #expect(try #require(EndpointHost("tcp://eth0;news.example:5555")).name == "news.example")
        #expect(EndpointHost("ipc:///run/wire") == nil)
    }
}
