/// Coordinates in which the spread within the classes is one in every direction.
///
/// Nearest neighbours in given units follow whichever column has the largest numbers, and noise of
/// an uneven covariance hides from them; whitened ones do not.
struct Whitening {
  /// More columns cost more than they tell.
  static let columnsMax = 64
  /// Added to the variance of a column that is scaled to one, so that directions without any
  /// spread, in which classes are told apart for certain, stay finite.
  private static let ridge = 1e-6

  private let width: Int
  private let scale: ColumnScale
  /// The lower Cholesky factor of the covariance within classes, row by row.
  private let factor: [Double]

  /// Learns from the cells, where class c has `classCounts[c]` rows; nil where no column varies, or
  /// there are too many.
  init?(_ cells: ObservationCells, classCounts: [Int]) {
    guard cells.width <= Self.columnsMax, let scale = ColumnScale(cells) else { return nil }
    width = cells.width
    self.scale = scale
    let covariance = Self.withinCovariance(
      cells, points: scale.apply(cells.points), classCounts: classCounts)
    factor = Self.cholesky(covariance, width: cells.width)
  }

  /// Calls `body` with the class, the count and the place of the point of every entry.
  static func forEachEntry(_ cells: ObservationCells, _ body: (Int, Double, Int) -> Void) {
    for cell in 0..<cells.count {
      for entry in cells.starts[cell]..<cells.starts[cell + 1] {
        body(cells.classes[entry], Double(cells.counts[entry]), cell * cells.width)
      }
    }
  }

  /// The mean of the points of each class, class by class; `points` belong to the cells.
  static func classMeans(
    _ cells: ObservationCells, points: [Double], classCounts: [Int]
  ) -> [Double] {
    let width = cells.width
    var sums = [Double](repeating: 0, count: classCounts.count * width)
    forEachEntry(cells) { label, count, point in
      for column in 0..<width { sums[label * width + column] += count * points[point + column] }
    }
    return sums.indices.map { sums[$0] / Double(max(classCounts[$0 / width], 1)) }
  }

  private static func withinCovariance(
    _ cells: ObservationCells, points: [Double], classCounts: [Int]
  ) -> [Double] {
    let width = cells.width
    let classMeans = classMeans(cells, points: points, classCounts: classCounts)
    var covariance = [Double](repeating: 0, count: width * width)
    var centred = [Double](repeating: 0, count: width)
    forEachEntry(cells) { label, count, point in
      for column in 0..<width {
        centred[column] = points[point + column] - classMeans[label * width + column]
      }
      for row in 0..<width {
        let weighted = count * centred[row]
        for column in 0...row { covariance[row * width + column] += weighted * centred[column] }
      }
    }
    let rows = Double(classCounts.reduce(0, +))
    for place in covariance.indices { covariance[place] /= rows }
    for column in 0..<width { covariance[column * width + column] += ridge }
    return covariance
  }

  /// The points in the new coordinates.
  func apply(_ points: [Double]) -> [Double] {
    var result = scale.apply(points)
    for start in stride(from: 0, to: result.count, by: width) {
      // Forward substitution: L z = x.
      for row in 0..<width {
        var sum = result[start + row]
        for column in 0..<row { sum -= factor[row * width + column] * result[start + column] }
        result[start + row] = sum / factor[row * width + row]
      }
    }
    return result
  }

  /// The factor L with L L^T = `matrix`, of which the lower half is read.
  private static func cholesky(_ matrix: [Double], width: Int) -> [Double] {
    var factor = matrix
    for row in 0..<width {
      for column in 0...row {
        var sum = matrix[row * width + column]
        for k in 0..<column { sum -= factor[row * width + k] * factor[column * width + k] }
        // Rounding must not turn the ridge into nothing.
        factor[row * width + column] =
          row == column
          ? max(sum, ridge / 2).squareRoot() : sum / factor[column * width + column]
      }
    }
    return factor
  }
}

/// Columns moved to mean zero and scaled to deviation one.
///
/// Values are first moved into the range that holds all but the outermost thousandths, unless they
/// are all equal there: one stray number must not set the unit.
private struct ColumnScale {
  private static let outside = 0.001

  private var ranges: [ClosedRange<Double>] = []
  private var means: [Double] = []
  /// One over the deviation of a column; zero for a constant one.
  private var factors: [Double] = []

  /// Learns from the cells; nil where no column varies.
  init?(_ cells: ObservationCells) {
    let width = cells.width
    let weights = (0..<cells.count).map { cell in
      cells.counts[cells.starts[cell]..<cells.starts[cell + 1]].reduce(0, +)
    }
    let rows = weights.reduce(0, +)
    for column in 0..<width {
      let values = (0..<cells.count).map { cells.points[$0 * width + column] }
      let range = Self.range(values, weights, outside: Int(Double(rows) * Self.outside))
      var sum = 0.0
      for (value, weight) in zip(values, weights) {
        sum += Double(weight) * Self.clamp(value, range)
      }
      let mean = sum / Double(rows)
      var squares = 0.0
      for (value, weight) in zip(values, weights) {
        let difference = Self.clamp(value, range) - mean
        squares += Double(weight) * difference * difference
      }
      // The mean of equal numbers is rounded, so their deviation need not come out as zero.
      let isConstant = range.lowerBound == range.upperBound
      let factor = isConstant ? 0 : 1 / (squares / Double(rows)).squareRoot()
      ranges.append(range)
      means.append(mean)
      factors.append(factor.isFinite ? factor : 0)
    }
    guard factors.contains(where: { $0 > 0 }) else { return nil }
  }

  /// The range without the `outside` rows of the least values and as many of the largest ones; the
  /// whole range where nothing varies inside.
  private static func range(
    _ values: [Double], _ weights: [Int], outside: Int
  ) -> ClosedRange<Double> {
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    func end(_ order: some Sequence<Int>) -> Double {
      var passed = 0
      for place in order {
        passed += weights[place]
        if passed > outside { return values[place] }
      }
      preconditionFailure("fewer rows lie outside than there are")
    }
    let (low, high) = (end(order), end(order.reversed()))
    guard low == high, let least = order.first, let most = order.last else { return low...high }
    return values[least]...values[most]
  }

  private static func clamp(_ value: Double, _ range: ClosedRange<Double>) -> Double {
    min(max(value, range.lowerBound), range.upperBound)
  }

  /// The points in the new units.
  func apply(_ points: [Double]) -> [Double] {
    points.indices.map { place in
      let column = place % means.count
      return (Self.clamp(points[place], ranges[column]) - means[column]) * factors[column]
    }
  }
}
