import CheckedYAML
import Monitor
import TextCleaning
import Endpoints

extension Settings {
    /// Reads a merged document; what is wrong with it goes into `diagnostics`, defaults stand in.
    ///
    /// - Parameter folder: The folder that relative paths start from.
    init(_ document: YAMLValue, relativeTo folder: String, _ diagnostics: inout DiagnosticCollector) {
        let top = Fields(
            of: document, path: "", known: ["intakes", "keys", "lexicon", "journal", "outlets", "monitor"], &diagnostics)
        intakes = top.list("intakes", &diagnostics).map { IntakeSettings($0, relativeTo: folder, &diagnostics) }
        outlets = top.list("outlets", &diagnostics).map { OutletSettings($0, relativeTo: folder, &diagnostics) }
        keys = KeySettings(top["keys"], relativeTo: folder, &diagnostics)

        let lexicon = Fields(of: top["lexicon"], path: "lexicon", known: ["path"], &diagnostics)
        lexiconPath = lexicon.text("path", default: "lexicon", &diagnostics) ?? "lexicon"
        if !lexiconPath.hasPrefix("/") { lexiconPath = "\(folder)/\(lexiconPath)" }
        journal = JournalSettings(top["journal"], relativeTo: folder, &diagnostics)
        monitor = MonitorSettings(top["monitor"], relativeTo: folder, &diagnostics)
        checkEnds(&diagnostics, top.origin)
    }

    private func checkEnds(_ diagnostics: inout DiagnosticCollector, _ origin: SourceLocation) {
        for (what, names) in [("intake", intakes.map(\.name)), ("outlet", outlets.map(\.name))] {
            let twice = Dictionary(grouping: names) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
            for name in twice {
                diagnostics.findings.append(Diagnostic(at: origin, "two \(what)s are called \"\(name)\""))
            }
        }
        if intakes.isEmpty {
            diagnostics.findings.append(Diagnostic(at: origin, "intakes: expected at least one"))
        }
        if outlets.isEmpty {
            diagnostics.findings.append(
                Diagnostic(.warning, at: origin, "no outlets: stories are journaled, but not published"))
        }
    }
}

extension IntakeSettings {
    init(_ value: YAMLValue, relativeTo folder: String, _ diagnostics: inout DiagnosticCollector) {
        let fields = Fields(
            of: value, path: "intakes.\(value.name ?? "?")",
            known: [
                "name", "kind", "connect", "bind", "topics", "format", "captions", "encoding", "timezone", "max_bytes",
                "high_water",
                "quiet_after",
            ] + PeerSettings.keys, &diagnostics)
        let name = fields.endName(&diagnostics)
        socket = SocketIntakeConfiguration(name: name, pattern: fields.choice("kind", default: .sub, &diagnostics))
        socket.connect = fields.texts("connect", default: [], &diagnostics)
        socket.bind = fields.texts("bind", default: [], &diagnostics)
        socket.topics = fields.texts("topics", default: socket.topics, &diagnostics)
        socket.payloadBytesMax = fields.integer(
            "max_bytes", default: socket.payloadBytesMax, in: 1024...(1 << 30), &diagnostics)
        socket.highWater = fields.integer("high_water", default: socket.highWater, in: 1...1_000_000, &diagnostics)
        peers = PeerSettings(fields, bind: socket.bind, connect: socket.connect, relativeTo: folder, &diagnostics)
        format = fields.choice("format", default: .auto, &diagnostics)
        captions = fields.choice("captions", default: .leftover, &diagnostics)
        encoding = fields.choice("encoding", default: .utf8, &diagnostics)
        let zone = fields.value(
            "timezone", "a time zone such as UTC, Asia/Shanghai or +08:00", default: "UTC", &diagnostics
        ) { LocalZone($0) }
        timezone = zone ?? .utc
        let quiet = fields.value("quiet_after", "auto or a time such as 10m", default: "auto", &diagnostics) {
            $0 == "auto" ? Quantity.Quiet.learned : Quantity.duration($0).map(Quantity.Quiet.after)
        }
        if case .after(let duration)? = quiet { quietAfter = duration } else { quietAfter = nil }

        fields.checkEndpoints(socket.connect + socket.bind, &diagnostics)
        if socket.topics.count > Self.topicsMax {
            diagnostics.findings.append(
                Diagnostic(
                    at: fields["topics"]?.origin ?? fields.origin,
                    "\(fields.path(of: "topics")): \(socket.topics.count) topics, at most \(Self.topicsMax) are "
                        + "subscribed to"))
        }
        if socket.pattern != .sub { fields.warn("topics", "only an intake of kind sub subscribes", &diagnostics) }
    }
}

extension OutletSettings {
    private enum OutletKind: String, CaseIterable { case pub, feed }
    private enum EmbargoPolicy: String, CaseIterable { case pass, hold }

    init(_ value: YAMLValue, relativeTo folder: String, _ diagnostics: inout DiagnosticCollector) {
        let fields = Fields(
            of: value, path: "outlets.\(value.name ?? "?")",
            known: ["name", "kind", "connect", "bind", "format", "embargo", "high_water", "subscriptions"]
                + PeerSettings.keys,
            &diagnostics)
        let name = fields.endName(&diagnostics)
        switch fields.choice("kind", default: OutletKind.pub, &diagnostics) {
        case .feed:
            outlet = .feed(Self.configuration(FeedOutletConfiguration(name: name), fields, &diagnostics))
            fields.warn("subscriptions", "only an outlet of kind pub has subscribers", &diagnostics)
        case .pub:
            var pub = Self.configuration(PubOutletConfiguration(name: name), fields, &diagnostics)
            pub.subscriptionsMax = fields.integer(
                "subscriptions", default: pub.subscriptionsMax, in: 1...1_000_000, &diagnostics)
            outlet = .pub(pub)
        }
        peers = PeerSettings(fields, bind: outlet.bind, connect: outlet.connect, relativeTo: folder, &diagnostics)
        fields.checkEndpoints(outlet.connect + outlet.bind, &diagnostics)
    }

