import AccessControl
import Logging
import Threads

/// Keeps the keys in force that open the daemon's ends: those in the folder of allowed certificates, as they are now.
///
/// A certificate that cannot be read opens nothing, and keeps no other from it: a key that was revoked stays revoked
/// whatever lies beside it.
final class AllowedKeysReloader: Sendable {
    /// What is remembered from look to look.
    private struct Memory {
        var watch: AllowedKeysWatch
        /// Why it could not be read, as it was said.
        var trouble: String?
    }

    private let allowedKeys: AllowedKeys
    private let accessController: AccessController
    private let logger: Logger
    // Held while the folder is read and put into force, so that the last to read is the last to write.
    private let memory: Locked<Memory>

    init(folder: String, accessController: AccessController, logger: Logger) {
        allowedKeys = AllowedKeys(folder: folder)
        memory = Locked(Memory(watch: AllowedKeysWatch(allowedKeys)))
        self.accessController = accessController
        self.logger = logger
    }

    /// Puts what is in the folder into force, if it is not yet.
    ///
    /// - Parameter isForced: Whether to read all certificates, also where nothing seems to have changed.
    func look(isForced: Bool = false) {
        memory.withLock { memory in
            do {
                let old = accessController.content
                guard try memory.watch.look(isForced: isForced, hasFindings: !old.findings.isEmpty) else { return }
                let new = try allowedKeys.read()
                memory.trouble = nil
                guard new != old else { return }
                accessController.replace(by: new)
                report(from: old, to: new)
            } catch {
                memory.watch.forget()
                // Said once, not once a second.
                if memory.trouble != "\(error)" {
                    logger.error("keys: \(allowedKeys.folder) cannot be read: \(error)")
                }
                memory.trouble = "\(error)"
            }
        }
    }

    private func report(from old: AllowedKeys.AllowedKeysContent, to new: AllowedKeys.AllowedKeysContent) {
        for (key, holder) in new.holders where old.holders[key]?.grant != holder.grant {
            logger.notice("key allowed", metadata: metadata(of: holder, "key-allowed"))
        }
        for (key, holder) in old.holders where new.holders[key] == nil {
            logger.notice("key revoked", metadata: metadata(of: holder, "key-revoked"))
        }
        for finding in new.findings where !old.findings.contains(finding) { logger.warning("keys: \(finding)") }
    }

    private func metadata(of holder: AllowedKeys.Holder, _ event: String) -> Logger.Metadata {
        [
            "event": "\(event)", "name": "\(holder.name)", "fingerprint": "\(holder.fingerprint)",
            "grant": "\(holder.grant)",
        ]
    }
}
