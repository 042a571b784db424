/// What a search for neighbours looks at next: boxes and points by distance.
///
/// Points and boxes that lie behind enough points that were already found are dropped at once; in
/// many dimensions these are most.
struct NeighbourQueue {
  /// The nearest thing left.
  enum Next {
    /// A box, by the number of its node.
    case node(Int)
    /// A point, by its place in the tree.
    case point(Int, distance: Double)
  }

  /// By distance, so that whatever a box holds comes out before anything farther than the box.
  private var waiting = BinaryHeap<Entry>()
  /// The distances of the nearest points found, the farthest one on top.
  private var found = BinaryHeap<Farthest>()
  private var limit = 0

  private struct Entry: Comparable {
    var distance: Double
    var place: Int
    var isPoint: Bool

    static func < (a: Entry, b: Entry) -> Bool { a.distance < b.distance }
  }

  private struct Farthest: Comparable {
    var distance: Double

    static func < (a: Farthest, b: Farthest) -> Bool { a.distance > b.distance }
  }

  /// Forgets everything; the search wants `limit` points, and those as near as the last of them.
  mutating func begin(limit: Int) {
    precondition(limit > 0, "a search wants at least one point")
    self.limit = limit
    waiting.removeAll()
    found.removeAll()
  }

  /// Adds a box.
  mutating func insert(node: Int, _ distance: Double) {
    guard isWanted(distance) else { return }
    waiting.insert(Entry(distance: distance, place: node, isPoint: false))
  }

  /// Adds a point.
  mutating func insert(point: Int, _ distance: Double) {
    guard isWanted(distance) else { return }
    waiting.insert(Entry(distance: distance, place: point, isPoint: true))
    if found.count == limit { _ = found.popFirst() }
    found.insert(Farthest(distance: distance))
  }

  private func isWanted(_ distance: Double) -> Bool {
    guard found.count == limit, let farthest = found.first else { return true }
    return distance <= farthest.distance
  }

  /// Takes the nearest thing out.
  mutating func popFirst() -> Next? {
    guard let first = waiting.popFirst() else { return nil }
    return first.isPoint ? .point(first.place, distance: first.distance) : .node(first.place)
  }
}
