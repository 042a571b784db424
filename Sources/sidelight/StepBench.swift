import ArgumentParser
import Determinism
import Layers
import ServerSide
import Tensors
import Transformers

/// `sidelight bench step`: steps a second of the methods whose training is the server's, or shared.
struct StepBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "step",
    abstract: "Training steps a second of mobillm, lst and split learning.",
    discussion: """
      Prints JSON. mobillm and lst take the backbone's states of all tokens as they come from
      devices, so these are computed beforehand; split runs both parts of the model, and the
      gradient between them. A peer is any command that prints a number of steps a second; rounds
      alternate between both.

      EXAMPLE
        sidelight bench step --model Models/minilm --data SST-2/train.tsv --method mobillm
      """)

  enum Method: String, CaseIterable, ExpressibleByArgument, Codable {
    case mobillm, lst, split
  }

  @Option(help: "The model's folder.", completion: .directory) var model: String
  @OptionGroup var file: ModelCommand.TextFile
  @Option(help: "What is trained: mobillm, lst or split.") var method = Method.mobillm
  @Option(help: "Rank of adapters.") var rank = 48
  @Option(help: "How many times narrower a ladder is.") var reduction = 4
  @Option(help: "Rank of low-rank updates; they are scaled by 2.") var updateRank = 8
  @Option(help: "Sequences in a batch.") var batch = 32
  @Option(help: "Steps that are timed in a round.") var steps = 20
  @Option(help: "Rounds; the best one counts, as with the peer.") var rounds = 3
  @Option(help: "A command that prints the peer's steps a second.") var peer: String?
  @OptionGroup var workers: WorkerOption
  @Flag(help: "Print JSON (always on).") var json = false

  func validate() throws {
    guard [rank, reduction, updateRank, batch, steps].allSatisfy({ (1...65_536).contains($0) }),
      (1...1_000).contains(rounds)
    else { throw ValidationError("Extents must lie between 1 and 65536, rounds below 1000.") }
  }

  private struct Report: Codable {
    var method: Method
    var batch: Int
    var trained_parameters: Int
    var steps_per_second: Double
    var gflops: Double
    var gemm_gflops: Double
    var peer_steps_per_second: Double?
    var ratio: Double?
    var workers: Int
    var fingerprint: String
  }

  /// One step on a batch, ready to be taken again and again.
  private struct Timed {
    let parameters: Int
    /// Operations of matrix products in one round.
    let operations: UInt64
    let step: (_ batch: Int) -> Void
  }

  mutating func run() throws {
    let backbone = try HuggingFaceBackbone(folder: model, backend: .openBLAS)
    let tokenizer = try HuggingFaceTokenizer(contentsOf: model + "/tokenizer.json")
    let pool = WorkerPool(workers: workers.count)
    let samples = try LabelledSequences(file, backbone, tokenizer)
    guard samples.count >= batch else {
      throw Failure(badInput: "\(file.data): error: the file holds fewer texts than a batch")
    }
    let batches = (0..<steps).map { step in
      samples.batch((0..<batch).map { (step * batch + $0) % samples.count })
    }
    let timed = try timed(backbone, batches, classes: samples.lastClass + 1, pool)
    var (best, gemm, peerBest) = (0.0, 0.0, Double?.none)
    let progress = ProgressLine()
    timed.step(0)
    for round in 0..<rounds {
      progress.show("measuring", done: round, total: rounds)
      let clock = WallClock()
      for index in batches.indices { timed.step(index) }
      best = max(best, Double(steps) / clock.seconds)
      gemm = max(gemm, PlainProduct.gigaflops(pool: pool))
      if let peer, let value = PeerCommand.lastNumber(peer) { peerBest = max(peerBest ?? 0, value) }
    }
    progress.clear()
    try StandardOutput.write(
      json: Report(
        method: method, batch: batch, trained_parameters: timed.parameters,
        steps_per_second: best, gflops: best / Double(steps) * Double(timed.operations) / 1e9,
        gemm_gflops: gemm, peer_steps_per_second: peerBest, ratio: peerBest.map { best / $0 },
        workers: pool.workers, fingerprint: NumericRuntime.fingerprint(backend: .openBLAS)))
  }

  private static let optimizer = AdamW.Settings(
    learningRate: 1e-3, weightDecay: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8)

  private typealias Batch = (sequences: [[Int]], labels: [Int])

  private func timed(
    _ backbone: HuggingFaceBackbone, _ batches: [Batch], classes: Int, _ pool: WorkerPool
  ) throws -> Timed {
    var stream = Seed(1).stream("bench.step", ledger: nil)
    switch method {
    case .mobillm:
      let shape = SideNetworkShape(
        layers: backbone.layers, width: backbone.width, rank: rank, classes: classes)
      let network = AdapterNetwork(
        SideNetwork(shape: shape, backend: .openBLAS, stream: &stream), pooling: .mean)
      let optimizer = AdamW(count: shape.parameterCount, settings: Self.optimizer)
      let states = self.states(backbone, batches, from: 1, pool)
      return Timed(
        parameters: shape.parameterCount,
        operations: batches.reduce(0) { sum, batch in
          let rows = batch.sequences.reduce(0) { $0 + $1.count }
          return sum
            + shape.trainingWork(samples: batch.sequences.count, rows: rows).matrixOperations
        }
      ) { index in
        let (_, gradient) = network.gradient(
          activations: states[index], lengths: batches[index].sequences.map(\.count),
          labels: batches[index].labels)
        optimizer.step(network.network.parameters, gradient: gradient, pool: pool)
      }
    case .lst:
      guard
        let shape = LadderShape(
          beside: backbone.configuration, reduction: reduction, classes: classes, temperature: 0.1)
      else { throw Failure(badInput: "--reduction leaves no room for a head") }
      let tuner = LadderTuner(
        shape: shape, pooling: .mean, backend: .openBLAS, settings: Self.optimizer,
        stream: &stream)
      let states = self.states(backbone, batches, from: 0, pool)
      return Timed(
        parameters: shape.parameterCount,
        operations: batches.reduce(0) {
          $0 + shape.trainingWork(lengths: $1.sequences.map(\.count)).matrixOperations
        }
      ) { index in
        _ = tuner.step(
          states: states[index], lengths: batches[index].sequences.map(\.count),
          labels: batches[index].labels)
      }
    case .split: return split(backbone, batches, classes, pool, &stream)
    }
  }

  private func split(
    _ backbone: HuggingFaceBackbone, _ batches: [Batch], _ classes: Int, _ pool: WorkerPool,
    _ stream: inout RandomStream
  ) -> Timed {
    let method = FineTuningMethod.lowRank(.init(rank: updateRank, alpha: Double(2 * updateRank)))
    let cut = max(1, backbone.layers / 2)
    guard let lower = backbone.trainable(by: method, layers: 0..<cut, stream: &stream),
      let upper = backbone.trainable(by: method, layers: cut..<backbone.layers, stream: &stream)
    else { preconditionFailure("a backbone with weights can be trained") }
    let front = SplitFront(lower, settings: Self.optimizer, options: .split, pool: pool)
    let back = SplitBack(
      upper, pooling: .mean, settings: Self.optimizer, options: .split, pool: pool)
    let head = SplitHead(
      PooledHead(for: upper, outputs: classes, pooling: .mean, stream: &stream),
      settings: Self.optimizer, pool: pool)
    let plan = SplitPlan(backbone, method, cut: cut, classes: classes, pooling: .mean)
    return Timed(
      parameters: front.parameters.count + back.parameters.count + head.parameters.count,
      operations: batches.reduce(0) { sum, batch in
        let lengths = batch.sequences.map(\.count)
        return sum
          + [
            plan.front.forwardWork(lengths: lengths), plan.frontBackward(lengths: lengths),
            plan.backForward(lengths: lengths), plan.backBackward(lengths: lengths),
          ].reduce(0) { $0 + $1.matrixOperations }
      }
    ) { index in
      let (sequences, labels) = batches[index]
      let states = front.forward(sequences)
      let pooled = back.forward(states, lengths: sequences.map(\.count))
      front.step(back.step(head.step(pooled: pooled, labels: labels).gradient))
    }
  }

  /// States of all tokens of each batch, [levels, R, d], as a server has them.
  private func states(
    _ backbone: HuggingFaceBackbone, _ batches: [Batch], from first: Int, _ pool: WorkerPool
  ) -> [FloatBuffer] {
    batches.map { batch in
      FloatBuffer.joined(
        backbone.tokenStates(of: batch.sequences, from: first, pool: pool),
        batch.sequences.map(\.count), layers: backbone.layers + 1 - first, width: backbone.width)
    }
  }
}
