/// Finds the neighbours of a point in order of their distance, exactly.
///
/// A k-d tree with bounding boxes. Distances are computed so that rounding never puts a box behind
/// a point that lies inside it.
struct NeighbourTree {
  /// How distances are measured.
  enum Norm {
    /// The square of the Euclidean distance.
    case squaredEuclidean
    /// The largest difference of a coordinate.
    case maximum
  }

  private struct Node {
    var range: Range<Int>
    /// The first child, which the second one follows; leaves have none.
    var child: Int?
  }

  private static let leafSize = 16

  private let width: Int
  private let norm: Norm
  /// The caller's numbers of the points, in the order of the leaves.
  private var order: [Int]
  /// The points in the same order.
  private var points: [Double]
  private var nodes: [Node] = []
  /// The least coordinates of a node, then its largest.
  private var boxes: [Double] = []

  /// Makes a tree of points of `width` coordinates each.
  ///
  /// Complexity: O(n log^2 n).
  init(points: [Double], width: Int, norm: Norm) {
    precondition(width > 0 && points.count.isMultiple(of: width), "points have `width` numbers")
    self.width = width
    self.norm = norm
    order = Array(0..<points.count / width)
    self.points = points
    nodes.append(Node(range: 0..<order.count))
    var next = 0
    while next < nodes.count {
      split(next, points)
      next += 1
    }
    self.points = order.flatMap { points[$0 * width..<($0 + 1) * width] }
  }

  /// The number of points.
  var count: Int { order.count }

  /// Finds a node's box, and halves it across its longest side.
  private mutating func split(_ number: Int, _ points: [Double]) {
    let range = nodes[number].range
    var lows = [Double](repeating: .infinity, count: width)
    var highs = [Double](repeating: -.infinity, count: width)
    for place in range {
      for column in 0..<width {
        let value = points[order[place] * width + column]
        lows[column] = min(lows[column], value)
        highs[column] = max(highs[column], value)
      }
    }
    boxes += lows + highs
    guard range.count > Self.leafSize else { return }
    var longest = 0
    for column in 0..<width
    where highs[column] - lows[column] > highs[longest] - lows[longest] {
      longest = column
    }
    let (side, width) = (longest, width)
    order[range].sort { (points[$0 * width + side], $0) < (points[$1 * width + side], $1) }
    let middle = range.lowerBound + range.count / 2
    nodes[number].child = nodes.count
    nodes.append(Node(range: range.lowerBound..<middle))
    nodes.append(Node(range: middle..<range.upperBound))
  }

  /// Calls `body` with the `limit` nearest neighbours of `query`, all others as near as the last of
  /// them, and their distances, nearest first, until it returns false; `queue` is working memory.
  ///
  /// Neighbours at equal distances come one after the other, in no promised order.
  func visit(
    _ query: UnsafeBufferPointer<Double>, limit: Int, queue: inout NeighbourQueue,
    _ body: (_ distance: Double, _ point: Int) -> Bool
  ) {
    precondition(query.count == width, "the query has `width` numbers")
    queue.begin(limit: limit)
    guard count > 0 else { return }
    queue.insert(node: 0, distance(query, toNode: 0))
    while let next = queue.popFirst() {
      switch next {
      case .point(let place, let distance):
        guard body(distance, order[place]) else { return }
      case .node(let number):
        if let child = nodes[number].child {
          queue.insert(node: child, distance(query, toNode: child))
          queue.insert(node: child + 1, distance(query, toNode: child + 1))
        } else {
          for place in nodes[number].range {
            queue.insert(point: place, distance(query, toPlace: place))
          }
        }
      }
    }
  }

  /// The number of points at most `radius` from `query`, or nearer than it.
  func count(
    within radius: Double, of query: UnsafeBufferPointer<Double>, includingBoundary: Bool
  ) -> Int {
    var pending = [0]
    var found = 0
    func isInside(_ distance: Double) -> Bool {
      includingBoundary ? distance <= radius : distance < radius
    }
    while let number = pending.popLast() {
      let node = nodes[number]
      guard !node.range.isEmpty, isInside(distance(query, toNode: number)) else { continue }
      if isInside(distance(query, toFarEndOf: number)) {
        found += node.range.count
      } else if let child = node.child {
        pending += [child, child + 1]
      } else {
        for place in node.range where isInside(distance(query, toPlace: place)) { found += 1 }
      }
    }
    return found
  }

  private func distance(_ query: UnsafeBufferPointer<Double>, toPlace place: Int) -> Double {
    points.withUnsafeBufferPointer { points in
      combined { points[place * width + $0] - query[$0] }
    }
  }

  private func distance(_ query: UnsafeBufferPointer<Double>, toNode node: Int) -> Double {
    let (low, high) = (node * 2 * width, (node * 2 + 1) * width)
    return boxes.withUnsafeBufferPointer { boxes in
      combined { max(boxes[low + $0] - query[$0], query[$0] - boxes[high + $0], 0) }
    }
  }

  private func distance(_ query: UnsafeBufferPointer<Double>, toFarEndOf node: Int) -> Double {
    let (low, high) = (node * 2 * width, (node * 2 + 1) * width)
    return boxes.withUnsafeBufferPointer { boxes in
      combined { max(query[$0] - boxes[low + $0], boxes[high + $0] - query[$0]) }
    }
  }

  @inline(__always)
  private func combined(_ difference: (Int) -> Double) -> Double {
    var sum = 0.0
    switch norm {
    case .squaredEuclidean:
      // Four sums side by side, in an order that is the same for points and boxes.
      var sums = SIMD4<Double>.zero
      for column in stride(from: 0, to: width & ~3, by: 4) {
        let sides = SIMD4(
          difference(column), difference(column + 1), difference(column + 2),
          difference(column + 3))
        sums += sides * sides
      }
      sum = (sums[0] + sums[1]) + (sums[2] + sums[3])
      for column in width & ~3..<width {
        let side = difference(column)
        sum += side * side
      }
    case .maximum:
      for column in 0..<width { sum = max(sum, abs(difference(column))) }
    }
    return sum
  }
}
