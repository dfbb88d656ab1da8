import Foundation
import GRDB

extension Row {
    /// The value of a column, if it is of the type that was stored. A damaged file holds anything; GRDB's own
    /// subscripts end the process on a value of another type.
    func sound<Value: DatabaseValueConvertible>(_ column: String, as type: Value.Type = Value.self) -> Value? {
        Value.fromDatabaseValue(self[column])
    }

    /// The value of a column that files of older formats lack, which a reader sees before they are brought up to date.
    func added<Value: DatabaseValueConvertible>(_ column: String, as type: Value.Type = Value.self) -> Value? {
        hasColumn(column) ? sound(column, as: type) : nil
    }

    /// The value of a column.
    ///
    /// - Throws: ``JournalFault`` of code `corrupted` when it is not of the type that was stored.
    func value<Value: DatabaseValueConvertible>(_ column: String, as type: Value.Type = Value.self) throws -> Value {
        guard let value = sound(column, as: type) else {
            throw JournalFault(code: .corrupted, cause: "a row is damaged: \(column) is not what was stored")
        }
        return value
    }

    /// The bytes in a column.
    func bytes(_ column: String) throws -> [UInt8] { Array(try value(column, as: Data.self)) }
}
