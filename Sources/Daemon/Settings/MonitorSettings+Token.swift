import Foundation
package import Monitor

extension MonitorSettings {
    /// What the monitor is made of, the token read from its file.
    package var withToken: MonitorConfiguration {
        get throws(CommandError) {
            var configuration = configuration
            configuration.token = try token
            return configuration
        }
    }

    /// The token; `nil` when none is needed.
    private var token: String? {
        get throws(CommandError) {
            guard let tokenPath else { return nil }
            let text: String
            do {
                text = try String(contentsOf: URL(filePath: tokenPath), encoding: .utf8)
            } catch {
                throw CommandError(.configuration, "\(tokenPath): the token cannot be read: \(error.reason)")
            }
            let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
            // What a cookie and a header can hold as it is.
            guard token.wholeMatch(of: /[A-Za-z0-9._~+\/=\-]{16,512}/) != nil else {
                throw CommandError(
                    .configuration,
                    "\(tokenPath): expected a token of 16 to 512 letters, digits or . _ ~ + / = -, such as "
                        + "`openssl rand -hex 24` prints")
            }
            return token
        }
    }
}
