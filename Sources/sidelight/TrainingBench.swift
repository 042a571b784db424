import ArgumentParser
import Determinism
import Layers
import Tensors

/// `sidelight bench training`: server training steps a second, beside a plain GEMM and a peer.
struct TrainingBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "training",
    abstract: "Training steps of the side network a second, on one thread.",
    discussion: """
      Prints JSON. `gemm_gflops` is a large matrix product measured in the same run. A peer is any
      command that prints a number of steps a second; rounds alternate between both.

      EXAMPLE
        sidelight bench training --peer "python3 Benchmarks/torch_training.py"
      """)

  @Option(help: "Adapters, L.") var layers = 6
  @Option(help: "Width, d.") var width = 384
  @Option(help: "Rank, r.") var rank = 48
  @Option(help: "Classes, C.") var classes = 2
  @Option(help: "Samples in a batch.") var batch = 16
  @Option(help: "Rounds; the best one counts, as with the peer.") var rounds = 3
  @Option(help: "A command that prints the peer's steps a second.") var peer: String?
  @Flag(help: "Print JSON (always on).") var json = false

  func validate() throws {
    guard [layers, width, rank, classes, batch, rounds].allSatisfy({ (1...65_536).contains($0) })
    else { throw ValidationError("Extents and rounds must lie between 1 and 65536.") }
  }

  private struct Report: Codable {
    var layers: Int
    var width: Int
    var rank: Int
    var classes: Int
    var batch: Int
    var steps_per_second: Double
    var operations_per_step: UInt64
    var gflops: Double
    var gemm_gflops: Double
    var gemm_fraction: Double
    var peer_steps_per_second: Double?
    var ratio: Double?
    var fingerprint: String
  }

  mutating func run() throws {
    var best = 0.0
    var gemm = 0.0
    var peerBest: Double?
    let work = Work(
      shape: .init(layers: layers, width: width, rank: rank, classes: classes), batch: batch)
    let progress = ProgressLine()
    for round in 0..<rounds {
      progress.show("measuring", done: round, total: rounds)
      best = max(best, work.stepsPerSecond())
      gemm = max(gemm, PlainProduct.gigaflops(pool: WorkerPool(workers: 1)))
      if let peer, let value = PeerCommand.lastNumber(peer) {
        peerBest = max(peerBest ?? 0, value)
      }
    }
    progress.clear()
    let operations = work.operationsPerStep
    let gflops = best * Double(operations) / 1e9
    let report = Report(
      layers: layers, width: width, rank: rank, classes: classes, batch: batch,
      steps_per_second: best.rounded(), operations_per_step: operations, gflops: gflops,
      gemm_gflops: gemm, gemm_fraction: gflops / gemm, peer_steps_per_second: peerBest,
      ratio: peerBest.map { best / $0 },
      fingerprint: NumericRuntime.fingerprint(backend: .openBLAS))
    try StandardOutput.write(json: report)
  }

  /// A side network with a batch of random activations.
  private struct Work {
    let network: SideNetwork
    let pass: SideNetworkPass
    let optimizer: AdamW
    let cached: FloatBuffer  // [N, L, d], samples as the cache holds them
    let activations: FloatBuffer  // [L, B, d], one batch
    let targets: FloatBuffer
    let batch: Int
    private let samples = 1024

    init(shape: SideNetworkShape, batch: Int) {
      var stream = Seed(1).stream("bench.training", ledger: nil)
      network = SideNetwork(shape: shape, backend: .openBLAS, stream: &stream)
      pass = SideNetworkPass(shape: shape, samples: batch)
      optimizer = AdamW(
        count: shape.parameterCount,
        settings: .init(
          learningRate: 1e-3, weightDecay: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8))
      cached = FloatBuffer(
        stream.normals(samples * shape.layers * shape.width, deviation: 1))
      activations = FloatBuffer(count: shape.layers * batch * shape.width)
      targets = FloatBuffer(stream.normals(batch * shape.classes, deviation: 0.5))
      self.batch = batch
    }

    var operationsPerStep: UInt64 { network.shape.trainingOperations(samples: batch) }

    /// Copies a batch out of the cache, as the server does before each step.
    private func gather(first: Int) {
      let (L, d) = (network.shape.layers, network.shape.width)
      for row in 0..<batch {
        let entry = cached.base + (first + row) % samples * L * d
        for layer in 0..<L {
          (activations.base + (layer * batch + row) * d).update(from: entry + layer * d, count: d)
        }
      }
    }

    func stepsPerSecond() -> Double {
      let clock = WallClock()
      var steps = 0
      while clock.seconds < 1.5 {
        for _ in 0..<20 {
          gather(first: steps * batch)
          pass.forward(network, activations: activations, samples: batch)
          _ = pass.backward(
            network, activations: activations, targets: targets, samples: batch)
          optimizer.step(network.parameters, gradient: pass.gradient)
          steps += 1
        }
      }
      return Double(steps) / clock.seconds
    }
  }
}
