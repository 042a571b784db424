import Layers
import Testing

private func item(
  _ kind: WorkItem.Kind, _ operations: UInt64, _ bytes: UInt64, launches: UInt64 = 1,
  repetitions: UInt64 = 1
) -> WorkItem {
  WorkItem(
    kind, operations: operations, bytes: bytes, launches: launches, repetitions: repetitions)
}

@Suite struct WorkListTests {
  @Test func totalsCountRepetitions() {
    let work = WorkList([
      item(.norm, 3, 10, launches: 2, repetitions: 5), item(.contract, 100, 7),
    ])
    #expect(work.total == WorkCount(operations: 3 * 5 + 100, bytes: 10 * 5 + 7))
    #expect(work.launches == 2 * 5 + 1)
    #expect(work.operations(of: .norm) == 15)
    #expect(work.operations(of: .head) == 0)
  }

  @Test func equalOperationsJoinAndEmptyOnesVanish() {
    var work = WorkList([item(.norm, 3, 10), item(.expand, 3, 10), item(.norm, 3, 10)])
    #expect(work.items == [item(.norm, 3, 10, repetitions: 2), item(.expand, 3, 10)])
    work.append(item(.other, 0, 0))
    work.append(item(.other, 9, 9, repetitions: 0))
    work.append(WorkList([item(.norm, 3, 10, repetitions: 4), item(.norm, 4, 10)]))
    #expect(
      work.items == [
        item(.norm, 3, 10, repetitions: 6), item(.expand, 3, 10), item(.norm, 4, 10),
      ])
    #expect(WorkList().total == WorkCount(operations: 0, bytes: 0))
  }

  @Test(arguments: [(1, 8, 2, 2, 1), (4, 128, 16, 2, 16), (6, 384, 48, 6, 16), (3, 5, 7, 3, 11)])
  func trainingCountsForwardThreeTimesAndTheOptimizer(
    layers L: Int, width d: Int, rank r: Int, classes C: Int, samples B: Int
  ) {
    let shape = SideNetworkShape(layers: L, width: d, rank: r, classes: C)
    // A sample, forward: L (4 d mixing + 2 d r down + 20 r GELU + 2 r d up), 8 d LayerNorm,
    // 2 d C output.
    let forward = B * (L * (4 * d * r + 4 * d + 20 * r) + 8 * d + 2 * d * C)
    #expect(shape.forwardWork(samples: B).total.operations == UInt64(forward))
    let training = 3 * forward + 14 * shape.parameterCount
    #expect(shape.trainingOperations(samples: B) == UInt64(training))
    #expect(shape.trainingWork(samples: B).total.operations == UInt64(training))
    // Three gradients of each map are products of the map's size: forward 1, backward 2.
    let products = shape.trainingWork(samples: B)
    #expect(
      products.operations(of: .adapterGradient) == 2 * products.operations(of: .adapter))
  }

  @Test func largerBatchesNeverMeanLessOfAnything() {
    let shape = SideNetworkShape(layers: 3, width: 24, rank: 5, classes: 2)
    for samples in 1..<40 {
      let (less, more) = (
        shape.trainingWork(samples: samples), shape.trainingWork(samples: samples + 1)
      )
      #expect(less.total.operations < more.total.operations)
      #expect(less.total.bytes < more.total.bytes)
      #expect(less.launches == more.launches)
    }
  }
}
