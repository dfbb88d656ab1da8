package import Foundation

extension JSONEncoder {
    /// One that writes for programs that read along: keys sorted, slashes as they are.
    package static var plain: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}
