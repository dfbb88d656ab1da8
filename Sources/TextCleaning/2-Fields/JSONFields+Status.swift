import JSON
import Stories

extension JSONFields {
    /// Whether the producer takes the story back.
    ///
    /// A status says so by a word of ``withdrawals``, alone, as a QCode (`stat:canceled`), as an address of IPTC's
    /// (`http://cv.iptc.org/newscodes/pubstatusg2/canceled`), or in an object around one of these; a flag by being true;
    /// wiredesk's own record by the event `kill`. Other words in `status` and `state` belong to the producer.
    func isWithdrawal(_ notes: inout [CopyNote]) -> Bool {
        var isWithdrawal = false
        for member in about(.status) {
            let isOpen = member.name == "status" || member.name == "state"
            guard let status = member.value.statusCode else {
                if !isOpen { notes.append(member.unread("a publication status")) }
                continue
            }
            if Self.withdrawals.contains(status) {
                isWithdrawal = true
            } else if !isOpen, !Self.publications.contains(status) {
                notes.append(member.unread("a publication status", "another string"))
            }
        }
        for member in about(.flag) where member.value.isTrue { isWithdrawal = true }
        for member in about(.event) where member.value.statusCode.map(Self.withdrawals.contains) ?? false {
            isWithdrawal = true
        }
        return isWithdrawal
    }

    /// Words that take a story back.
    private static let withdrawals: Set = [
        "canceled", "cancelled", "cancel", "killed", "kill", "withdrawn", "withdraw", "withheld", "withhold",
        "recalled",
        "recall", "retracted", "retract", "deleted", "delete", "spiked", "spike", "unpublished", "unpublish", "revoked",
        "revoke", "removed", "takedown", "taken down", "take down", "trash", "trashed", "撤稿", "撤销", "撤回", "撤下", "作废",
        "删除", "已撤稿", "已撤销", "已撤回", "已撤下", "已作废", "已删除", "撤銷", "作廢",
        "刪除",
    ]

    /// Words of a publication status that take nothing back.
    private static let publications: Set = [
        "", "usable", "published", "publish", "draft", "scheduled", "corrected", "updated", "new", "active", "live",
        "public",
        "approved", "final",
    ]

    // MARK: - Embargo

    /// Until when it must wait; of several such times the last.
    ///
    /// - Throws: `malformed` when the object speaks of an embargo without a time that can be read: what should wait must
    ///   not go out for that.
    func embargo(_ dates: DateReader) throws(Rejection) -> Timestamp? {
        var until: Timestamp?
        for member in about(.embargo) where !member.value.isNone {
            guard let time = member.value.timestamp(dates) else {
                let got =
                    if case .bool = member.value { "true, without a time" } else { member.value.kind(as: "a date") }
                throw member.wrong("the date until which the story must wait", got)
            }
            until = max(until ?? time, time)
        }
        return until
    }
}

extension JSONValue {
    /// The last part of a status in lower case: of `stat:canceled` and of an address, `canceled`.
    fileprivate var statusCode: String? {
        let names = ["qcode", "uri", "@qcode", "@uri", "code", "name", "value", "rendered", "#text", "_", "literal"]
        var value = member(names) ?? self
        if case .array(let items) = value, let first = items.first { value = first.member(names) ?? first }
        guard case .string(let text) = value else { return nil }
        let trimmed = text.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
        return trimmed.split { "/:#".contains($0) }.last.map(String.init) ?? ""
    }

    fileprivate var isTrue: Bool {
        switch self {
        case .bool(let isTrue): isTrue
        case .number(let digits): digits == "1"
        case .string(let text): ["true", "yes", "1"].contains(text.lowercased())
        default: false
        }
    }

    /// Whether it says that there is no embargo.
    fileprivate var isNone: Bool {
        switch self {
        case .null, .bool(false): true
        case .number(let digits): digits == "0"
        case .string(let text): text.isBlank || ["false", "no", "none", "0"].contains(text.lowercased())
        case .array(let items): items.isEmpty
        case .object(let members): members.isEmpty
        case .bool(true): false
        }
    }
}
