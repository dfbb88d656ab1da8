import FeedProtocol
import Journaling
package import ZeroMQ

extension FeedServer {
    /// Takes a message of a follower.
    ///
    /// - Parameters:
    ///   - message: Its frames, the routing id first.
    ///   - connection: What it came in by; `nil` when it came by no network.
    ///   - send: As for ``serveNext(at:from:send:)``; used for what is said to those who do not follow.
    package mutating func receive(
        _ message: [[UInt8]], by connection: ConnectionIdentity? = nil, at now: Duration, from source: some FeedSource,
        send: ([[UInt8]]) -> Sent
    ) {
        guard let peer = message.first else { return }
        // Somebody else has the routing id now, who has not asked for what was asked for under it before.
        if let session = sessions[peer], session.connection != connection { end(peer) }
        guard let (envelope, payload) = FeedEnvelope.opened(message.dropFirst()) else {
            _ = send(
                [peer]
                    + FeedReply.error(reason: "malformed: expected one frame, behind an envelope of at most 4").frames)
            return
        }
        func refuse(_ reason: String) { _ = send([peer] + envelope.frames + FeedReply.error(reason: reason).frames) }
        do throws(FeedRequest.Malformed) {
            switch try FeedRequest(payload) {
            case .follow(let follow):
                guard sessions[peer] != nil || sessions.count < Self.sessionsMax else {
                    return refuse("busy: \(Self.sessionsMax) others follow")
                }
                if sessions[peer] == nil { round.append(peer) }
                sessions[peer] = session(follow, of: peer, envelope, at: now, source)
                sessions[peer]?.connection = connection
            case .credit(let credit):
                guard sessions[peer] != nil else { return refuse("no session: follow first") }
                sessions[peer]?.add(credit: credit, envelope: envelope, at: now)
            case .bye: end(peer)
            }
        } catch {
            refuse("malformed: \(error.reason)")
        }
    }

    private mutating func session(
        _ follow: FeedRequest.Follow, of peer: [UInt8], _ envelope: FeedEnvelope, at now: Duration,
        _ source: some FeedSource
    ) -> FeedSession {
        let oldest = source.oldest
        do {
            let start =
                switch follow.from {
                case .earliest: oldest
                case .now: source.head + 1
                case .seq(let seq): seq
                case .time(let time): try source.first(since: time) ?? source.head + 1
                }
            if start >= oldest, follow.stream ?? source.stream == source.stream {
                return FeedSession(follow, from: start, peer: peer, envelope: envelope, at: now)
            }
            let gone = FeedReply.gone(oldest: oldest, stream: source.stream).frames
            return FeedSession(saying: gone, peer: peer, envelope: envelope, at: now)
        } catch {
            troubles.append(error)
            let unreadable = FeedReply.error(reason: "the journal cannot be read").frames
            return FeedSession(saying: unreadable, peer: peer, envelope: envelope, at: now)
        }
    }
}
