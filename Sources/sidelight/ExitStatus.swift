/// The exit codes of every command.
enum ExitStatus {
  /// The command did its work; for `check`: no leak was found.
  static let success: Int32 = 0
  /// `check` found a leak, or `run --twice` found a difference.
  static let leak: Int32 = 1
  /// Wrong usage or bad input.
  static let usage: Int32 = 2
  /// `check` could not tell.
  static let inconclusive: Int32 = 3
  /// A fault of Sidelight's own.
  static let internalFault: Int32 = 70
}
