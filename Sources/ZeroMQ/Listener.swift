import CZeroMQ
import Glibc

/// Where connections are accepted.
public enum ListeningPlace: Hashable, Sendable {
    /// A TCP port.
    case port(Int)
    /// The file of a Unix socket.
    case path(String)

    /// Where an endpoint with a port or a path is.
    public init?(_ endpoint: String) {
        if endpoint.hasPrefix("ipc://") {
            self = .path(String(endpoint.dropFirst("ipc://".count)))
        } else if endpoint.hasPrefix("tcp://"), let port = endpoint.split(separator: ":").last.flatMap({ Int($0) }) {
            self = .port(port)
        } else {
            return nil
        }
    }
}

/// A socket of the system that listens on an endpoint, and that ZeroMQ sockets take turns to accept connections from.
///
/// libzmq closes a socket, and what it listens on, some time later on another thread: who binds the same address at once finds
/// it in use, and who connects meanwhile is refused. This listener belongs to us, and stays open while one ZeroMQ socket makes
/// way for another; whoever connects meanwhile waits to be accepted. For `ipc` it also keeps what libzmq would not: a
/// file that is no socket is left alone, and so is a socket that somebody listens on.
public final class Listener: Sendable {
    /// The endpoint, with the port that the system chose.
    public let endpoint: String
    fileprivate let descriptor: Int32
    private let file: File?
    private let inode: UInt

    /// The file of a Unix socket, as it was made.
    fileprivate struct File {
        let path: String
        let device: UInt
        let inode: UInt
    }

    /// Connections that wait to be accepted. The default of libzmq, 100, stalls every newcomer for a second when many connect
    /// at once.
    private static let backlog: Int32 = 4096

    /// Listens on an endpoint: `tcp://` with an address, the name of an interface or `*`, and a port or `*`; or `ipc://` with a
    /// path, or with `@` and an abstract name.
    ///
    /// - Parameter mode: Who may use the file of an `ipc` endpoint; `nil` leaves it to the umask.
    /// - Throws: `EADDRINUSE` when somebody listens there, `EEXIST` when a file that is no socket lies there.
    public init(_ endpoint: String, mode: UInt32? = nil) throws(ZeroMQError) {
        if endpoint.hasPrefix("ipc://") {
            let path = String(endpoint.dropFirst("ipc://".count))
            (descriptor, file) = try Self.listen(atPath: path, endpoint, mode)
            self.endpoint = endpoint
        } else {
            let address = try TCPAddress(endpoint)
            descriptor = try Self.listen(at: address, endpoint)
            file = nil
            self.endpoint = try address.endpoint(of: descriptor)
        }
        inode = Self.inode(of: descriptor) ?? 0
    }

    deinit {
        close(descriptor)
        // Somebody may have put another file there.
        if let file, File(path: file.path) == file { unsafe unlink(file.path) }
    }

    /// A descriptor of the same listener, which libzmq closes after the ZeroMQ socket that it was given to.
    public struct DescriptorCopy: Hashable, Sendable {
        fileprivate let descriptor: Int32
    }

    fileprivate func copy() throws(ZeroMQError) -> DescriptorCopy {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw ZeroMQError("dup", on: endpoint, code: errno) }
        return DescriptorCopy(descriptor: copy)
    }

    /// Whether libzmq has not closed a copy yet.
    public func isOpen(_ copy: DescriptorCopy) -> Bool { Self.inode(of: copy.descriptor) == inode }

    private static func inode(of descriptor: Int32) -> UInt? {
        var status = stat()
        return unsafe fstat(descriptor, &status) == 0 ? status.st_ino : nil
    }

    // MARK: - Opening

    private static func listen(at address: TCPAddress, _ endpoint: String) throws(ZeroMQError) -> Int32 {
        let descriptor = try opened(address.family, endpoint)
        var (yes, no): (Int32, Int32) = (1, 0)
        let size = socklen_t(MemoryLayout<Int32>.size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, size)
        // As libzmq does it: [::] takes IPv4 too.
        if address.family == AF_INET6 {
            unsafe setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &no, size)
        }
        let bound = unsafe address.withSocketAddress { unsafe bind(descriptor, $0, $1) }
        return try listening(descriptor, bound, endpoint)
    }

    private static func listen(
        atPath path: String, _ endpoint: String, _ mode: UInt32?
    ) throws(ZeroMQError) -> (Int32, File?) {
        guard let address = UnixAddress(path) else { throw ZeroMQError("bind", on: endpoint, code: ENAMETOOLONG) }
        if !address.isAbstract { try clear(path, address, endpoint) }
        let descriptor = try opened(AF_UNIX, endpoint)
        let bound = unsafe address.withSocketAddress { unsafe bind(descriptor, $0, $1) }
        // Nobody gets through before it listens.
        if bound == 0, let mode, !address.isAbstract { unsafe chmod(path, mode) }
        return (try listening(descriptor, bound, endpoint), address.isAbstract ? nil : File(path: path))
    }

    /// Makes sure that nothing is lost when a socket is made at a path, and removes one that nobody listens on any more.
    private static func clear(_ path: String, _ address: UnixAddress, _ endpoint: String) throws(ZeroMQError) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw ZeroMQError("bind", on: endpoint, code: EEXIST, saying: "a file that is no socket lies there")
        }
        let probe = try opened(AF_UNIX, endpoint)
        defer { close(probe) }
        let connected = unsafe address.withSocketAddress { unsafe connect(probe, $0, $1) }
        guard connected != 0, errno == ECONNREFUSED || errno == ENOENT else {
            throw ZeroMQError("bind", on: endpoint, code: EADDRINUSE)
        }
        unsafe unlink(path)
    }

    private static func opened(_ family: Int32, _ endpoint: String) throws(ZeroMQError) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(family, kind, 0)
        guard descriptor >= 0 else { throw ZeroMQError("socket", on: endpoint, code: errno) }
        return descriptor
    }

    private static func listening(
        _ descriptor: Int32, _ bound: Int32, _ endpoint: String
    ) throws(ZeroMQError) -> Int32 {
        if bound == 0, Glibc.listen(descriptor, backlog) == 0 { return descriptor }
        let code = errno
        close(descriptor)
        throw ZeroMQError("bind", on: endpoint, code: code)
    }
}

extension Listener.File: Equatable {
    fileprivate init?(path: String) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return nil }
        self.init(path: path, device: status.st_dev, inode: status.st_ino)
    }
}

extension Socket {
    /// Accepts connections from a listener, which others must not do at the same time.
    ///
    /// - Parameter receiveBuffer: Bytes of the kernel's receive buffer of each connection; `nil` for the system's choice.
    /// - Returns: What libzmq closes when it has closed the socket.
    public func bind(_ listener: Listener, receiveBuffer: Int32? = nil) throws(ZeroMQError) -> Listener.DescriptorCopy {
        if var bytes = receiveBuffer {
            // What is accepted has what the listener has. Where it is refused, the system's choice stays.
            _ = unsafe setsockopt(
                listener.descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, socklen_t(MemoryLayout<Int32>.size))
        }
        let copy = try listener.copy()
        do {
            try set(.listeningDescriptor, to: copy.descriptor)
            try bind(listener.endpoint)
            try set(.listeningDescriptor, to: -1)
        } catch {
            // Unless libzmq has closed it.
            if listener.isOpen(copy) { close(copy.descriptor) }
            throw error
        }
        return copy
    }
}
