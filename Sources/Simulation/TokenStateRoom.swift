internal import Determinism
internal import Foundation
internal import Wire

/// States of all tokens that several runs of a study send: those used last, up to some bytes.
///
/// A backbone takes longer to compute them than a side network to learn from them. Threads may
/// share a room.
final class TokenStateRoom: @unchecked Sendable {
  /// What decides states: weights, arithmetic, the levels that a method sends, tokens.
  struct Name: Hashable {
    let weights: Digest128
    let numerics: String
    let method: SessionMethod
    /// A digest of token ids.
    let tokens: Digest128
  }

  /// Bytes that states may take: enough for the texts of a small study, and far from all of a
  /// computer's memory.
  static let defaultCapacity = 512 << 20

  private let lock = NSLock()
  private let capacity: Int
  private var entries: [Name: (states: [Float], turn: Int)] = [:]
  private var bytes = 0
  private var turn = 0

  init(capacity: Int = TokenStateRoom.defaultCapacity) { self.capacity = capacity }

  /// The states called `name`, if they are there.
  func states(_ name: Name) -> [Float]? {
    lock.withLock {
      turn += 1
      guard let entry = entries[name] else { return nil }
      entries[name]?.turn = turn
      return entry.states
    }
  }

  /// Keeps states; what was used longest ago makes room.
  func keep(_ states: [Float], _ name: Name) {
    lock.withLock {
      guard entries[name] == nil, 4 * states.count <= capacity else { return }
      bytes += 4 * states.count
      turn += 1
      entries[name] = (states, turn)
      if bytes > capacity { makeRoom() }
    }
  }

  /// Drops the quarter used longest ago, so that this is seldom done.
  private func makeRoom() {
    let oldest = entries.sorted { $0.value.turn < $1.value.turn }
    for (name, entry) in oldest where 4 * bytes > 3 * capacity {
      entries[name] = nil
      bytes -= 4 * entry.states.count
    }
  }
}
