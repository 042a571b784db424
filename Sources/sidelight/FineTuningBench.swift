import ArgumentParser
import Determinism
import Foundation
import Layers
import Tensors
import Transformers

/// `sidelight bench finetune`: steps a second and accuracy of fine-tuning a backbone.
struct FineTuningBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "finetune",
    abstract: "Fine-tuning steps of a Hugging Face backbone a second, and the accuracy reached.",
    discussion: """
      Prints JSON. A linear head on pooled states is trained with the backbone, by AdamW on the
      cross-entropy of the labels. `gflops` counts the matrix products of forward and backward pass.
      With --test and --epochs it trains so long and tells the accuracy behind every epoch. A peer
      is any command that prints a number of steps a second; rounds alternate between both.

      EXAMPLE
        sidelight bench finetune --model Models/minilm --data SST-2/train.tsv --method lora
      """)

  enum Method: String, CaseIterable, ExpressibleByArgument, Codable {
    case full, bias, lora, adapters
  }

  @Option(help: "The model's folder.", completion: .directory) var model: String
  @OptionGroup var file: ModelCommand.TextFile
  @Option(help: "What is trained: full, bias, lora or adapters.") var method = Method.full
  @Option(help: "Rank of low-rank updates; they are scaled by 2.") var rank = 8
  @Option(help: "Inner width of adapters.") var bottleneck = 64
  @Option(help: "Step size. (default: 5e-5 for full, else 1e-3)") var learningRate: Double?
  @Option(help: "Sequences in a batch.") var batch = 32
  @Option(help: "Parts of a batch that are computed side by side.") var shards = 2
  @Flag(help: "Compute activations again rather than keep them.") var recompute = false
  @Option(help: "Steps that are timed in a round.") var steps = 20
  @Option(help: "Rounds; the best one counts, as with the peer.") var rounds = 3
  @Option(help: "Labelled texts to test on, in the format of the others.", completion: .texts)
  var test: String?
  @Option(help: "Epochs of training behind the timing.") var epochs = 0
  @Option(help: "Seed of the head, of what is added, and of the order of samples.") var seed = 1
  @Option(help: "A command that prints the peer's steps a second.") var peer: String?
  @OptionGroup var workers: WorkerOption
  @Flag(help: "Print JSON (always on).") var json = false

  /// So that one odd label asks for no huge head.
  private static let mostClasses = 10_000

  func validate() throws {
    let extents = [rank, bottleneck, batch, shards, steps]
    guard extents.allSatisfy({ (1...65_536).contains($0) }), (0...1_000).contains(rounds),
      (0...1_000).contains(epochs), seed >= 0
    else { throw ValidationError("Extents must lie between 1 and 65536, rounds below 1000.") }
    guard epochs == 0 || test != nil else { throw ValidationError("--epochs wants --test.") }
    if let learningRate, !(learningRate > 0 && learningRate.isFinite) {
      throw ValidationError("--learning-rate must be positive.")
    }
  }

  private struct Report: Codable {
    var method: Method
    var learning_rate: Double
    var batch: Int
    var trained_parameters: Int
    var steps_per_second: Double
    var tokens_per_second: Double
    var gflops: Double
    var gemm_gflops: Double
    var tape_bytes: UInt64
    var peer_steps_per_second: Double?
    var ratio: Double?
    var losses: [Double]
    var accuracies: [Double]
    var workers: Int
    var fingerprint: String
  }

  mutating func run() throws {
    let backbone = try HuggingFaceBackbone(folder: model, backend: .openBLAS)
    let tokenizer = try HuggingFaceTokenizer(contentsOf: model + "/tokenizer.json")
    let pool = WorkerPool(workers: workers.count)
    let training = try LabelledSequences(file, backbone, tokenizer)
    guard training.count >= batch else {
      throw Failure(badInput: "\(file.data): error: the file holds fewer texts than a batch")
    }
    var testFile = file
    testFile.data = test ?? file.data
    let held = epochs > 0 ? try LabelledSequences(testFile, backbone, tokenizer) : nil
    let last = max(training.lastClass, held?.lastClass ?? 0)
    guard last < Self.mostClasses else {
      throw Failure(badInput: "\(file.data): error: a label is \(Self.mostClasses) or more")
    }
    let classes = last + 1

    let timed = tuner(backbone, classes, pool)
    let progress = ProgressLine()
    var (speed, gemm, peerBest) = (Speed(), 0.0, Double?.none)
    for round in 0..<rounds {
      progress.show("measuring", done: round, total: rounds)
      speed = max(speed, measure(timed, training))
      gemm = max(gemm, PlainProduct.gigaflops(pool: pool))
      if let peer, let value = PeerCommand.lastNumber(peer) { peerBest = max(peerBest ?? 0, value) }
    }
    progress.clear()
    var (losses, accuracies) = ([Double](), [Double]())
    if let held {
      let fresh = tuner(backbone, classes, pool)
      for epoch in 0..<epochs {
        losses.append(train(fresh, training, epoch: epoch))
        accuracies.append(held.accuracy(of: fresh))
      }
    }
    let size = timed.backbone.parameters.count + timed.head.parameters.count
    try StandardOutput.write(
      json: Report(
        method: method, learning_rate: stepSize, batch: batch, trained_parameters: size,
        steps_per_second: speed.steps, tokens_per_second: speed.tokens,
        gflops: speed.gflops, gemm_gflops: gemm, tape_bytes: UInt64(timed.tapeBytes.bytes),
        peer_steps_per_second: peerBest, ratio: peerBest.map { speed.steps / $0 },
        losses: losses, accuracies: accuracies, workers: pool.workers,
        fingerprint: NumericRuntime.fingerprint(backend: .openBLAS)))
  }

  private var stepSize: Double { learningRate ?? (method == .full ? 5e-5 : 1e-3) }

  private func tuner(
    _ backbone: HuggingFaceBackbone, _ classes: Int, _ pool: WorkerPool
  ) -> FineTuner {
    let trained: FineTuningMethod =
      switch method {
      case .full: .full
      case .bias: .bias
      case .lora: .lowRank(.init(rank: rank, alpha: Double(2 * rank)))
      case .adapters: .adapters(.init(bottleneck: bottleneck))
      }
    var stream = Seed(UInt64(seed)).stream("bench.finetune.weights", ledger: nil)
    let model = TrainableBackbone(backbone, method: trained, stream: &stream)
    let head = PooledHead(
      for: model, outputs: classes, pooling: backbone.isCausal ? .last : .mean, stream: &stream)
    return FineTuner(
      model, head: head,
      settings: .init(
        learningRate: stepSize, weightDecay: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
      options: PassOptions(shards: shards, recomputes: recompute), pool: pool)
  }

  /// Figures a second.
  private struct Speed: Comparable {
    var steps = 0.0
    var tokens = 0.0
    var gflops = 0.0

    static func < (left: Speed, right: Speed) -> Bool { left.steps < right.steps }
  }

  /// The first batches of the file, in order, as the peer takes them.
  private func measure(_ tuner: FineTuner, _ samples: LabelledSequences) -> Speed {
    let batches = (0..<steps).map { step in
      samples.batch((0..<batch).map { (step * batch + $0) % samples.count })
    }
    _ = tuner.step(batches[0].sequences, .crossEntropy(labels: batches[0].labels))
    let clock = WallClock()
    for (sequences, labels) in batches { _ = tuner.step(sequences, .crossEntropy(labels: labels)) }
    let seconds = clock.seconds
    var speed = Speed(steps: Double(steps) / seconds)
    let plan = FineTuningPlan(
      tuner.backbone.configuration, tuner.backbone.method, recomputes: recompute)
    for (sequences, _) in batches {
      let lengths = sequences.map(\.count)
      let operations = [plan.forwardWork(lengths: lengths), plan.backwardWork(lengths: lengths)]
        .reduce(0) { $0 + $1.matrixOperations }
      speed.tokens += Double(lengths.reduce(0, +)) / seconds
      speed.gflops += Double(operations) / seconds / 1e9
    }
    return speed
  }

  /// One epoch in random order; the mean loss of its steps.
  private func train(_ tuner: FineTuner, _ samples: LabelledSequences, epoch: Int) -> Double {
    var stream = Seed(UInt64(seed)).stream("bench.finetune.order.\(epoch)", ledger: nil)
    let order = stream.permutation(samples.count)
    let progress = ProgressLine()
    var (total, count) = (0.0, 0)
    for start in stride(from: 0, to: order.count, by: batch) {
      let (sequences, labels) = samples.batch(order[start..<min(start + batch, order.count)])
      total += tuner.step(sequences, .crossEntropy(labels: labels))
      count += 1
      progress.show("epoch \(epoch + 1)", done: start, total: order.count)
    }
    progress.clear()
    return total / Double(count)
  }
}
