import Foundation
import Logging
import ServiceLifecycle
import Threads
import UnixSignals

/// Has configuration, keys and lexicon taken up anew on SIGHUP, and keys and lexicon when their files have changed; tries
/// ends again that could not be opened.
struct Reloads: Service {
    let lexicon: LexiconReloader?
    let configuration: ConfigurationReloader?
    let keys: AllowedKeysReloader
    let manager: ServiceManager

    /// How often files are looked at; a change of the lexicon is taken up when two looks in a row have found it the same.
    private static let lookEvery = Duration.seconds(1)
    /// How often an end is tried again that could not be opened.
    private static let againEvery = Duration.seconds(5)

    func run() async throws {
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        await cancelWhenGracefulShutdown {
            await withTaskGroup { group in
                // However many come while a reload is under way, one more does for all of them.
                let (turns, turn) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
                let isAsked = Locked(false)
                group.addTask {
                    for await _ in hangups {
                        isAsked.withLock { $0 = true }
                        turn.yield()
                    }
                    turn.finish()
                }
                group.addTask {
                    for await _ in turns {
                        let reloads = isAsked.withLock { isAsked in
                            defer { isAsked = false }
                            return isAsked
                        }
                        if reloads { await reload() } else { await onThread { configuration?.reopen() } }
                    }
                }
                group.addTask {
                    while await Task.rest(for: Self.lookEvery) {
                        keys.look()
                        await lexicon?.look()
                    }
                }
                group.addTask {
                    while await Task.rest(for: Self.againEvery) {
                        if configuration?.isIncomplete == true { turn.yield() }
                    }
                }
            }
        }
    }

    /// The lexicon before the ends: a configuration that names another folder needs what is in it.
    private func reload() async {
        manager.reloading()
        keys.look(isForced: true)
        let file = configuration?.read()
        let folder = file?.settings.lexiconPath
        let hasMoved = folder != nil && folder != configuration?.inForce.state.settings.lexiconPath
        let isTaken = await lexicon?.reload(from: folder, because: "SIGHUP") ?? true
        if let configuration, let file {
            if hasMoved, !isTaken {
                configuration.refuse("lexicon.path: the lexicon there is refused")
            } else {
                await onThread { configuration.apply(file) }
            }
        }
        manager.ready()
    }

    /// Intakes that go take what has arrived first, which takes a while.
    private func onThread(_ change: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { done in
            Thread.start(named: "reload") {
                change()
                done.resume()
            }
        }
    }
}
