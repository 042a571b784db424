internal import Determinism
internal import DeviceSide
import Foundation
internal import PrivateData
internal import Tensors
internal import Transformers
internal import Wire

/// Pivot activations of samples, each computed once: out of memory, the store, or the backbone; and
/// states of all their tokens.
final class ActivationSource {
  /// Sequences computed at a time, which bounds what a forward pass holds beside its results.
  private static let chunkSize = 512
  /// Entries in a pack for the store: what a killed run may lose.
  private static let packSize = 4_096

  private let backbone: any Backbone
  private let numerics: String
  private let pool: WorkerPool
  private let store: ActivationStore?
  private let room: TokenStateRoom?
  private let report: (Progress)?
  private var known: [Pivot: [Digest128: [Float]]] = [:]

  /// What went wrong with the store, if anything did; activations are right all the same.
  private(set) var storeProblem: String?
  /// Sequences with an activation that is not a finite number.
  private(set) var broken = 0

  typealias Progress = (_ done: Int, _ total: Int) -> Void

  init(
    backbone: any Backbone, numerics: String, pool: WorkerPool, store: ActivationStore?,
    room: TokenStateRoom?, progress: Progress?
  ) {
    self.backbone = backbone
    self.numerics = numerics
    self.pool = pool
    self.store = store
    self.room = room
    report = progress
  }

  /// Activations [L, d] of each sequence.
  ///
  /// Those of a passing need, such as a paired run's, are not kept in memory.
  func activations(
    of sequences: [Secret<[Int]>], pivot: Pivot, keeping keeps: Bool = true
  ) -> [[Float]] {
    var addresses: [Digest128] = []
    var wanted: [Digest128] = []
    var missing: [[Int]] = []
    var seen = Set<Digest128>()
    let kept = known[pivot] ?? [:]
    for sequence in sequences {
      sequence.withRevealed { tokens in
        let address = ActivationStore.address(of: tokens)
        addresses.append(address)
        if kept[address] == nil, seen.insert(address).inserted {
          wanted.append(address)
          missing.append(tokens)
        }
      }
    }
    var found = kept
    for (address, values) in zip(wanted, fetch(wanted, missing, pivot)) {
      found[address] = values
    }
    if keeps { known[pivot] = found }
    return addresses.map { address in
      guard let values = found[address] else {
        preconditionFailure("every sequence has its activations by now")
      }
      return values
    }
  }

  /// What `method` sends of all tokens of each sample, [L, T, d] or [L + 1, T, d].
  ///
  /// Runs that share a room may ask at the same time, while they run.
  func tokenStates(
    of samples: [TokenizedSample], for method: SessionMethod, keeping keeps: Bool
  ) -> [[Float]] {
    guard let room else {
      return TokenizedSample.states(of: samples, for: method, backbone, pool: pool)
    }
    let names = samples.map { sample in
      TokenStateRoom.Name(
        weights: backbone.weightsDigest, numerics: numerics, method: method,
        tokens: sample.tokens.withRevealed { ActivationStore.address(of: $0) })
    }
    var found = names.map { room.states($0) }
    let missing = found.indices.filter { found[$0] == nil }
    let computed = TokenizedSample.states(
      of: missing.map { samples[$0] }, for: method, backbone, pool: pool)
    for (index, states) in zip(missing, computed) {
      found[index] = states
      if keeps { room.keep(states, names[index]) }
    }
    return found.map { $0 ?? [] }
  }

  /// Reads what the store has, computes the rest and hands it to the store.
  private func fetch(_ addresses: [Digest128], _ sequences: [[Int]], _ pivot: Pivot) -> [[Float]] {
    guard !addresses.isEmpty else { return [] }
    let section = ActivationStore.Section(
      weights: backbone.weightsDigest, numerics: numerics, pivot: pivot,
      floats: backbone.layers * backbone.width)
    var values =
      store?.read(section, addresses) ?? [[Float]?](repeating: nil, count: addresses.count)
    broken += values.filter { $0?.allSatisfy(\.isFinite) == false }.count
    let missing = values.indices.filter { values[$0] == nil }
    for start in stride(from: 0, to: missing.count, by: Self.packSize) {
      let part = missing[start..<min(start + Self.packSize, missing.count)]
      for chunk in stride(from: part.startIndex, to: part.endIndex, by: Self.chunkSize) {
        let indices = part[chunk..<min(chunk + Self.chunkSize, part.endIndex)]
        let computed = backbone.pivotActivations(
          of: indices.map { sequences[$0] }, pivot: pivot, pool: pool,
          progress: report.map { report in { done in report(chunk + done, missing.count) } })
        for (index, value) in zip(indices, computed) {
          values[index] = value
          if !value.allSatisfy(\.isFinite) { broken += 1 }
        }
      }
      do {
        try store?.write(section, part.map { (addresses[$0], values[$0] ?? []) })
      } catch {
        storeProblem =
          "the activation store cannot be written: \(store?.folder ?? ""): "
          + ((error as NSError).localizedFailureReason ?? error.localizedDescription)
      }
    }
    // Until the next forward pass, memory is for activations.
    backbone.releaseWeights()
    return values.map { $0 ?? [] }
  }
}
