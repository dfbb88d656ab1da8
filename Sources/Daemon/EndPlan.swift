import AccessControl
import Logging
import Pipeline
import Endpoints
import ZeroMQ

/// The ends that a configuration asks for, with everything that their sockets depend on.
package struct EndPlan: Hashable, Sendable {
    let intakes: [SocketIntakeConfiguration]
    let outlets: [OutletConfiguration]

    /// How an outlet is connected.
    enum OutletConfiguration: Hashable, Sendable {
        case pub(PubOutletConfiguration)
        case feed(FeedOutletConfiguration)

        var name: String {
            switch self {
            case .pub(let configuration): configuration.name
            case .feed(let configuration): configuration.name
            }
        }
    }

    /// Plans the ends of settings.
    ///
    /// - Throws: ``CommandError`` of code 78 when keys cannot be read.
    package init(_ settings: Settings, _ serverKeys: ServerKeys) throws(CommandError) {
        var intakes: [SocketIntakeConfiguration] = []
        for intake in settings.intakes { intakes.append(intake.configuration(try serverKeys.rules(of: intake.peers))) }
        var outlets: [OutletConfiguration] = []
        for outlet in settings.outlets { outlets.append(outlet.configuration(try serverKeys.rules(of: outlet.peers))) }
        (self.intakes, self.outlets) = (intakes, outlets)
    }

    /// Endpoints that it listens on.
    var bound: Set<String> {
        let outlets = outlets.map { outlet in
            switch outlet {
            case .pub(let configuration): configuration.bind
            case .feed(let configuration): configuration.bind
            }
        }
        return Set(intakes.flatMap(\.bind) + outlets.joined())
    }

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

/// Makes ends, which open nothing until the pipeline starts them.
struct EndFactory: Sendable {
    let accessController: AccessController
    let logger: Logger

    func intake(_ configuration: SocketIntakeConfiguration) throws -> any Intake {
        switch configuration.pattern {
        case .submit:
            try SubmitIntake(configuration, in: accessController.context, behind: accessController, logger: logger)
        case .sub, .pull:
            try SocketIntake(configuration, in: accessController.context, behind: accessController, logger: logger)
        }
    }

    func outlet(_ configuration: EndPlan.OutletConfiguration) throws -> any Outlet {
        switch configuration {
        case .pub(let configuration):
            try PubOutlet(configuration, in: accessController.context, behind: accessController, logger: logger)
        case .feed(let configuration):
            try FeedOutlet(configuration, in: accessController.context, behind: accessController, logger: logger)
        }
    }
}

extension EndFactory {
    fileprivate func making(_ intake: SocketIntakeConfiguration?) -> (@Sendable () throws -> any Intake)? {
        guard let intake else { return nil }
        return { [self] in try self.intake(intake) }
    }

    fileprivate func making(_ outlet: EndPlan.OutletConfiguration?) -> (@Sendable () throws -> any Outlet)? {
        guard let outlet else { return nil }
        return { [self] in try self.outlet(outlet) }
    }
}

// MARK: - From settings to ends

extension IntakeSettings {
    fileprivate func configuration(_ peers: PeerRules) -> SocketIntakeConfiguration {
        var configuration = SocketIntakeConfiguration(name: name, pattern: pattern)
        configuration.bind = bind
        configuration.connect = connect
        configuration.topics = topics
        configuration.payloadBytesMax = payloadBytesMax
        configuration.highWater = highWater
        configuration.peers = peers
        return configuration
    }

    private var pattern: SocketIntakeConfiguration.Pattern {
        switch kind {
        case .pull: .pull
        case .submit: .submit
        // jetstream is refused when the settings are read.
        case .sub, .jetstream: .sub
        }
    }
}

extension OutletSettings {
    fileprivate func configuration(_ peers: PeerRules) -> EndPlan.OutletConfiguration {
        switch kind {
        case .feed:
            var configuration = FeedOutletConfiguration(name: name)
            configuration.bind = bind
            configuration.connect = connect
            configuration.highWater = highWater
            configuration.format = payloadFormat
            configuration.holdsEmbargoes = embargo == .hold
            configuration.peers = peers
            return .feed(configuration)
        // A kind that is not served yet is refused when the settings are read.
        case .pub, .jetstream:
            var configuration = PubOutletConfiguration(name: name)
            configuration.bind = bind
            configuration.connect = connect
            configuration.highWater = highWater
            configuration.format = payloadFormat
            configuration.holdsEmbargoes = embargo == .hold
            configuration.subscriptionsMax = subscriptionsMax
            configuration.peers = peers
            return .pub(configuration)
        }
    }

    private var payloadFormat: PayloadFormat {
        switch format {
        case .wiredesk: .wiredesk
        case .ninjs: .ninjs
        }
    }
}
