import JSON
import Stories

extension FeedRequest {
    /// The frame of the message.
    package var frame: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            switch self {
            case .follow(let follow):
                json.key("follow")
                json.object { follow.write(to: &$0) }
            case .credit(let credit): json.field("credit", credit)
            case .bye: json.field("bye", true)
            }
        }
        return json.bytes
    }
}

extension FeedRequest.Follow {
    fileprivate func write(to json: inout JSONWriter) {
        if let categories { json.field("categories", categories) }
        json.field("credit", credit)
        switch from {
        case .earliest: json.field("from", "earliest")
        case .now: json.field("from", "now")
        case .seq(let seq): json.field("from", seq)
        case .time(let time): json.field("from", time.description)
        }
        if let stream { json.field("stream", stream) }
    }
}
