/// How sequences share one matrix: each starts at a multiple of twelve rows.
///
/// OpenBLAS's Haswell kernel rounds a row by its position modulo 12, so a sequence that starts
/// elsewhere in another batch would change bits. Twelve makes results independent of the batch.
struct PackedRows {
  /// Sequence starts, in rows.
  let starts: [Int]
  /// All rows, padding included.
  let rows: Int

  init(lengths: [Int]) {
    var starts: [Int] = []
    var row = 0
    for length in lengths {
      starts.append(row)
      row += Self.padded(length)
    }
    self.starts = starts
    rows = row
  }

  /// `length` rounded up to a multiple of twelve.
  static func padded(_ length: Int) -> Int { (length + 11) / 12 * 12 }
}
