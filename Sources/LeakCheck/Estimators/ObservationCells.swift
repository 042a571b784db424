/// The different observations of a table, and how often each secret came with each.
///
/// Discrete channels have far fewer observations than rows, and equal rows need one answer.
struct ObservationCells {
  /// The numbers of an observation.
  let width: Int
  /// The observations, cell by cell, in lexicographic order.
  let points: [Double]
  /// Where each cell's entries begin; one more than cells.
  let starts: [Int]
  /// The classes of all entries; within a cell in the order in which the table first has them.
  let classes: [Int]
  /// How often the entry's class came with the cell's observation.
  let counts: [Int]

  /// The number of cells.
  var count: Int { starts.count - 1 }

  /// Groups the rows of `table`, whose secrets are the classes 0..<`classCount` of `labels`.
  ///
  /// Complexity: O(n log n).
  init(_ table: ObservationTable, labels: [Int], classCount: Int) {
    precondition(labels.count == table.count, "every row has a label")
    width = table.width
    let order = Self.order(table)
    var points: [Double] = []
    var starts: [Int] = []
    var classes: [Int] = []
    var counts: [Int] = []
    // The entry of each class in the present cell; entries of earlier cells lie below its start.
    var entries = [Int](repeating: -1, count: classCount)
    var previous: ArraySlice<Double>?
    for row in order {
      let point = table.observations[row * width..<(row + 1) * width]
      if previous.map({ !$0.elementsEqual(point) }) ?? true {
        points.append(contentsOf: point)
        starts.append(classes.count)
        previous = point
      }
      let label = labels[row]
      if entries[label] < starts[starts.count - 1] {
        entries[label] = classes.count
        classes.append(label)
        counts.append(0)
      }
      counts[entries[label]] += 1
    }
    starts.append(classes.count)
    (self.points, self.starts, self.classes, self.counts) = (points, starts, classes, counts)
  }

  /// The row numbers in lexicographic order of their observations; equal ones as in the table.
  private static func order(_ table: ObservationTable) -> [Int] {
    let width = table.width
    return table.observations.withUnsafeBufferPointer { values in
      (0..<table.count).sorted { a, b in
        for column in 0..<width {
          let (left, right) = (values[a * width + column], values[b * width + column])
          if left != right { return left < right }
        }
        return a < b
      }
    }
  }

  /// The entry with the largest count of a cell; the first seen one of several.
  func mostFrequent(_ cell: Int) -> Int {
    var best = starts[cell]
    for entry in starts[cell]..<starts[cell + 1] where counts[entry] > counts[best] {
      best = entry
    }
    return best
  }

  /// The cell whose observation is that of the cell `other` of `cells`.
  func firstIndex(of other: Int, in cells: ObservationCells) -> Int? {
    let wanted = cells.points[other * width..<(other + 1) * width]
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      let point = points[middle * width..<(middle + 1) * width]
      if point.lexicographicallyPrecedes(wanted) { low = middle + 1 } else { high = middle }
    }
    guard low < count else { return nil }
    return points[low * width..<(low + 1) * width].elementsEqual(wanted) ? low : nil
  }

  /// How many rows a guess for each cell gets wrong.
  ///
  /// A guess that is no class of these rows (-1 stands for none) is wrong.
  func errors(of guesses: [Int]) -> Int {
    precondition(guesses.count == count, "every cell has a guess")
    var errors = 0
    for cell in 0..<count {
      for entry in starts[cell]..<starts[cell + 1] where classes[entry] != guesses[cell] {
        errors += counts[entry]
      }
    }
    return errors
  }
}
