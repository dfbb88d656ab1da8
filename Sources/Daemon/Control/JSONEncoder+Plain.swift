package import Foundation

extension JSONEncoder {
    /// One that writes compact JSON: keys sorted, slashes as they are.
    package static var plain: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}
