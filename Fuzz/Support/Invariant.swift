import Foundation

/// Ends the run when something that must always hold does not: libFuzzer then keeps the input that broke it.
///
/// - Parameter sentence: What must hold, printed before the end.
package func invariant(_ holds: Bool, _ sentence: @autoclosure () -> String) {
    guard !holds else { return }
    FileHandle.standardError.write(Data("invariant broken: \(sentence())\n".utf8))
    abort()
}
