import Tensors
import Testing

struct WorkerPoolTests {
  @Test(arguments: [1, 2, 3, 8], [0, 1, 2, 7, 100])
  func everyPieceRunsExactlyOnce(workers: Int, pieces: Int) {
    let counts = FloatBuffer(count: max(pieces, 1))
    WorkerPool(workers: workers).forEach(pieces) { counts.base[$0] += 1 }
    #expect(counts.values(0..<pieces).allSatisfy { $0 == 1 })
  }
}
