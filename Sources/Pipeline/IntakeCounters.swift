package import Stories
import Threads

/// The books of a pipeline: what each intake received, and what became of it.
///
/// They balance at every moment: received = stored + duplicates + dead + waiting. A message counts as one story until
/// it has been read; then a page counts as the stories it holds.
package final class IntakeCounters: Sendable {
    private let accounts = Locked<[String: Account]>([:])
    private let filed = Locked<[String: Int]>([:])

    /// What came in by one intake, or by all, since the pipeline was put together.
    package struct Account: Hashable, Sendable {
        /// Messages that were taken.
        package var messages = 0
        /// Stories that were taken.
        package var received = 0
        /// Stories that are in the journal under a number of their own.
        package var stored = 0
        /// Stories that were in the journal already.
        package var duplicates = 0
        /// Messages that became dead letters; of a page that is one for some of its stories, those stories.
        package var dead = 0
        /// Messages on their way to the journal.
        package var waiting = 0
        /// Messages that were turned away because the disk was full. They were not received.
        package var busy = 0
        /// When the last message was taken; `nil` when none was.
        package var lastAt: Timestamp?

        /// All zero, which adds up.
        package init() {}

        /// Whether it adds up.
        package var balances: Bool { received == stored + duplicates + dead + waiting }

        fileprivate static func + (one: Account, other: Account) -> Account {
            var sum = one
            sum.messages += other.messages
            sum.received += other.received
            sum.stored += other.stored
            sum.duplicates += other.duplicates
            sum.dead += other.dead
            sum.waiting += other.waiting
            sum.busy += other.busy
            sum.lastAt = [one.lastAt, other.lastAt].compactMap { $0 }.max { $0.milliseconds < $1.milliseconds }
            return sum
        }
    }

    /// Opens the books.
    package init() {}

    /// The accounts of all intakes at one moment, by their names.
    package var byIntake: [String: Account] { accounts.withLock { $0 } }

    /// Stories journaled since the pipeline was put together, by their primary categories.
    package var byCategory: [String: Int] { filed.withLock { $0 } }

    /// All intakes together.
    package var total: Account { Self.sum(of: byIntake) }

    /// Accounts of the same moment, taken together.
    package static func sum(of accounts: [String: Account]) -> Account { accounts.values.reduce(Account(), +) }
}

// MARK: - Entries

extension IntakeCounters {
    /// Opens the account of an intake that has not received anything yet.
    func open(_ intake: String) {
        accounts.withLock { $0[intake, default: Account()].messages += 0 }
    }

    /// A message was taken.
    func receive(_ intake: String, at time: Timestamp) {
        accounts.withLock { accounts in
            var account = accounts[intake, default: Account()]
            account.messages += 1
            account.received += 1
            account.waiting += 1
            account.lastAt = time
            accounts[intake] = account
        }
    }

    /// A message has been journaled.
    func noteResults(_ intake: String, stored: Int, duplicates: Int, dead: Int) {
        accounts.withLock { accounts in
            var account = accounts[intake, default: Account()]
            account.waiting -= 1
            account.received += stored + duplicates + dead - 1
            account.stored += stored
            account.duplicates += duplicates
            account.dead += dead
            accounts[intake] = account
        }
    }

    /// Stories were journaled under these categories.
    func file(_ categories: [String]) {
        guard !categories.isEmpty else { return }
        filed.withLock { filed in
            for category in categories { filed[category, default: 0] += 1 }
        }
    }

    /// A message that had been taken was turned away after all.
    func turnAway(_ intake: String) {
        accounts.withLock { accounts in
            var account = accounts[intake, default: Account()]
            account.messages -= 1
            account.received -= 1
            account.waiting -= 1
            account.busy += 1
            accounts[intake] = account
        }
    }
}
