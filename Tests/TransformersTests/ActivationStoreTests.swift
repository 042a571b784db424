import Determinism
import Foundation
import TestSupport
import Testing
import Transformers

@Suite struct ActivationStoreTests {
  private let section = ActivationStore.Section(
    weights: Digest128(of: "weights"), numerics: "kernel", pivot: .mean, floats: 6)

  /// Entries that differ in every number.
  private func entries(_ range: Range<Int>) -> [(address: Digest128, values: [Float])] {
    range.map { index in
      (
        ActivationStore.address(of: [index, 7]),
        (0..<section.floats).map { Float(index * 10 + $0) + 0.5 }
      )
    }
  }

  private func store(_ folder: String, limit: UInt64 = 1 << 30) -> ActivationStore {
    ActivationStore(folder: folder + "/store", limit: ByteCount(limit))
  }

  private func packs(_ folder: String) -> [String] {
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".pack") }.sorted().map { folder + "/" + $0 }
  }

  @Test func whatWasWrittenIsReadAndNothingElse() throws {
    try withFolder { folder in
      let store = store(folder)
      let wanted = entries(0..<50)
      #expect(store.read(section, wanted.map(\.address)).allSatisfy { $0 == nil })
      try store.write(section, Array(wanted[..<20]))
      try store.write(section, Array(wanted[20..<30]))
      let found = store.read(section, wanted.map(\.address))
      for (index, entry) in wanted.enumerated() {
        #expect(found[index] == (index < 30 ? entry.values : nil))
      }
      #expect(store.usage.packs == 2)
      try store.clear()
      #expect(store.usage.packs == 0)
    }
  }

  @Test func everyPartOfASectionSeparates() throws {
    try withFolder { folder in
      let store = store(folder)
      let wanted = entries(0..<3)
      try store.write(section, wanted)
      var others = [section, section, section]
      others[0].weights = Digest128(of: "others")
      others[1].numerics = "another kernel"
      others[2].pivot = .last
      for other in others {
        #expect(store.read(other, wanted.map(\.address)).allSatisfy { $0 == nil })
      }
    }
  }

  /// Every byte of a pack, flipped in turn: an entry is then missing or right, never wrong.
  @Test func noDamageIsEverTrusted() throws {
    try withFolder { folder in
      let store = store(folder)
      let wanted = entries(0..<4)
      try store.write(section, wanted)
      let path = try #require(packs(folder).first)
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      for position in whole.indices {
        var damaged = whole
        damaged[position] ^= 1 << UInt8(position % 8)
        try damaged.write(to: URL(fileURLWithPath: path))
        let found = store.read(section, wanted.map(\.address))
        #expect(found.contains { $0 == nil }, "byte \(position) is covered by no checksum")
        for (entry, values) in zip(wanted, found) {
          #expect(values == nil || values == entry.values, "byte \(position)")
        }
      }
      for length in [0, 1, 39, 40, 60, whole.count - 1] {
        try whole.prefix(length).write(to: URL(fileURLWithPath: path))
        #expect(store.read(section, wanted.map(\.address)).allSatisfy { $0 == nil }, "\(length)")
        // What is no pack at all is taken away.
        #expect(!FileManager.default.fileExists(atPath: path))
      }
    }
  }

  @Test func aDamagedEntryIsFoundAgainInANewPack() throws {
    try withFolder { folder in
      let store = store(folder)
      let wanted = entries(0..<4)
      try store.write(section, wanted)
      let path = try #require(packs(folder).first)
      var data = try Data(contentsOf: URL(fileURLWithPath: path))
      data[data.count - 1] ^= 1
      try data.write(to: URL(fileURLWithPath: path))
      let found = store.read(section, wanted.map(\.address))
      let missing = wanted.indices.filter { found[$0] == nil }
      #expect(missing.count == 1)
      try store.write(section, missing.map { wanted[$0] })
      #expect(store.read(section, wanted.map(\.address)) == wanted.map(\.values))
    }
  }

  @Test func thePacksUsedLongestAgoMakeRoom() throws {
    try withFolder { folder in
      let unlimited = store(folder)
      for start in [0, 10, 20] { try unlimited.write(section, entries(start..<start + 10)) }
      let size = try #require(packs(folder).first.map { try Data(contentsOf: URL(filePath: $0)) })
      // The oldest pack is used again, so the second one goes.
      for (age, path) in packs(folder).enumerated() {
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSince1970: 1_000 + Double(age))],
          ofItemAtPath: path)
      }
      let used = entries(0..<30).filter { entry in
        unlimited.read(section, [entry.address])[0] != nil
      }
      #expect(used.count == 30)
      for path in packs(folder) {
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSince1970: 1_000)], ofItemAtPath: path)
      }
      _ = unlimited.read(section, entries(0..<10).map(\.address))
      let limited = store(folder, limit: UInt64(2 * size.count))
      try limited.write(section, entries(30..<40))
      let found = limited.read(section, entries(0..<40).map(\.address)).map { $0 != nil }
      #expect(found[0..<10].allSatisfy { $0 } && found[30..<40].allSatisfy { $0 })
      #expect(found[10..<30].allSatisfy { !$0 })
    }
  }

  @Test func aPackAboveTheLimitIsNotKept() throws {
    try withFolder { folder in
      let store = store(folder, limit: 100)
      try store.write(section, entries(0..<10))
      #expect(packs(folder).isEmpty)
    }
  }

  /// What is no regular file, or cannot be read, stays and is passed over.
  @Test func strangersInTheStoreAreLeftAlone() throws {
    try withFolder { folder in
      let store = store(folder)
      let wanted = entries(0..<3)
      try store.write(section, wanted)
      let pack = try #require(packs(folder).first)
      let place = URL(filePath: pack).deletingLastPathComponent().path()
      try FileManager.default.createDirectory(
        atPath: place + "/aa.pack/sub", withIntermediateDirectories: true)
      #expect(mkfifo(place + "/ab.pack", 0o600) == 0)
      try FileManager.default.createSymbolicLink(
        atPath: place + "/ac.pack", withDestinationPath: pack)
      #expect(store.read(section, wanted.map(\.address)) == wanted.map(\.values))
      for name in ["/aa.pack/sub", "/ab.pack", "/ac.pack"] {
        #expect(FileManager.default.fileExists(atPath: place + name), "\(name)")
      }
    }
  }

  @Test func whatKilledWritersLeftIsTakenAway() throws {
    try withFolder { folder in
      let store = store(folder)
      try store.write(section, entries(0..<3))
      let pack = try #require(packs(folder).first)
      // No process has this number: Linux ends at 2^22.
      let left = pack + ".4999999"
      try Data(count: 100).write(to: URL(filePath: left))
      #expect(store.usage.packs == 2)
      try store.write(section, entries(3..<6))
      #expect(!FileManager.default.fileExists(atPath: left))
      try Data(count: 100).write(to: URL(filePath: left))
      try store.clear()
      #expect(!FileManager.default.fileExists(atPath: left) && store.usage.packs == 0)
    }
  }

  @Test func addressesOfDifferentTokensDiffer() {
    var seen = Set<Digest128>()
    for first in 0..<40 {
      for second in 0..<40 { seen.insert(ActivationStore.address(of: [first, second])) }
      seen.insert(ActivationStore.address(of: [first]))
    }
    #expect(seen.count == 40 * 41)
  }
}
