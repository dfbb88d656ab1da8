import CheckedYAML
import Monitor
import TextCleaning
import Endpoints

extension Settings {
    /// Reads a merged document; what is wrong with it goes into `reading`, defaults stand in.
    ///
    /// - Parameter folder: The folder that relative paths start from.
    init(_ document: YAMLValue, relativeTo folder: String, _ reading: inout DiagnosticCollector) {
        let top = Fields(
            of: document, path: "", known: ["intakes", "keys", "lexicon", "journal", "outlets", "monitor"], &reading)
        intakes = top.list("intakes", &reading).map { IntakeSettings($0, relativeTo: folder, &reading) }
        outlets = top.list("outlets", &reading).map { OutletSettings($0, relativeTo: folder, &reading) }
        keys = KeySettings(top["keys"], relativeTo: folder, &reading)

        let lexicon = Fields(of: top["lexicon"], path: "lexicon", known: ["path"], &reading)
        lexiconPath = lexicon.text("path", default: "lexicon", &reading) ?? "lexicon"
        if !lexiconPath.hasPrefix("/") { lexiconPath = "\(folder)/\(lexiconPath)" }
        journal = JournalSettings(top["journal"], relativeTo: folder, &reading)
        monitor = MonitorSettings(top["monitor"], relativeTo: folder, &reading)
        checkEnds(&reading, top.origin)
    }

    private func checkEnds(_ reading: inout DiagnosticCollector, _ origin: SourceLocation) {
        for (what, names) in [("intake", intakes.map(\.name)), ("outlet", outlets.map(\.name))] {
            let twice = Dictionary(grouping: names) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
            for name in twice {
                reading.findings.append(Diagnostic(at: origin, "two \(what)s are called \"\(name)\""))
            }
        }
        if intakes.isEmpty {
            reading.findings.append(Diagnostic(at: origin, "intakes: expected at least one"))
        }
        if outlets.isEmpty {
            reading.findings.append(
                Diagnostic(.warning, at: origin, "no outlets: stories are journaled, but not published"))
        }
    }
}

extension IntakeSettings {
    init(_ value: YAMLValue, relativeTo folder: String, _ reading: inout DiagnosticCollector) {
        let fields = Fields(
            of: value, path: "intakes.\(value.name ?? "?")",
            known: [
                "name", "kind", "connect", "bind", "topics", "format", "encoding", "timezone", "max_bytes",
                "high_water",
                "quiet_after",
            ] + PeerSettings.keys, &reading)
        name = fields.endName(&reading)
        kind = fields.choice("kind", default: .sub, &reading)
        connect = fields.texts("connect", default: [], &reading)
        bind = fields.texts("bind", default: [], &reading)
        peers = PeerSettings(fields, bind: bind, connect: connect, relativeTo: folder, &reading)
        topics = fields.texts("topics", default: [""], &reading)
        format = fields.choice("format", default: .auto, &reading)
        encoding = fields.choice("encoding", default: .utf8, &reading)
        let zone = fields.value(
            "timezone", "a time zone such as UTC, Asia/Shanghai or +08:00", default: "UTC", &reading
        ) { LocalZone($0) }
        timezone = zone ?? .utc
        payloadBytesMax = fields.integer("max_bytes", default: 2 << 20, in: 1024...(1 << 30), &reading)
        highWater = fields.integer("high_water", default: 512, in: 1...1_000_000, &reading)
        let quiet = fields.value("quiet_after", "auto or a time such as 10m", default: "auto", &reading) {
            $0 == "auto" ? Quantity.Quiet.learned : Quantity.duration($0).map(Quantity.Quiet.after)
        }
        if case .after(let duration)? = quiet { quietAfter = duration } else { quietAfter = nil }

        fields.checkEndpoints(connect + bind, &reading)
        if topics.count > Self.topicsMax {
            reading.findings.append(
                Diagnostic(
                    at: fields["topics"]?.origin ?? fields.origin,
                    "\(fields.path(of: "topics")): \(topics.count) topics, at most \(Self.topicsMax) are subscribed to")
            )
        }
        if kind != .sub { fields.warn("topics", "only an intake of kind sub subscribes", &reading) }
        fields.refuse(kind.rawValue, unlessAmong: ["sub", "pull", "submit"], &reading)
    }
}

