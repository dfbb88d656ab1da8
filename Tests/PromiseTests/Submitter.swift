import Foundation
import TestSupport
import Testing
import Endpoints
import ZeroMQ

/// A client of the `submit` intake that reads the replies in the order of its requests.
struct Submitter: ~Copyable {
    private let socket: Socket

    init(to site: Site) throws {
        let socket = try Socket(.dealer, in: site.context)
        try socket.set(.linger, to: 0)
        try socket.connect(site.submit)
        self.socket = socket
    }

    /// Sends a request.
    func send(_ frames: [[UInt8]]) throws {
        try #require(try socket.send(frames, within: .seconds(60)))
    }

    /// Sends a story.
    func send(_ story: String) throws { try send([[], Array(story.utf8)]) }

    /// The next reply.
    func reply() throws -> SubmitReply {
        try JSONDecoder().decode(SubmitReply.self, from: Data(try #require(try socket.frames().last)))
    }

    /// Sends a story and waits for what became of it.
    func ask(_ story: String) throws -> SubmitReply {
        try send(story)
        return try reply()
    }
}
