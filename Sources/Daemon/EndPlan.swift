import AccessControl
import Pipeline
import Endpoints
import ZeroMQ

/// The ends that a configuration asks for, with everything that their sockets depend on.
package struct EndPlan: Hashable, Sendable {
    let intakes: [SocketIntakeConfiguration]
    let outlets: [OutletConfiguration]

    /// Plans the ends of settings.
    ///
    /// - Throws: ``CommandError`` of code 78 when keys cannot be read.
    package init(_ settings: Settings, _ serverKeys: ServerKeys) throws(CommandError) {
        var intakes: [SocketIntakeConfiguration] = []
        for intake in settings.intakes {
            var socket = intake.socket
            socket.peers = try serverKeys.rules(of: intake.peers)
            intakes.append(socket)
        }
        var outlets: [OutletConfiguration] = []
        for outlet in settings.outlets {
            outlets.append(outlet.outlet.knowing(try serverKeys.rules(of: outlet.peers)))
        }
        (self.intakes, self.outlets) = (intakes, outlets)
    }

    /// Endpoints that it listens on.
    var bound: Set<String> { Set(intakes.flatMap(\.bind) + outlets.flatMap(\.bind)) }

    /// The plan without ends that are not open.
    func keeping(intakes names: Set<String>, outlets others: Set<String>) -> EndPlan {
        EndPlan(
            intakes: intakes.filter { names.contains($0.name) }, outlets: outlets.filter { others.contains($0.name) })
    }

    private init(intakes: [SocketIntakeConfiguration], outlets: [OutletConfiguration]) {
        (self.intakes, self.outlets) = (intakes, outlets)
    }

    /// What has to change for another plan to be in force. Ends that are the same in both are left alone.
    func changes(to next: EndPlan, by factory: EndFactory) -> [EndChange] {
        let intakes = Self.pairs(intakes, next.intakes, by: \.name).map { name, old, new in
            EndChange.intake(name: name, old: factory.making(old), new: factory.making(new))
        }
        let outlets = Self.pairs(outlets, next.outlets, by: \.name).map { name, old, new in
            EndChange.outlet(name: name, old: factory.making(old), new: factory.making(new))
        }
        return intakes + outlets
    }

    private static func pairs<End: Hashable>(
        _ old: [End], _ new: [End], by name: (End) -> String
    ) -> [(String, End?, End?)] {
        let names = Set((old + new).map(name)).sorted()
        return names.compactMap { wanted in
            let (before, after) = (old.first { name($0) == wanted }, new.first { name($0) == wanted })
            return before == after ? nil : (wanted, before, after)
        }
    }
}
