import AccessControl
import Testing
import ZeroMQ

@Suite(.timeLimit(.minutes(5))) struct `The listeners of a process` {
    private let context: Context
    private let listeners = Listeners()

    init() throws { context = try Context() }

    @Test func `serve one socket at a time`() throws {
        let first = try Socket(.pull, in: context)
        let (endpoint, _) = try listeners.bind(first, to: "tcp://127.0.0.1:*")
        let second = try Socket(.pull, in: context)
        #expect(throws: ZeroMQError.addressInUse(endpoint)) { _ = try listeners.bind(second, to: endpoint) }
    }

    @Test func `give everybody a port who asks for any`() throws {
        let first = try Socket(.pull, in: context)
        let second = try Socket(.pull, in: context)
        let (one, key) = try listeners.bind(first, to: "tcp://127.0.0.1:*")
        let (other, otherKey) = try listeners.bind(second, to: "tcp://127.0.0.1:*")
        #expect(one != other && key != otherKey)
    }

    @Test func `stay open while they are held, and close with the last who uses them`() throws {
        func bindAndLeave() throws -> String {
            let socket = try Socket(.pull, in: context)
            return try listeners.bind(socket, to: "tcp://127.0.0.1:*").endpoint
        }
        let endpoint = try bindAndLeave()
        let held = listeners.hold(["tcp://127.0.0.1:*", "tcp://127.0.0.1:1"])
        #expect(held == ["tcp://127.0.0.1:*"])
        listeners.leave("tcp://127.0.0.1:*")
        #expect(throws: ZeroMQError.addressInUse(endpoint)) { _ = try Listener(endpoint) }
        #expect(try bindAndLeave() == endpoint)
        listeners.leave("tcp://127.0.0.1:*")
        listeners.release(held)
        // Nobody listens there any more.
        let other = try Listener(endpoint)
        withExtendedLifetime(other) {}
    }
}
