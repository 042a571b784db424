import Determinism
import Tensors
import TestSupport
import Testing

/// Products in Double, straight from the definition.
private func product(
  _ rows: Int, _ columns: Int, _ inner: Int, a: (Int, Int) -> Float, b: (Int, Int) -> Float
) -> [Double] {
  var result: [Double] = []
  for row in 0..<rows {
    for column in 0..<columns {
      result.append((0..<inner).reduce(0) { $0 + Double(a(row, $1)) * Double(b($1, column)) })
    }
  }
  return result
}

struct MatrixBackendTests {
  /// Rounding of a float32 sum of n terms grows like n units in the last place of its size.
  private static let relativeError = 1e-6

  private static let sizes = [0, 1, 2, 3, 7, 16, 33, 129]

  @Test(arguments: MatrixBackend.allCases)
  func productsEqualTheDefinitionOnAllShapesAndOrientations(_ backend: MatrixBackend) {
    withEvery("seed", in: 0..<60) { seed in
      var stream = Seed(seed).stream("matrix", ledger: nil)
      func pick() -> Int { Self.sizes[stream.next(below: Self.sizes.count)] }
      let (rows, columns, inner) = (pick(), pick(), pick())
      let turnA = stream.next(below: 2) == 1
      let turnB = stream.next(below: 2) == 1
      let pad = stream.next(below: 3)
      let strideA = max(1, (turnA ? rows : inner) + pad)
      let strideB = max(1, (turnB ? inner : columns) + pad)
      let strideC = max(1, columns + pad)
      let a = FloatBuffer(stream.normals(max(rows, inner) * strideA + 8, deviation: 1))
      let b = FloatBuffer(stream.normals(max(columns, inner) * strideB + 8, deviation: 1))
      let c = FloatBuffer([Float](repeating: 2, count: rows * strideC + 8))
      let keep: Float = stream.next(below: 2) == 1 ? 0.5 : 0
      backend.multiply(
        rows: rows, columns: columns, inner: inner,
        MatrixView(a.base, stride: strideA, turnA ? .transposed : .plain),
        MatrixView(b.base, stride: strideB, turnB ? .transposed : .plain), keep: keep,
        into: MatrixView(c.base, stride: strideC))
      let want = product(
        rows, columns, inner,
        a: { turnA ? a[$1 * strideA + $0] : a[$0 * strideA + $1] },
        b: { turnB ? b[$1 * strideB + $0] : b[$0 * strideB + $1] })
      for row in 0..<rows {
        for column in 0..<columns {
          let got = Double(c[row * strideC + column])
          let expected = want[row * columns + column] + Double(keep) * 2
          let size = Double(inner) + 2
          try #require(got.isFinite && abs(got - expected) <= Self.relativeError * size)
        }
        for gap in columns..<strideC { try #require(c[row * strideC + gap] == 2) }
      }
    }
  }

  @Test func theReferenceBackendGivesTheSameBitsEverywhere() {
    var stream = Seed(4).stream("golden", ledger: nil)
    let a = FloatBuffer(stream.normals(19 * 23, deviation: 1))
    let b = FloatBuffer(stream.normals(23 * 17, deviation: 1))
    let c = FloatBuffer(count: 19 * 17)
    MatrixBackend.reference.multiply(
      rows: 19, columns: 17, inner: 23, MatrixView(a.base, stride: 23),
      MatrixView(b.base, stride: 17), into: MatrixView(c.base, stride: 17))
    let builder = DigestBuilder()
    builder.update(c.values)
    #expect(builder.digest.description == "b822e7eb9ae889e043a237af127d10d8")
  }
}
