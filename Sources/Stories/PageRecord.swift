// The record of a page, `wiredesk.page.v1`: one JSON object, no white space, keys in this order.
//
//     {"schema":"wiredesk.page.v1","id":…,"stories":[ids],"leftovers":[{"kind":…,"text":…}]}
//
// A message that is a single story has such a record when something is left of it besides the story; its id is the
// story's then.

package import JSON

/// Encodes what is kept of a page besides its stories.
public enum PageRecord {
    /// The value of `schema`.
    public static let schema = "wiredesk.page.v1"

    /// The record of a page.
    ///
    /// - Parameter stories: The ids of its stories, in the order of the page.
    public static func bytes(id: String, stories: [String], leftovers: [Leftover]) -> [UInt8] {
        var json = JSONWriter(reservingCapacity: 256 + leftovers.reduce(0) { $0 + $1.text.utf8.count + 40 })
        json.object {
            $0.field("schema", schema)
            $0.field("id", id)
            $0.field("stories", stories)
            $0.key("leftovers")
            $0.array(leftovers) { json, leftover in
                json.object {
                    $0.field("kind", leftover.kind.rawValue)
                    $0.field("text", leftover.text)
                }
            }
        }
        return json.bytes
    }
}

/// A record `wiredesk.page.v1` as a program reads it that shows it.
package struct PublishedPage: Sendable {
    /// The ids of the page's stories, in its order.
    package let stories: [String]
    /// What belongs to none of them.
    package let leftovers: [LeftoverText]

    /// A piece of text that belongs to no story; its kind is the raw value of ``Leftover/LeftoverKind``.
    package struct LeftoverText: Sendable { package let kind, text: String }

    /// Reads the record of a page.
    ///
    /// - Throws: ``RecordError`` when it is none.
    package init(json record: [UInt8]) throws(RecordError) {
        do {
            let members = try JSONValue(parsing: record).members()
            stories = try members.required("stories")
            leftovers = try members.required("leftovers")
        } catch { throw RecordError(description: "no record of a page: \(error)") }
    }
}

extension PublishedPage.LeftoverText: JSONReadable {
    package init(json: JSONValue) throws(JSONMemberError) {
        let members = try json.members()
        (kind, text) = (try members.required("kind"), try members.required("text"))
    }
}
