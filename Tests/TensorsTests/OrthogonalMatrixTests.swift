import Determinism
import Tensors
import TestSupport
import Testing

struct OrthogonalMatrixTests {
  private func matrix(_ order: Int, _ seed: UInt64) -> OrthogonalMatrix {
    var stream = Seed(seed).stream("matrix", ledger: nil)
    return OrthogonalMatrix(haarOf: order, stream: &stream)
  }

  /// Q, column by column: Q applied to the unit vectors.
  private func columns(_ matrix: OrthogonalMatrix) -> [[Float]] {
    (0..<matrix.order).map { column in
      matrix.applied(
        to: (0..<matrix.order).map { $0 == column ? 1 : 0 }, backend: .reference)
    }
  }

  @Test(arguments: [1, 2, 3, 7, 8, 33, 128])
  func columnsAreOrthonormal(_ order: Int) {
    let columns = columns(matrix(order, 3))
    for (i, left) in columns.enumerated() {
      for (j, right) in columns.enumerated() {
        let product = zip(left, right).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        // Float32 rounding of the entries.
        #expect(abs(product - (i == j ? 1 : 0)) < 1e-6)
      }
    }
  }

  @Test(arguments: MatrixBackend.allCases)
  func theInverseTakesItBackAndInnerProductsStay(_ backend: MatrixBackend) {
    withEvery("seed", in: 0..<20) { seed in
      var stream = Seed(seed).stream("vectors", ledger: nil)
      let order = 2 + stream.next(below: 60)
      let matrix = matrix(order, seed)
      let plain = stream.normals(3 * order, deviation: 1)
      let turned = matrix.applied(to: plain, backend: backend)
      let again = matrix.inverted(turned, backend: backend)
      for (a, b) in zip(plain, again) { try #require(abs(a - b) < 1e-5) }
      func product(_ values: [Float]) -> Float {
        zip(values[..<order], values[order..<2 * order]).reduce(0) { $0 + $1.0 * $1.1 }
      }
      try #require(abs(product(plain) - product(turned)) < 1e-4)
    }
  }

  /// Under the Haar measure an entry has mean 0, mean square 1/n and mean fourth power 3/(n(n+2)),
  /// and both determinants are equally likely.
  @Test func momentsAreThoseOfTheHaarMeasure() {
    let (order, draws) = (3, 4_000)
    var stream = Seed(1).stream("haar", ledger: nil)
    var sums = [[Double]](repeating: [0, 0, 0], count: order * order)
    var determinants = 0.0
    for _ in 0..<draws {
      let q = columns(OrthogonalMatrix(haarOf: order, stream: &stream)).flatMap { $0 }.map(
        Double.init)
      for (index, value) in q.enumerated() {
        sums[index][0] += value
        sums[index][1] += value * value
        sums[index][2] += value * value * value * value
      }
      determinants +=
        q[0] * (q[4] * q[8] - q[5] * q[7]) - q[3] * (q[1] * q[8] - q[2] * q[7]) + q[6]
        * (q[1] * q[5] - q[2] * q[4])
    }
    // Five standard errors of 4,000 draws: 0.58, 0.30 and 0.27 are the deviations.
    for sum in sums {
      #expect(abs(sum[0] / Double(draws)) < 0.046)
      #expect(abs(sum[1] / Double(draws) - 1 / 3) < 0.024)
      #expect(abs(sum[2] / Double(draws) - 1 / 5) < 0.022)
    }
    #expect(abs(determinants / Double(draws)) < 0.08)
  }
}
