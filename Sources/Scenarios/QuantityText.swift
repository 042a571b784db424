/// Reads quantities with units outside scenario files, such as options of the command line.
///
/// Each function returns nil where a scenario file would be refused.
public enum QuantityText {
  /// Bytes, such as `8 GiB`.
  public static func bytes(_ text: String) -> UInt64? { read(text, .size) }

  private static func read(_ text: String, _ family: UnitFamily) -> UInt64? {
    try? family.parse(text, in: 0...UInt64.max)
  }
}
