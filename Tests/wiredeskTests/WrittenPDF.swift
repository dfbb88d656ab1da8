import Foundation

/// A PDF of a few lines of Latin type a page, written by hand.
struct WrittenPDF {
    /// A line, its distance from the left and lower edge in points, and its size.
    struct WrittenLine {
        let text: String
        let left, bottom, size: Int
        /// Unseen, as the text of a recognised scan is.
        var isHidden = false
    }

    /// The lines of each page; a page without any is blank paper.
    var pages: [[WrittenLine]]

    /// The file.
    var data: Data {
        var objects = ["<</Type/Catalog/Pages 2 0 R>>", ""]
        objects.append("<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>")
        var kids: [String] = []
        for page in pages {
            let content = page.map { line in
                "BT /F1 \(line.size) Tf \(line.isHidden ? 3 : 0) Tr \(line.left) \(line.bottom) Td (\(line.text)) Tj ET"
            }.joined(separator: "\n")
            objects.append("<</Length \(content.utf8.count)>>\nstream\n\(content)\nendstream")
            objects.append(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents \(objects.count) 0 R/Resources<</Font<</F1 3 0 R>>>>>>")
            kids.append("\(objects.count) 0 R")
        }
        objects[1] = "<</Type/Pages/Count \(pages.count)/Kids[\(kids.joined(separator: " "))]>>"
        var file = "%PDF-1.4\n"
        var places: [Int] = []
        for (i, object) in objects.enumerated() {
            places.append(file.utf8.count)
            file += "\(i + 1) 0 obj\n\(object)\nendobj\n"
        }
        let table = file.utf8.count
        file += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for place in places { file += String(format: "%010d 00000 n \n", place) }
        return Data((file + "trailer\n<</Size \(objects.count + 1)/Root 1 0 R>>\nstartxref\n\(table)\n%%EOF\n").utf8)
    }

    /// A page with a headline and a story below it, in lines of about 50 characters.
    static func page(_ headline: String, _ text: String, last: String? = nil, isHidden: Bool = false) -> [WrittenLine] {
        var lines = [WrittenLine(text: headline, left: 72, bottom: 700, size: 30, isHidden: isHidden)]
        var bottom = 660
        var line = ""
        for word in text.split(separator: " ") {
            if line.count + word.count > 50 {
                lines.append(WrittenLine(text: line, left: 72, bottom: bottom, size: 11, isHidden: isHidden))
                (line, bottom) = ("", bottom - 14)
            }
            line += line.isEmpty ? String(word) : " " + word
        }
        lines.append(WrittenLine(text: line, left: 72, bottom: bottom, size: 11, isHidden: isHidden))
        if let last { lines.append(WrittenLine(text: last, left: 72, bottom: bottom - 14, size: 11, isHidden: isHidden)) }
        return lines
    }
}
