import Foundation
package import Journaling
package import TextCleaning
import Threads

/// A change of one end of a pipeline at work: one that goes, one that comes, or one in another's place.
///
/// Ends are used once, so both sides are made when they are needed: the new one, and the old one again when a later change
/// fails.
package enum EndChange: Sendable {
    /// An intake.
    case intake(name: String, old: (@Sendable () throws -> any Intake)?, new: (@Sendable () throws -> any Intake)?)
    /// An outlet.
    case outlet(name: String, old: (@Sendable () throws -> any Outlet)?, new: (@Sendable () throws -> any Outlet)?)

    /// Which end, as in `intake wire`.
    package var name: String {
        switch self {
        case .intake(let name, _, _): "intake \(name)"
        case .outlet(let name, _, _): "outlet \(name)"
        }
    }

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

    fileprivate static let stopping = ChangeFailure(description: "the daemon is stopping")
}

extension StoryPipeline {
    /// Changes ends of the pipeline while it is at work; those that are not named stay open. Blocks until it is done.
    ///
    /// An intake whose sockets can stay as they are keeps them. All others close before the first is opened, so that one may
    /// listen where another did; an intake that closes takes what has arrived first. When one cannot be opened, all that was
    /// done is taken back.
    ///
    /// - Throws: ``ChangeFailure`` with what failed, and with what could not be taken back.
    package func change(
        _ changes: [EndChange], articleParsers: [String: ArticleParser], retention: Retention
    ) throws(ChangeFailure) {
        guard !stopping.isOpen else { throw ChangeFailure.stopping }
        // The inbox stays open while the last intake goes and the next comes, and the pipeline is not closed meanwhile.
        inbox.join()
        defer { inbox.leave() }
        let old = openEnds.withLock { openEnds in
            // What an intake leaves that goes is still read as its copy.
            defer {
                (openEnds.articleParsers, openEnds.retention) = (
                    openEnds.articleParsers.merging(articleParsers) { $1 }, retention
                )
            }
            return openEnds
        }
        let failures = replace(changes)
        guard !failures.isEmpty else { return }
        openEnds.withLock { ($0.articleParsers, $0.retention) = (old.articleParsers, old.retention) }
        let lost = replace(changes.map(\.inverse)).map { "cannot be taken back: \($0)" }
        throw ChangeFailure(description: (failures.map { "\($0)" } + lost).joined(separator: "; "))
    }

    /// Closes ends and opens those that take their places.
    ///
    /// - Returns: Why some could not be opened; the others are.
    private func replace(_ changes: [EndChange]) -> [any Error] {
        var failures: [any Error] = []
        func attempt(_ body: () throws -> Void) {
            do {
                guard !stopping.isOpen else { throw ChangeFailure.stopping }
                try body()
            } catch {
                failures.append(error)
            }
        }
        var (oldIntakes, newIntakes): ([any Intake], [any Intake]) = ([], [])
        var (changed, newOutlets): ([String], [any Outlet]) = ([], [])
        for change in changes {
            switch change {
            case .intake(let name, _, let new):
                var next: (any Intake)?
                attempt { next = try new?() }
                if let next, intakes.first(where: { $0.name == name })?.adopt(next) == true { continue }
                if let old = openEnds.withLock({ $0.takeIntake(name) }) { oldIntakes.append(old) }
                if let next { newIntakes.append(next) }
            case .outlet(let name, _, let new):
                changed.append(name)
                attempt { if let next = try new?() { newOutlets.append(next) } }
            }
        }
        for intake in oldIntakes { intake.requestStop() }
        for intake in oldIntakes { intake.waitUntilEnded() }
        // Outlets that are there take what a stop has the intakes leave.
        if stopping.isOpen { return failures + [ChangeFailure.stopping] }
        // A story that is numbered between the two goes to neither; positions show it.
        let oldOutlets = order.withLock { _ in
            openEnds.withLock { openEnds in changed.compactMap { openEnds.takeOutlet($0) } }
        }
        for outlet in oldOutlets { outlet.stop() }
        for outlet in newOutlets {
            attempt {
                try order.withLock { _ in
                    try outlet.start(at: outletContext, failed: fail)
                    openEnds.withLock { $0.outlets.append(outlet) }
                }
            }
        }
        for intake in newIntakes {
            attempt {
                counters.open(intake.name)
                try intake.start(into: inbox)
                openEnds.withLock { $0.intakes.append(intake) }
                // A stop that came meanwhile did not see it.
                if stopping.isOpen { intake.requestStop() }
            }
        }
        return failures
    }

}

extension OpenEnds {
    fileprivate mutating func takeIntake(_ name: String) -> (any Intake)? {
        intakes.firstIndex { $0.name == name }.map { intakes.remove(at: $0) }
    }

    fileprivate mutating func takeOutlet(_ name: String) -> (any Outlet)? {
        outlets.firstIndex { $0.name == name }.map { outlets.remove(at: $0) }
    }
}
