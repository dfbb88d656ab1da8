import Foundation
package import Journaling
package import Newsprint
import Threads

/// A change of one end of a desk at work: one that goes, one that comes, or one in another's place.
///
/// Ends are used once, so both sides are made when they are needed: the new one, and the old one again when a later change
/// fails.
package enum EndChange: Sendable {
    /// An intake.
    case intake(name: String, old: (@Sendable () throws -> any Intake)?, new: (@Sendable () throws -> any Intake)?)
    /// An outlet.
    case outlet(name: String, old: (@Sendable () throws -> any Outlet)?, new: (@Sendable () throws -> any Outlet)?)

    fileprivate var inverse: EndChange {
        switch self {
        case .intake(let name, let old, let new): .intake(name: name, old: new, new: old)
        case .outlet(let name, let old, let new): .outlet(name: name, old: new, new: old)
        }
    }
}

/// Why ends were not changed.
package struct ChangeFailure: Error, CustomStringConvertible {
    package let description: String
}

extension Desk {
    /// Changes ends of the desk while it is at work; those that are not named stay open. Blocks until it is done.
    ///
    /// An intake that goes takes what has arrived first. When one change fails, those before it are taken back.
    ///
    /// - Throws: ``ChangeFailure`` with what failed, and with what could not be taken back.
    package func change(
        _ changes: [EndChange], copyDesks: [String: CopyDesk], retention: Retention
    ) throws(ChangeFailure) {
        // The inbox stays open while the last intake goes and the next comes.
        inbox.join()
        defer { inbox.leave() }
        let old = roster.withLock { roster in
            defer { (roster.copyDesks, roster.retention) = (copyDesks, retention) }
            return roster
        }
        var done: [EndChange] = []
        for change in changes {
            do {
                try make(change)
                done.append(change)
            } catch {
                roster.withLock { ($0.copyDesks, $0.retention) = (old.copyDesks, old.retention) }
                var sentences = ["\(error)"]
                // The half of a change that was made is taken back with the others.
                for change in ([change] + done.reversed()) {
                    do { try make(change.inverse) } catch { sentences.append("cannot be taken back: \(error)") }
                }
                throw ChangeFailure(description: sentences.joined(separator: "; "))
            }
        }
    }

    private func make(_ change: EndChange) throws {
        guard !stopping.isOpen else { throw ChangeFailure(description: "the daemon is stopping") }
        switch change {
        case .intake(let name, _, let new):
            if let intake = roster.withLock({ $0.takeIntake(name) }) {
                intake.stop()
                intake.waitUntilEnded()
            }
            guard let intake = try new?() else { return }
            ledger.open(name)
            try intake.start(into: inbox)
            roster.withLock { $0.intakes.append(intake) }
            // A stop that came meanwhile did not see it.
            if stopping.isOpen { intake.stop() }
        case .outlet(let name, _, let new):
            // Stories that are being numbered go to the old one; those after it to the new one.
            let gone = hold { roster.withLock { $0.takeOutlet(name) } }
            gone?.stop()
            guard let outlet = try new?() else { return }
            try hold {
                try outlet.start(at: bearings, failed: fail)
                roster.withLock { $0.outlets.append(outlet) }
            }
        }
    }

    private func hold<Result>(_ body: () throws -> Result) rethrows -> Result {
        order.lock()
        defer { order.unlock() }
        return try body()
    }
}

extension Roster {
    fileprivate mutating func takeIntake(_ name: String) -> (any Intake)? {
        intakes.firstIndex { $0.name == name }.map { intakes.remove(at: $0) }
    }

    fileprivate mutating func takeOutlet(_ name: String) -> (any Outlet)? {
        outlets.firstIndex { $0.name == name }.map { outlets.remove(at: $0) }
    }
}
