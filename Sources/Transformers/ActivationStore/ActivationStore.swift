public import Determinism
import Foundation

/// Pivot activations on disk, so that no run computes again what an earlier one has computed.
///
/// An entry's address is its content: digest of weights and settings, numeric fingerprint, pivot,
/// digest of the token ids. Entries come in packs, which are written whole and renamed into place,
/// so that two processes can share a store; each entry has a checksum, and what fails it is
/// computed again. Activations reveal the texts behind them, so only the owner may read the store.
public struct ActivationStore: Sendable {
  /// The store's folder.
  public let folder: String
  /// Bytes that packs may take; the packs used longest ago go first.
  public let limit: ByteCount

  /// Names a store; its folder is made when something is written.
  public init(folder: String, limit: ByteCount) {
    self.folder = folder
    self.limit = limit
  }

  /// What all entries of one section have in common.
  public struct Section: Sendable {
    /// `Backbone.weightsDigest`.
    public var weights: Digest128
    /// `NumericRuntime.fingerprint`: other kernels give other bits.
    public var numerics: String
    /// Which token's activations.
    public var pivot: Pivot
    /// Numbers in an entry, L x d.
    public var floats: Int

    /// Joins the parts.
    public init(weights: Digest128, numerics: String, pivot: Pivot, floats: Int) {
      precondition(floats > 0, "an entry holds numbers")
      self.weights = weights
      self.numerics = numerics
      self.pivot = pivot
      self.floats = floats
    }

    /// The section's address.
    var digest: Digest128 {
      let builder = DigestBuilder()
      builder.update("sidelight.activations.v1")
      builder.update(weights.bytes)
      builder.update(numerics)
      builder.update(pivot.rawValue)
      builder.update(UInt64(floats))
      return builder.digest
    }
  }

  /// The address of a token sequence inside its section.
  public static func address(of tokens: [Int]) -> Digest128 {
    let builder = DigestBuilder()
    for token in tokens { builder.update(UInt64(token)) }
    return builder.digest
  }

  /// The entries of `addresses` that the store holds undamaged, in their order; nil for the rest.
  ///
  /// Files that could be read and are no packs are taken away.
  public func read(_ section: Section, _ addresses: [Digest128]) -> [[Float]?] {
    var found = [[Float]?](repeating: nil, count: addresses.count)
    let path = path(of: section)
    for name in packNames(in: path) {
      let file = path + "/" + name
      let pack: ActivationPack
      switch ActivationPack.open(file, section: section) {
      case .whole(let opened): pack = opened
      case .damaged:
        unlink(file)
        continue
      case .unreadable: continue
      }
      var isUsed = false
      for (index, address) in addresses.enumerated() where found[index] == nil {
        found[index] = pack.values(at: address)
        if found[index] != nil { isUsed = true }
      }
      if isUsed { utimensat(AT_FDCWD, file, nil, 0) }
      if !found.contains(where: { $0 == nil }) { break }
    }
    return found
  }

  /// Writes a pack of entries, unless it alone is larger than the limit.
  ///
  /// - Throws: what the file system says; the store is then as it was.
  public func write(_ section: Section, _ entries: [(address: Digest128, values: [Float])]) throws {
    guard !entries.isEmpty else { return }
    let pack = ActivationPack.Contents(section: section, entries: entries)
    guard UInt64(pack.byteCount) <= limit.bytes else { return }
    let path = path(of: section)
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let file = path + "/" + pack.name
    try pack.write(to: file)
    makeRoom(keeping: file)
  }

  /// What the store holds; packs that are being written count, too.
  public var usage: (packs: Int, bytes: ByteCount) {
    let files = packs(finished: true) + packs(finished: false)
    return (files.count, ByteCount(files.reduce(UInt64(0)) { $0 + $1.bytes }))
  }

  /// Takes every pack away, finished or not, and nothing else.
  public func clear() throws {
    for pack in packs(finished: true) + packs(finished: false) {
      try FileManager.default.removeItem(atPath: pack.path)
    }
  }

  private func path(of section: Section) -> String { "\(folder)/\(section.digest)" }

  private func packNames(in path: String, finished: Bool = true) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.filter { name in
      finished ? name.hasSuffix(ActivationPack.ending) : Self.writer(ofUnfinished: name) != nil
    }.sorted()
  }

  /// The process that writes, or wrote, an unfinished pack.
  private static func writer(ofUnfinished name: String) -> pid_t? {
    guard name.contains(ActivationPack.ending + ".") else { return nil }
    return name.split(separator: ".").last.flatMap { pid_t($0) }.flatMap { $0 > 0 ? $0 : nil }
  }

  private struct PackFile {
    var path: String
    var bytes: UInt64
    /// Seconds and nanoseconds of the last use.
    var used: (Int, Int)
  }

  /// All packs, the one used longest ago first.
  private func packs(finished: Bool) -> [PackFile] {
    let sections = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    var files: [PackFile] = []
    for section in sections.sorted() where Digest128(hexadecimal: section) != nil {
      for name in packNames(in: "\(folder)/\(section)", finished: finished) {
        let path = "\(folder)/\(section)/\(name)"
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
        files.append(
          PackFile(
            path: path, bytes: UInt64(status.st_size),
            used: (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)))
      }
    }
    return files.sorted { ($0.used, $0.path) < ($1.used, $1.path) }
  }

  /// Deletes what killed processes left half written, then packs until the limit holds.
  private func makeRoom(keeping newest: String) {
    for pack in packs(finished: false) {
      let name = pack.path.split(separator: "/").last.map(String.init) ?? ""
      guard let process = Self.writer(ofUnfinished: name), kill(process, 0) != 0, errno == ESRCH
      else { continue }
      unlink(pack.path)
    }
    var files = packs(finished: true)
    var total = files.reduce(UInt64(0)) { $0 + $1.bytes }
    files.removeAll { $0.path == newest }
    for file in files where total > limit.bytes {
      // Another process may have been faster; then the bytes are gone all the same.
      try? FileManager.default.removeItem(atPath: file.path)
      total -= file.bytes
    }
  }
}

private func < (left: ((Int, Int), String), right: ((Int, Int), String)) -> Bool {
  if left.0 != right.0 { return left.0 < right.0 }
  return left.1 < right.1
}