    /// A configuration with what outlets of every kind have.
    private static func configuration<Configuration: OutletEndpointConfiguration>(
        _ standard: Configuration, _ fields: borrowing Fields, _ diagnostics: inout DiagnosticCollector
    ) -> Configuration {
        var configuration = standard
        configuration.connect = fields.texts("connect", default: [], &diagnostics)
        configuration.bind = fields.texts("bind", default: [], &diagnostics)
        configuration.format = fields.choice("format", default: standard.format, &diagnostics)
        configuration.holdsEmbargoes = fields.choice("embargo", default: EmbargoPolicy.pass, &diagnostics) == .hold
        configuration.highWater = fields.integer(
            "high_water", default: standard.highWater, in: 1...1_000_000, &diagnostics)
        return configuration
    }
}

extension JournalSettings {
    init(_ value: YAMLValue?, relativeTo folder: String, _ diagnostics: inout DiagnosticCollector) {
        let fields = Fields(of: value, path: "journal", known: ["path", "keep", "max_size"], &diagnostics)
        let standard = "/var/lib/wiredesk/journal.sqlite"
        let path = fields.text("path", default: standard, &diagnostics) ?? standard
        self.path = path.hasPrefix("/") ? path : "\(folder)/\(path)"
        fields.checkControlSocket(beside: self.path, &diagnostics)
        keep = fields.value("keep", "a time such as 30d", default: "30d", &diagnostics, Quantity.duration)
        bytesMax = fields.value("max_size", "a size such as 20GB", default: nil, &diagnostics, Quantity.bytes)
    }
}

extension MonitorSettings {
    /// - Returns: `nil` when there is to be no monitor.
    init?(_ value: YAMLValue?, relativeTo folder: String, _ diagnostics: inout DiagnosticCollector) {
        let fields = Fields(
            of: value, path: "monitor", known: ["listen", "token_file", "origins", "clients", "proxies"], &diagnostics)
        let address = fields.value(
            "listen", "an address and a port such as 127.0.0.1:8080", default: nil, &diagnostics, Self.address)
        tokenPath = fields.text("token_file", default: nil, &diagnostics).map { $0.hasPrefix("/") ? $0 : "\(folder)/\($0)" }
        configuration = MonitorConfiguration(host: address?.host ?? "", port: address?.port ?? 0)
        configuration.origins = fields.texts("origins", default: configuration.origins, &diagnostics)
        configuration.clientsMax = fields.integer(
            "clients", default: configuration.clientsMax, in: 1...100_000, &diagnostics)
        let proxyTexts = fields.texts("proxies", default: AddressRange.loopbackTexts, &diagnostics)
        configuration.proxies = proxyTexts.compactMap(AddressRange.init)
        for proxy in proxyTexts where AddressRange(proxy) == nil {
            diagnostics.findings.append(
                Diagnostic(
                    at: fields["proxies"]?.origin ?? fields.origin,
                    "monitor.proxies: expected an address such as 10.0.0.7 or 10.0.0.0/8, got \"\(proxy)\""))
        }
        for origin in configuration.origins where origin.wholeMatch(of: /https?:\/\/[^\/\s]+/) == nil {
            diagnostics.findings.append(
                Diagnostic(
                    at: fields["origins"]?.origin ?? fields.origin,
                    "monitor.origins: expected an origin such as https://news.example, got \"\(origin)\""))
        }
        guard let address else { return nil }
        if tokenPath == nil, !Loopback.contains(address.host), let origin = fields["listen"]?.origin {
            diagnostics.findings.append(
                Diagnostic(
                    at: origin,
                    "monitor.listen: \(address.host) can be reached from other machines: give a token_file, or listen on "
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
    fileprivate func endName(_ diagnostics: inout DiagnosticCollector) -> String {
        let name = value("name", "a name of letters, digits, - and _", default: nil, &diagnostics) { name in
            let isPlain = name.unicodeScalars.allSatisfy {
                $0.isASCII && ($0.properties.isAlphabetic || "0123456789-_".unicodeScalars.contains($0))
            }
            return isPlain && !name.isEmpty && name.count <= 64 ? name : nil
        }
        require(["name"], &diagnostics)
        return name ?? "?"
    }

    /// Warns that a key, where it is given, does not do what its writer expects.
    fileprivate func warn(_ key: String, _ message: String, _ diagnostics: inout DiagnosticCollector) {
        guard let origin = self[key]?.origin else { return }
        diagnostics.findings.append(Diagnostic(.warning, at: origin, "\(path(of: key)): \(message)"))
    }

    /// The control socket's path must not be longer than the system allows.
    fileprivate func checkControlSocket(beside journal: String, _ diagnostics: inout DiagnosticCollector) {
        let socket = ControlSocket.path(besideJournal: journal)
        guard socket.utf8.count > ControlSocket.pathBytesMax else { return }
        diagnostics.findings.append(
            Diagnostic(
                at: self["path"]?.origin ?? origin,
                "\(path(of: "path")): too long: the control socket \(socket) may have at most "
                    + "\(ControlSocket.pathBytesMax) bytes"))
    }

    fileprivate func checkEndpoints(_ endpoints: [String], _ diagnostics: inout DiagnosticCollector) {
        if endpoints.isEmpty {
            diagnostics.findings.append(
                Diagnostic(at: origin, "\(path(of: "connect")): give endpoints to connect to, or to bind"))
        }
        for endpoint in endpoints where !Self.isEndpoint(endpoint) {
            diagnostics.findings.append(
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
}
