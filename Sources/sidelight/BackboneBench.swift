import ArgumentParser
import Determinism
import Foundation
import PrivateData
import Tensors
import Transformers

/// `sidelight bench backbone`: tokens a second through a backbone, beside a plain GEMM and a peer.
struct BackboneBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backbone",
    abstract: "Real tokens a second through a Hugging Face backbone.",
    discussion: """
      Prints JSON. Tokenizes the texts first, then measures forward passes alone; padding does not
      count, for there is none. `gflops` counts matrix products and attention; `gemm_fraction` is
      its share of a large matrix product's speed on as many workers, measured in the same run.
      `long` is the same for sequences of 128 random tokens. A peer is any command that prints a
      number of tokens a second; rounds alternate between both.

      EXAMPLE
        sidelight bench backbone --model Models/minilm --data SST-2/test.tsv --json
      """)

  @Option(help: "The model's folder.", completion: .directory) var model: String
  @OptionGroup var file: ModelCommand.TextFile
  @Option(help: "Texts used, at most.") var texts = 2000
  @Option(help: "Rounds; the best one counts, as with the peer.") var rounds = 3
  @Option(help: "A command that prints the peer's tokens a second.") var peer: String?
  @OptionGroup var workers: WorkerOption
  @Flag(help: "Print JSON (always on).") var json = false

  private static let longLength = 128
  private static let longSequences = 96

  func validate() throws {
    guard (1...10_000_000).contains(texts), (1...1_000).contains(rounds) else {
      throw ValidationError("--texts and --rounds must be at least 1.")
    }
  }

  private struct Speed: Codable {
    var sequences: Int
    var tokens: Int
    var tokens_per_second: Double
    var gflops: Double
    var gemm_fraction: Double
  }

  private struct Report: Codable {
    var architecture: String
    var sequences: Int
    var tokens: Int
    var tokens_per_second: Double
    var gflops: Double
    var gemm_gflops: Double
    var gemm_fraction: Double
    var long: Speed
    var peer_tokens_per_second: Double?
    var ratio: Double?
    var workers: Int
    var fingerprint: String
  }

  mutating func run() throws {
    let backbone = try HuggingFaceBackbone(folder: model, backend: .openBLAS)
    let tokenizer = try HuggingFaceTokenizer(contentsOf: model + "/tokenizer.json")
    let pool = WorkerPool(workers: workers.count)
    let samples = try file.someSamples()
    let sequences = backbone.withoutEmpty(
      try file.sequences(Array(samples.prefix(texts)), tokenizer))
    let long = longSequences(backbone, tokenizer)
    for chosen in [sequences, long] { try backbone.validate(chosen) }

    var (best, longBest, gemm) = (0.0, 0.0, 0.0)
    var peerBest: Double?
    let progress = ProgressLine()
    for round in 0..<rounds {
      progress.show("measuring", done: round, total: rounds)
      gemm = max(gemm, PlainProduct.gigaflops(pool: pool))
      best = max(best, Self.passesPerSecond(backbone, sequences, pool))
      longBest = max(longBest, Self.passesPerSecond(backbone, long, pool))
      if let peer, let value = PeerCommand.lastNumber(peer) { peerBest = max(peerBest ?? 0, value) }
    }
    progress.clear()
    func speed(_ sequences: [[Int]], _ passes: Double) -> Speed {
      let lengths = sequences.map(\.count)
      let tokens = lengths.reduce(0, +)
      let gflops = passes * Double(backbone.matrixOperations(lengths: lengths)) / 1e9
      return Speed(
        sequences: sequences.count, tokens: tokens,
        tokens_per_second: (passes * Double(tokens)).rounded(), gflops: gflops,
        gemm_fraction: gflops / gemm)
    }
    let short = speed(sequences, best)
    try StandardOutput.write(
      json: Report(
        architecture: backbone.architectureName, sequences: short.sequences, tokens: short.tokens,
        tokens_per_second: short.tokens_per_second, gflops: short.gflops, gemm_gflops: gemm,
        gemm_fraction: short.gemm_fraction, long: speed(long, longBest),
        peer_tokens_per_second: peerBest, ratio: peerBest.map { short.tokens_per_second / $0 },
        workers: pool.workers, fingerprint: NumericRuntime.fingerprint(backend: .openBLAS)))
  }

  private func longSequences(
    _ backbone: HuggingFaceBackbone, _ tokenizer: HuggingFaceTokenizer
  ) -> [[Int]] {
    let ids = tokenizer.contentIDs.filter { $0 < backbone.vocabularySize }
    var stream = Seed(1).stream("bench.backbone", ledger: nil)
    return (0..<Self.longSequences).map { _ in
      (0..<min(Self.longLength, backbone.maxLength)).map { _ in
        ids.isEmpty ? 0 : ids[stream.next(below: ids.count)]
      }
    }
  }

  private static func passesPerSecond(
    _ backbone: HuggingFaceBackbone, _ sequences: [[Int]], _ pool: WorkerPool
  ) -> Double {
    let clock = WallClock()
    var passes = 0
    repeat {
      _ = backbone.pivotActivations(of: sequences, pivot: .mean, pool: pool)
      passes += 1
    } while clock.seconds < 1.5
    return Double(passes) / clock.seconds
  }
}
