// The C library's `stdout` is a variable.
@preconcurrency import Foundation

/// The program's own two outputs, written at once: nothing waits in a buffer that an abort would throw
/// away.
package enum StandardStreams {
  /// Prepares the process before it opens any file.
  ///
  /// A stream that is closed (`>&-`) would give its number to the next file that is opened, a model say,
  /// and what is printed would land there: so its place is taken by one that can't be written either. And
  /// a file that grows too long for `ulimit -f` is an error of its own then, not the program's end.
  package static func prepare() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
    where fcntl(descriptor, F_GETFD) == -1 {
      // The lowest number that is free is this one.
      _ = open("/dev/null", O_RDONLY)
    }
    signal(SIGXFSZ, SIG_IGN)
    // What Swift's own `print` prints, too, leaves the program line by line.
    setvbuf(stdout, nil, _IOLBF, 0)
  }

  /// Writes `text` to standard output; where that fails, the program ends with a sentence.
  static func print(_ text: String) {
    guard let reason = write(text, to: STDOUT_FILENO) else { return }
    fail("The output can't be written: \(reason).")
  }

  /// Writes `text` to standard error. There is nobody to tell where that fails.
  static func complain(_ text: String) { _ = write(text, to: STDERR_FILENO) }

  /// Writes all of `text`; returns why that isn't possible, or nil.
  private static func write(_ text: String, to descriptor: Int32) -> String? {
    Array(text.utf8).withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let count = Foundation.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
        if count >= 0 {
          done += count
        } else if errno == EAGAIN {
          // Somebody has made the pipe one that doesn't wait.
          var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          poll(&request, 1, -1)
        } else if errno != EINTR {
          return errno == EBADF ? "it is closed" : String(cString: strerror(errno))
        }
      }
      return nil
    }
  }
}
