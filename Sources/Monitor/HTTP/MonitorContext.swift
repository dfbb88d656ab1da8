import Hummingbird

/// What a request is answered in.
struct MonitorContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The largest body that is read.
    var maxUploadSize: Int { 2 << 20 }

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
    }
}
