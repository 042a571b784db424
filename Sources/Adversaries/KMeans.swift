internal import Determinism

/// Lloyd's k-means with seeds by k-means++ (Arthur and Vassilvitskii, SODA 2007).
enum KMeans {
  private static let restarts = 8
  private static let rounds = 50
  /// Points that lie closer than this share of their size are one point: the order of additions
  /// must not tell groups apart.
  private static let resolution = 1e-6

  /// A group below `count` for each point; the best of several starts.
  static func groups(_ points: [[Double]], count: Int) -> [Int] {
    var best = [Int](repeating: 0, count: points.count)
    guard count > 1, let first = points.first else { return best }
    let size = points.reduce(0) { max($0, norm($1)) }
    let spread = points.reduce(0) { max($0, distance($1, first)) }
    guard spread.squareRoot() > resolution * size else { return best }
    var least = Double.infinity
    var stream = Seed(0).stream("adversary.kmeans", ledger: nil)
    for _ in 0..<restarts {
      let (groups, inertia) = lloyd(points, seeds(points, count, &stream))
      if inertia < least { (best, least) = (groups, inertia) }
    }
    return best
  }

  private static func seeds(
    _ points: [[Double]], _ count: Int, _ stream: inout RandomStream
  ) -> [[Double]] {
    var centres = [points[stream.next(below: points.count)]]
    var nearest = points.map { distance($0, centres[0]) }
    while centres.count < count {
      var left = stream.nextUnit() * nearest.reduce(0, +)
      let place = nearest.firstIndex { weight in
        left -= weight
        return left < 0
      }
      let centre = points[place ?? points.count - 1]
      centres.append(centre)
      for index in points.indices {
        nearest[index] = min(nearest[index], distance(points[index], centre))
      }
    }
    return centres
  }

  private static func lloyd(
    _ points: [[Double]], _ start: [[Double]]
  ) -> (groups: [Int], inertia: Double) {
    var centres = start
    var groups = [Int](repeating: -1, count: points.count)
    for _ in 0..<rounds {
      let next = points.map { nearest($0, centres) }
      if next == groups { break }
      groups = next
      var sums = centres.map { $0.map { _ in 0.0 } }
      var counts = [Double](repeating: 0, count: centres.count)
      for (point, group) in zip(points, groups) {
        counts[group] += 1
        for column in point.indices { sums[group][column] += point[column] }
      }
      // A group without points stays where it was.
      for group in centres.indices where counts[group] > 0 {
        centres[group] = sums[group].map { $0 / counts[group] }
      }
    }
    let inertia = zip(points, groups).reduce(0) { $0 + distance($1.0, centres[$1.1]) }
    return (groups, inertia)
  }

  private static func nearest(_ point: [Double], _ centres: [[Double]]) -> Int {
    var (best, least) = (0, Double.infinity)
    for (place, centre) in centres.enumerated() {
      let distance = distance(point, centre)
      if distance < least { (best, least) = (place, distance) }
    }
    return best
  }
}
