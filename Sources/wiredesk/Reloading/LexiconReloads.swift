import Logging
import ServiceLifecycle
import UnixSignals

/// Has the lexicon reloaded on SIGHUP, and when its files have changed.
struct LexiconReloads: Service {
    let keeper: LexiconKeeper

    /// How often the files are looked at; a change is taken up when two looks in a row have found it the same.
    private static let lookEvery = Duration.seconds(1)

    func run() async throws {
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        await cancelWhenGracefulShutdown {
            await withTaskGroup { group in
                // However many come while a lexicon is loaded, one more load does for all of them.
                let (requests, request) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
                group.addTask {
                    for await _ in hangups { request.yield() }
                    request.finish()
                }
                group.addTask {
                    for await _ in requests { await keeper.reload(because: "SIGHUP") }
                }
                group.addTask {
                    // A sleep fails of one thing only: it is cancelled when the daemon stops, which ends this.
                    while (try? await Task.sleep(for: Self.lookEvery)) != nil { await keeper.look() }
                }
            }
        }
    }
}
