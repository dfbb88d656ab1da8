// The words of dates, in lower case.

extension DateParser {
    static let weekdays: Set = [
        "mon", "tue", "tues", "wed", "weds", "thu", "thur", "thurs", "fri", "sat", "sun", "monday", "tuesday",
        "wednesday", "thursday", "friday", "saturday", "sunday",
    ]

    static let months: [String: Int64] = {
        let names = [
            "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
            "november",
            "december",
        ]
        var months: [String: Int64] = ["sept": 9]
        for (index, name) in names.enumerated() {
            months[name] = Int64(index + 1)
            months[String(name.prefix(3))] = Int64(index + 1)
        }
        return months
    }()

    static let chinese = [
        "上午": false, "凌晨": false, "早上": false, "早晨": false, "清晨": false, "中午": true, "下午": true, "傍晚": true, "晚上": true,
    ]

    static let zones: [String: DateTime.Zone] = {
        let hours: [String: Int64] = [
            "z": 0, "ut": 0, "utc": 0, "gmt": 0, "est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8,
            "pdt": -7, "bst": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3, "msk": 3, "hkt": 8, "sgt": 8, "jst": 9,
            "kst": 9,
            "aest": 10, "aedt": 11,
        ]
        var zones = hours.mapValues { DateTime.Zone.offset($0 * 3600) }
        zones["cst"] = .cst
        return zones
    }()
}
