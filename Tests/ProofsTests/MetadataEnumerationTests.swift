import Foundation
import Proofs
import Testing

/// P002 in small; `sidelight prove P002` does it in full.
@Suite struct MetadataEnumerationTests {
  private static let world = TinyWorld(
    "test", samples: 2, classes: 2, alphabet: [0, 0x61], length: 1)

  private static func enumeration<Result>(
    _ body: (MetadataEnumeration) throws -> Result
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("sidelight-proofs-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(MetadataEnumeration(folder: folder))
  }

  @Test func metadataOfATinyWorldDependOnNoSecret() throws {
    let report = try Self.enumeration { try $0.prove([Self.world]) }
    #expect(report.status == .proved && report.trouble == nil, "\(report)")
    #expect(report.runs == 16 && report.twins == 2)
  }

  @Test(arguments: ["interference.labels", "interference.tokens"])
  func aPlantedLeakShows(_ leak: String) throws {
    let outcome = try Self.enumeration { try $0.run(Self.world, planted: leak) }
    guard case .dependent(let evidence) = outcome.answer else {
      Issue.record("\(outcome)")
      return
    }
    #expect(evidence.contains("time is"), "\(evidence)")
  }

  @Test func everyAssignmentLeavesATraceOfItsOwn() throws {
    let outcome = try Self.enumeration { try $0.run(Self.world) }
    #expect(outcome.answer == .independent && outcome.runs == 16 && outcome.traces == 16)
  }

  @Test func runsThatShowNothingProveNothing() throws {
    // Two letters that are one: the furthest assignment has the same texts, and some runs coincide.
    let world = TinyWorld("test", samples: 1, classes: 2, alphabet: [0x61, 0x61], length: 1)
    let report = try Self.enumeration { try $0.prove([world]) }
    #expect(report.status == .refuted && report.missed == 1, "\(report)")
    #expect(report.trouble?.contains("nobody noticed") == true)
    // With a third letter the planted leaks show, and still some runs coincide.
    let third = TinyWorld("test", samples: 1, classes: 2, alphabet: [0x61, 0x61, 0x62], length: 1)
    let doubt = try Self.enumeration { try $0.prove([third]) }
    #expect(doubt.status == .unknown && doubt.missed == 0)
    #expect(doubt.trouble == "test: 6 assignments left 4 different traces")
  }
}
