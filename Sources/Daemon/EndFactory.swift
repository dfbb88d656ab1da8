import AccessControl
import Endpoints
import Logging
import Pipeline

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

    func outlet(_ configuration: OutletConfiguration) throws -> any Outlet {
        switch configuration {
        case .pub(let configuration):
            try PubOutlet(configuration, in: accessController.context, behind: accessController, logger: logger)
        case .feed(let configuration):
            try FeedOutlet(configuration, in: accessController.context, behind: accessController, logger: logger)
        }
    }
}

extension EndFactory {
    func making(_ intake: SocketIntakeConfiguration?) -> (@Sendable () throws -> any Intake)? {
        guard let intake else { return nil }
        return { [self] in try self.intake(intake) }
    }

    func making(_ outlet: OutletConfiguration?) -> (@Sendable () throws -> any Outlet)? {
        guard let outlet else { return nil }
        return { [self] in try self.outlet(outlet) }
    }
}
