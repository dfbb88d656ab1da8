import Classification
import JSON
import LexiconTraining
import Stories

extension LexiconDifference {
    /// What `lexicon diff --json` prints. Under `labelled` is how many stories with a label each lexicon judges right.
    func json(from old: LexiconVersion, to new: LexiconVersion, _ flips: Flips) -> [UInt8] {
        var json = JSONWriter()
        json.object {
            $0.field("from", "\(old)")
            $0.field("to", "\(new)")
            $0.field("added", added.map(\.text))
            $0.field("removed", removed.map(\.text))
            $0.key("changed")
            $0.array(changed) { json, change in
                json.object {
                    $0.field("term", change.old.text)
                    $0.key("weights")
                    $0.array(change.weights) { json, weight in
                        json.object {
                            $0.field("category", weight.category)
                            $0.field("old", weight.old)
                            $0.field("new", weight.new)
                        }
                    }
                }
            }
            $0.field("settings", settings)
            $0.field("stories", flips.stories)
            if flips.labelled.count > 0 {
                $0.key("labelled")
                $0.object {
                    $0.field("stories", flips.labelled.count)
                    $0.field("old", flips.labelled.old)
                    $0.field("new", flips.labelled.new)
                }
            }
            $0.key("moves")
            $0.array(flips.moves.sorted { ($1.value, $0.key.from, $0.key.to) < ($0.value, $1.key.from, $1.key.to) }) {
                $0.move($1.key, $1.value, flips.examples[$1.key] ?? [])
            }
        }
        return json.bytes
    }
}

extension JSONWriter {
    fileprivate mutating func move(_ move: CategoryMove, _ count: Int, _ examples: [Flips.Example]) {
        object {
            $0.field("from", move.from)
            $0.field("to", move.to)
            $0.field("count", count)
            $0.key("examples")
            $0.array(examples) { json, example in
                json.object {
                    $0.field("id", example.id)
                    $0.field("opening", example.opening)
                    $0.field("old", example.old.confidence)
                    $0.field("new", example.new.confidence)
                }
            }
        }
    }
}
