extension AdamW {
  /// The operations of one step for so many float32 numbers.
  public static func work(numbers: Int) -> WorkList {
    // Reads parameters, gradients and two moments, writes all but the gradients.
    let item = WorkItem(.optimizer, operations: 14 * numbers, bytes: 7 * numbers * 4)
    return WorkList([item]).marked(.optimizer)
  }
}
