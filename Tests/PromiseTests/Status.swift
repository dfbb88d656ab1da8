import TestSupport
import Foundation
import Testing

extension Site {
    /// How the daemon says it stands.
    func status() throws -> Status {
        let outcome = try command("status", "--json")
        try #require(outcome.status == 0, "\(outcome.errors)")
        let status = try JSONDecoder().decode(Status.self, from: Data(outcome.output.utf8))
        for account in status.intakes + [status.total] { #expect(account.balances, "\(account)") }
        return status
    }

    /// Asks for the status until it says something.
    func status(within patience: Duration = .seconds(120), when isMet: (Status) -> Bool) throws -> Status {
        let end = ContinuousClock.now + patience
        while true {
            let status = try status()
            if isMet(status) { return status }
            try #require(ContinuousClock.now < end, "\(status)")
        }
    }
}

/// What `wiredesk status --json` prints, as far as it is looked at.
struct Status: Decodable {
    let state: String
    let total: Account
    let intakes: [Account]
    let journal: Journal
    let outlets: [Outlet]

    struct Account: Decodable {
        let name: String?
        let received, stored, duplicates, dead, waiting, busy: Int

        var balances: Bool { received == stored + duplicates + dead + waiting }
    }

    struct Journal: Decodable {
        let stream: String
        let head, oldest: Int
    }

    struct Outlet: Decodable {
        let name: String
        let published: Int
        let followers: [Follower]
    }

    struct Follower: Decodable {
        let peer: String
        let at: Int
    }

    func intake(_ name: String) -> Account? { intakes.first { $0.name == name } }
}
