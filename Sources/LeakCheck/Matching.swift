/// The assignment problem.
enum Matching {
  /// The column of each row such that the sum of `gains` [n, n] is greatest (Kuhn, Naval Research
  /// Logistics 2, 1955, with potentials and shortest paths), in O(n^3).
  static func best(_ gains: [[Int]]) -> [Int] {
    let size = gains.count
    precondition(gains.allSatisfy { $0.count == size }, "an assignment wants a square")
    // Places are counted from one; zero stands for none.
    var rowPotentials = [Int](repeating: 0, count: size + 1)
    var columnPotentials = [Int](repeating: 0, count: size + 1)
    var rowOfColumn = [Int](repeating: 0, count: size + 1)
    for row in stride(from: 1, through: size, by: 1) {
      rowOfColumn[0] = row
      var column = 0
      var slack = [Int](repeating: .max, count: size + 1)
      var previous = [Int](repeating: 0, count: size + 1)
      var isDone = [Bool](repeating: false, count: size + 1)
      repeat {
        isDone[column] = true
        let current = rowOfColumn[column]
        var (next, least) = (0, Int.max)
        for other in 1...size where !isDone[other] {
          let cost =
            -gains[current - 1][other - 1] - rowPotentials[current] - columnPotentials[other]
          if cost < slack[other] { (slack[other], previous[other]) = (cost, column) }
          if slack[other] < least { (next, least) = (other, slack[other]) }
        }
        for other in 0...size {
          if isDone[other] {
            rowPotentials[rowOfColumn[other]] += least
            columnPotentials[other] -= least
          } else if slack[other] < .max {
            slack[other] -= least
          }
        }
        column = next
      } while rowOfColumn[column] != 0
      while column != 0 {
        rowOfColumn[column] = rowOfColumn[previous[column]]
        column = previous[column]
      }
    }
    var result = [Int](repeating: 0, count: size)
    for column in 1..<size + 1 { result[rowOfColumn[column] - 1] = column - 1 }
    return result
  }
}
