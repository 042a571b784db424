/// Reads one-hot groups back into classes.
enum OneHot {
  /// The runs of whole groups from `phase` on: the first number's index, and the classes.
  static func runs(
    _ numbers: [Int32], phase: Int, classes: Int
  ) -> [(first: Int, labels: [Int32])] {
    var result: [(first: Int, labels: [Int32])] = []
    var labels: [Int32] = []
    var first = phase
    var group = phase
    while group + classes <= numbers.count {
      let part = numbers[group..<group + classes]
      if let hot = part.firstIndex(of: 1), part.count(where: { $0 == 0 }) == classes - 1 {
        if labels.isEmpty { first = group }
        labels.append(Int32(hot - group))
      } else if !labels.isEmpty {
        result.append((first, labels))
        labels = []
      }
      group += classes
    }
    if !labels.isEmpty { result.append((first, labels)) }
    return result
  }
}
