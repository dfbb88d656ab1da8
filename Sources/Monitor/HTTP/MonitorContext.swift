import Hummingbird
import NIOCore

/// What a request is answered in.
struct MonitorContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The largest body that is read.
    var maxUploadSize: Int { 2 << 20 }

    /// The connection that it came by.
    let channel: any Channel
    /// Room for its answer.
    let room = AnswerRoom()

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}
