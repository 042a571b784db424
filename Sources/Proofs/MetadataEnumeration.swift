internal import Determinism
import Foundation
internal import LeakCheck
internal import Simulation
internal import Traces

/// P002: in a tiny world, count, direction, flow, kind, size and time of all frames, and the order
/// of samples in them, are the same for every assignment of labels and texts.
///
/// Each assignment runs through the real simulator; nothing is abstracted.
public struct MetadataEnumeration {
  /// What was found.
  public struct Outcome: Sendable {
    /// Whether any metadata depend on secrets; nil where contents did not differ as they must.
    public enum Answer: Sendable, Equatable {
      /// All runs agree.
      case independent
      /// A run shows its secrets; the first difference.
      case dependent(String)
      /// The runs do not show anything, and why.
      case vacuous(String)
    }
    /// The answer.
    public var answer: Answer
    /// Runs made.
    public var runs: Int
    /// Different traces among them: equal metadata around different contents.
    public var traces: Int
  }

  private let folder: String

  /// Keeps one trace at a time in `folder`, which must exist.
  public init(folder: String) { self.folder = folder }

  /// Runs every assignment of `world`, or until one shows its secrets.
  ///
  /// With `planted`, the device leaks on purpose, such as `interference.labels`.
  ///
  /// - Throws: what a trace in the folder throws.
  public func run(_ world: TinyWorld, planted: String? = nil) throws -> Outcome {
    let material = try RunMaterial(scenario: world.scenario(planted: planted), workers: 1)
    let (base, baseDigest) = try run(0, world, material)
    let (furthest, _) = try run(world.furthest, world, material)
    var seen: Set<Digest128> = [baseDigest]
    for index in 1..<world.count {
      let (variant, digest) = try run(index, world, material)
      seen.insert(digest)
      let verdict = try InterferenceCheck.run(
        id: "P002", base: base.material, variants: [furthest.paired, variant.paired])
      let answer: Outcome.Answer? =
        switch verdict.verdict {
        case .pass: nil
        case .leak: .dependent(verdict.evidence)
        case .inconclusive, .leftOut, .notApplicable: .vacuous(verdict.evidence)
        }
      if let answer { return Outcome(answer: answer, runs: index + 1, traces: seen.count) }
    }
    return Outcome(answer: .independent, runs: world.count, traces: seen.count)
  }

  /// A run as both sides of a comparison.
  private struct Run {
    var material: CheckMaterial
    var paired: PairedTrace
  }

  /// One assignment's run, and the digest of its trace.
  private func run(
    _ index: Int, _ world: TinyWorld, _ material: RunMaterial
  ) throws -> (Run, Digest128) {
    let (assignment, base) = (world.assignment(index), world.assignment(0))
    let changed = (0..<world.samples).filter {
      assignment.labels[$0] != base.labels[$0] || assignment.texts[$0] != base.texts[$0]
    }
    let path = folder + "/tiny-world.slt"
    let recorder = try TraceWriter(path: path, header: Simulator.header(material, program: "prove"))
    let result = try Simulator(
      material: material, recorder: recorder, assignment: assignment
    ).run()
    let reader = try TraceReader(path: path)
    var frames: [TraceFrame] = []
    while let frame = try reader.next() { frames.append(frame) }
    try FileManager.default.removeItem(atPath: path)
    let checked = CheckMaterial(
      frames: FrameSource(frames), sessions: material.sessions, records: result.judgeRecords)
    guard let digest = result.traceDigest else { preconditionFailure("a recorded run has a trace") }
    let paired = PairedTrace(
      frames: checked.frames, secretsChanged: changed.count, secretsTotal: world.samples,
      samples: checked.samples)
    return (Run(material: checked, paired: paired), digest)
  }
}
