/// Reads `text TAB label` files: no quoting, no trimming, no header; the label is the last column.
public enum TabSeparatedReader {
  /// The first `count` rows after `skipping` rows.
  ///
  /// Labels must lie in 0..<`classes`.
  public static func read(
    path: String, skipping: Int = 0, count: Int, classes: Int
  ) throws(DataError) -> [PrivateSample] {
    try LabelledTextReader.read(
      path: path, options: LabelledTextOptions(format: .tsv), skipping: skipping, count: count,
      classes: classes)
  }
}
