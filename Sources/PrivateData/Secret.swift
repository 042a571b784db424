/// A value that the server must not learn.
///
/// It cannot be printed, hashed, compared or encoded. The one way out is `withRevealed`, so that a
/// search for that word lists every place to review.
public struct Secret<Value: Sendable>: Sendable, CustomStringConvertible,
  CustomDebugStringConvertible, CustomReflectable
{
  private let value: Value

  /// Wraps `value`.
  public init(_ value: Value) { self.value = value }

  /// Lends the value to `body`.
  public func withRevealed<Result>(_ body: (Value) throws -> Result) rethrows -> Result {
    try body(value)
  }

  /// Never the value.
  public var description: String { "<secret>" }
  /// Never the value.
  public var debugDescription: String { "<secret>" }
  /// Never the value.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