extension OutletSettings {
    init(_ value: YAMLValue, relativeTo folder: String, _ reading: inout DiagnosticCollector) {
        let fields = Fields(
            of: value, path: "outlets.\(value.name ?? "?")",
            known: ["name", "kind", "connect", "bind", "format", "embargo", "high_water", "subscriptions"]
                + PeerSettings.keys,
            &reading)
        name = fields.endName(&reading)
        kind = fields.choice("kind", default: .pub, &reading)
        connect = fields.texts("connect", default: [], &reading)
        bind = fields.texts("bind", default: [], &reading)
        peers = PeerSettings(fields, bind: bind, connect: connect, relativeTo: folder, &reading)
        format = fields.choice("format", default: .wiredesk, &reading)
        embargo = fields.choice("embargo", default: .pass, &reading)
        // A feed's followers wait in the journal, not in ZeroMQ.
        highWater = fields.integer("high_water", default: kind == .feed ? 256 : 10_000, in: 1...1_000_000, &reading)

        fields.checkEndpoints(connect + bind, &reading)
        subscriptionsMax = fields.integer("subscriptions", default: 1000, in: 1...1_000_000, &reading)
        if kind != .pub { fields.warn("subscriptions", "only an outlet of kind pub has subscribers", &reading) }
        fields.refuse(kind.rawValue, unlessAmong: ["pub", "feed"], &reading)
    }
}

extension JournalSettings {
    init(_ value: YAMLValue?, relativeTo folder: String, _ reading: inout DiagnosticCollector) {
        let fields = Fields(of: value, path: "journal", known: ["path", "keep", "max_size"], &reading)
        let standard = "/var/lib/wiredesk/journal.sqlite"
        let path = fields.text("path", default: standard, &reading) ?? standard
        self.path = path.hasPrefix("/") ? path : "\(folder)/\(path)"
        fields.checkControlSocket(beside: self.path, &reading)
        keep = fields.value("keep", "a time such as 30d", default: "30d", &reading, Quantity.duration)
        bytesMax = fields.value("max_size", "a size such as 20GB", default: nil, &reading, Quantity.bytes)
    }
}

extension MonitorSettings {
    /// - Returns: `nil` when there is to be no monitor.
    init?(_ value: YAMLValue?, relativeTo folder: String, _ reading: inout DiagnosticCollector) {
        let fields = Fields(
            of: value, path: "monitor", known: ["listen", "token_file", "origins", "clients", "proxies"], &reading)
        let address = fields.value(
            "listen", "an address and a port such as 127.0.0.1:8080", default: nil, &reading, Self.address)
        tokenPath = fields.text("token_file", default: nil, &reading).map { $0.hasPrefix("/") ? $0 : "\(folder)/\($0)" }
        origins = fields.texts("origins", default: [], &reading)
        clientsMax = fields.integer("clients", default: 2000, in: 1...100_000, &reading)
        let proxyTexts = fields.texts("proxies", default: ["127.0.0.0/8", "::1"], &reading)
        proxies = proxyTexts.compactMap(AddressRange.init)
        for proxy in proxyTexts where AddressRange(proxy) == nil {
            reading.findings.append(
                Diagnostic(
                    at: fields["proxies"]?.origin ?? fields.origin,
                    "monitor.proxies: expected an address such as 10.0.0.7 or 10.0.0.0/8, got \"\(proxy)\""))
        }
        for origin in origins where origin.wholeMatch(of: /https?:\/\/[^\/\s]+/) == nil {
            reading.findings.append(
                Diagnostic(
                    at: fields["origins"]?.origin ?? fields.origin,
                    "monitor.origins: expected an origin such as https://news.example, got \"\(origin)\""))
        }
        guard let address else { return nil }
        (host, port) = address
        if tokenPath == nil, !Loopback.contains(host), let origin = fields["listen"]?.origin {
            reading.findings.append(
                Diagnostic(
                    at: origin,
                    "monitor.listen: \(host) can be reached from other machines: give a token_file, or listen on "
                        + "127.0.0.1"))
        }
    }

