import Stories

/// The head of copy that was forwarded by mail: `From:`, `To:`, `Subject:`, each on a line of its own.
enum MailHead {
    /// Finds the head of a mail at the start of a text.
    ///
    /// - Returns: How many lines it takes, and which of them is the subject; `nil` when there is none.
    static func find(in sheet: TextLines) -> (lines: Int, subject: Int?)? {
        var count = 0
        var subject: Int?
        while count < sheet.lines.count, let field = field(of: sheet.text(count)) {
            if subjects.contains(field) { subject = count }
            count += 1
        }
        return count >= 2 ? (count, subject) : nil
    }

    /// A field's name at the start of a line, in small letters.
    private static func field(of text: ArraySlice<Glyph>) -> String? {
        guard let colon = text.prefix(16).firstIndex(where: { $0 == 0x3A || $0 == 0xFF1A }) else { return nil }
        let name = String(text[..<colon]).lowercased()
        return fields.contains(name) || subjects.contains(name) ? name : nil
    }

    /// Where the subject's text begins on its line.
    static func value(of text: ArraySlice<Glyph>) -> ArraySlice<Glyph> {
        guard let colon = text.firstIndex(where: { $0 == 0x3A || $0 == 0xFF1A }) else { return text }
        return text[(colon + 1)...].drop { $0 == .space }
    }

    private static let subjects: Set<String> = ["subject", "主题", "主旨", "标题"]
    private static let fields = Set(
        """
        from to cc bcc date sent reply-to message-id importance attachments x-mailer 发件人 收件人 抄送 日期 发送时间
        时间 寄件者 收件者
        """.words)
}
