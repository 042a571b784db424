import Layers
import Testing

@Suite struct PhaseOperationsTests {
  @Test func workIsCountedInThePhaseThatItIsMarkedWith() {
    let products = WorkList([
      WorkItem(.adapter, operations: 5, bytes: 1, repetitions: 3),
      WorkItem(.norm, operations: 2, bytes: 1),
    ])
    var work = products
    work.append(products.marked(.backward), times: 2)
    work.append(AdamW.work(numbers: 10))
    #expect(work.operations.forward == 17)
    #expect(work.operations.backward == 34)
    #expect(work.operations.optimizer == 140)
    #expect(work.operations.total == work.total.operations)
    // The same operation in two phases is not one.
    #expect(work.items.count { $0.kind == .adapter } == 2)
  }

  @Test func aStepOfTheSideNetworkHasAllThreePhases() {
    let shape = SideNetworkShape(layers: 3, width: 24, rank: 5, classes: 2)
    let forward = shape.forwardWork(samples: 7).total.operations
    let operations = shape.trainingWork(samples: 7).operations
    #expect(operations.forward == forward)
    #expect(operations.backward == 2 * forward)
    #expect(operations.optimizer == UInt64(14 * shape.parameterCount))
  }

  @Test func sumsStayAtTheLargestNumber() {
    var many = PhaseOperations()
    many.forward = .max - 1
    var few = PhaseOperations()
    few.forward = 7
    few.optimizer = 1
    many += few
    #expect(many.forward == .max && many.backward == 0 && many.optimizer == 1)
    #expect(many.total == .max)
  }
}
