internal import Wire

extension SchemaPass {
  /// Checks a field that only split models have; false where it is another one.
  ///
  /// What belongs to a batch has the sizes that the batch's lengths say, and how many sequences a
  /// batch has follows from its number.
  mutating func checkSplit(_ node: SchemaTree.Node, _ range: Range<Int>) -> Bool {
    switch node.path {
    case "cut.sequence":
      let last = flows[flow].lastSequence
      let value = number(range)
      if value != last + 1 {
        note(range, node.path, "batch numbers count by one, and \(last) came before")
      }
      flows[flow].lastSequence = max(last, value)
      flows[flow].lengths = []
    case "cut.lengths": checkLengths(node, range)
    case "cut.states":
      let tokens = flows[flow].lengths.reduce(0, +)
      check(range, node, expected.format.byteCount(of: tokens * expected.width))
    case "cut.labels":
      check(range, node, 4 * flows[flow].lengths.count)
      checkLabels(node, range)
    case "feature_gradient.sequence", "features.sequence", "cut_gradient.sequence":
      if number(range) != flows[flow].lastSequence {
        note(range, node.path, "the batch under way is number \(flows[flow].lastSequence)")
      }
    case "feature_gradient.gradient", "features.features":
      check(range, node, 4 * flows[flow].lengths.count * expected.width)
    case "cut_gradient.gradient":
      check(range, node, 4 * flows[flow].lengths.reduce(0, +) * expected.width)
    default: return false
    }
    return true
  }

  private mutating func check(_ range: Range<Int>, _ node: SchemaTree.Node, _ count: Int) {
    guard range.count != count else { return }
    note(range, node.path, "the field holds \(range.count) bytes, not \(count)")
  }

  private mutating func checkLengths(_ node: SchemaTree.Node, _ range: Range<Int>) {
    let starts = stride(from: range.lowerBound, through: range.upperBound - 4, by: 4)
    var lengths = starts.map { Int(number($0..<$0 + 4)) }
    let count = expected.sequences(inBatch: max(1, Int(clamping: flows[flow].lastSequence)))
    if range.count != 4 * count {
      note(range, node.path, "the field holds \(range.count) bytes, not \(4 * count)")
    }
    if lengths.contains(where: { !(1...expected.tokens).contains($0) }) {
      note(range, node.path, "a length does not lie in 1...\(expected.tokens)")
      lengths = []
    }
    flows[flow].lengths = Array(lengths.prefix(expected.batch))
  }

  private mutating func checkLabels(_ node: SchemaTree.Node, _ range: Range<Int>) {
    for start in stride(from: range.lowerBound, through: range.upperBound - 4, by: 4)
    where number(start..<start + 4) >= UInt64(expected.classes) {
      note(range, node.path, "a label is none of the \(expected.classes) classes")
      return
    }
  }
}
