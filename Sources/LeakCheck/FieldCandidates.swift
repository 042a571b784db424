extension [TracePlace] {
  /// The bytes of these fields in another sample with the fields `parts`.
  ///
  /// Fields are matched by position and path; one that is missing matches nothing.
  func ranges(in parts: [TracePlace]) -> [Range<Int>?] {
    indices.map { index in
      guard index < parts.count, parts[index].field == self[index].field else { return nil }
      return parts[index].bytes
    }
  }
}

extension Array {
  /// Keeps the elements that `body` wants, as it leaves them, in order and in place.
  mutating func keep(_ body: (inout Element) -> Bool) {
    var kept = 0
    for index in indices {
      var element = self[index]
      guard body(&element) else { continue }
      self[kept] = element
      kept += 1
    }
    removeLast(count - kept)
  }
}