    private static func address(_ text: String) -> (host: String, port: Int)? {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else { return nil }
        let host = String(text[..<colon])
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        return host.isEmpty || host.contains(":") != isBracketed ? nil : (host, port)
    }
}

// MARK: - What ends have in common

extension Fields {
    /// The `name` that every intake and outlet must have.
    fileprivate func endName(_ reading: inout DiagnosticCollector) -> String {
        let name = value("name", "a name of letters, digits, - and _", default: nil, &reading) { name in
            let isPlain = name.unicodeScalars.allSatisfy {
                $0.isASCII && ($0.properties.isAlphabetic || "0123456789-_".unicodeScalars.contains($0))
            }
            return isPlain && !name.isEmpty && name.count <= 64 ? name : nil
        }
        require(["name"], &reading)
        return name ?? "?"
    }

    /// Warns that a key, where it is given, does not do what its writer expects.
    fileprivate func warn(_ key: String, _ message: String, _ reading: inout DiagnosticCollector) {
        guard let origin = self[key]?.origin else { return }
        reading.findings.append(Diagnostic(.warning, at: origin, "\(path(of: key)): \(message)"))
    }

    /// The control socket's path must not be longer than the system allows.
    fileprivate func checkControlSocket(beside journal: String, _ reading: inout DiagnosticCollector) {
        let socket = ControlSocket.path(besideJournal: journal)
        guard socket.utf8.count > ControlSocket.pathBytesMax else { return }
        reading.findings.append(
            Diagnostic(
                at: self["path"]?.origin ?? origin,
                "\(path(of: "path")): too long: the control socket \(socket) may have at most "
                    + "\(ControlSocket.pathBytesMax) bytes"))
    }

    fileprivate func checkEndpoints(_ endpoints: [String], _ reading: inout DiagnosticCollector) {
        if endpoints.isEmpty {
            reading.findings.append(
                Diagnostic(at: origin, "\(path(of: "connect")): give endpoints to connect to, or to bind"))
        }
        for endpoint in endpoints where !Self.isEndpoint(endpoint) {
            reading.findings.append(
                Diagnostic(
                    at: self["connect"]?.origin ?? self["bind"]?.origin ?? origin,
                    "expected an endpoint such as tcp://127.0.0.1:5555 or ipc:///run/wiredesk/wire, got \"\(endpoint)\""
                ))
        }
    }

    /// Whether libzmq can make sense of an endpoint; it takes a port beyond 65535 for another one.
    private static func isEndpoint(_ endpoint: String) -> Bool {
        if endpoint.hasPrefix("ipc://") { return endpoint.count > 6 }
        guard endpoint.hasPrefix("tcp://"), let colon = endpoint.lastIndex(of: ":") else { return false }
        let port = endpoint[endpoint.index(after: colon)...]
        let host = endpoint.dropFirst(6).prefix { $0 != ":" }
        return !host.isEmpty && (port == "*" || (1...65_535).contains(Int(port) ?? 0))
    }

    /// Refuses a kind that the format knows but this version does not serve.
    fileprivate func refuse(_ kind: String, unlessAmong served: [String], _ reading: inout DiagnosticCollector) {
        guard !served.contains(kind), let origin = self["kind"]?.origin else { return }
        reading.findings.append(
            Diagnostic(
                at: origin,
                "\(path(of: "kind")): this version serves \(served.joined(separator: ", ")), not yet \(kind)"))
    }
}
