import Glibc

/// Descriptors 0, 1 and 2.
package enum StandardDescriptors {
    /// Takes the places of those that the process was started without.
    ///
    /// Else the next file that is opened would get the number: a journal, into which the log is written then. Reading and
    /// writing them fails, as it does when they are closed.
    package static func reserve() {
        for (descriptor, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
        where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest number that is free is this one, since those below it are taken. Without /dev/null there is nothing to
            // take it with, and the program goes on as it would without this.
            _ = open("/dev/null", mode)
        }
    }
}
