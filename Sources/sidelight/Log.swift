import Logging

/// Logs on standard error.
enum Log {
  static func make(verbose: Bool) -> Logger {
    var logger = Logger(label: "sidelight") { _ in Handler() }
    logger.logLevel = verbose ? .info : .warning
    return logger
  }

  /// One plain line a message, `warning: ...`, without dates: standard error is part of no digest,
  /// and equal runs should still look equal.
  private struct Handler: LogHandler {
    var logLevel = Logger.Level.warning
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { StandardError.write("\(event.level): \(event.message)") }
  }
}
