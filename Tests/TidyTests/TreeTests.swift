import Foundation
import Testing
import Yams

/// Applies every rule to the repository.
@Suite struct TreeTests {
  private static let manifest = Manifest(
    SourceTree.files(suffix: "Package.swift").first?.text ?? "")
  private static let imports = SourceTree.swift.flatMap(ImportRules.imports)

  @Test func theTreeWasFound() {
    #expect(SourceTree.sources.count > 100)
    #expect(SourceTree.files.contains { $0.path == "Package.swift" })
    #expect(Self.imports.count > SourceTree.sources.count)
    for target in ImportRules.never.keys {
      #expect(Self.imports.contains { $0.target == target }, "\(target)")
      #expect(Self.manifest.dependencies[target] != nil, "\(target)")
    }
  }

  @Test func noTargetReachesWhatItMustNeverReach() {
    expectNone(ImportRules.forbidden(Self.imports))
    expectNone(ImportRules.forbidden(Self.manifest))
  }

  @Test func everyImportIsDeclared() {
    expectNone(ImportRules.undeclared(Self.imports, Self.manifest))
  }

  @Test func sourcesHoldNothingBanned() {
    expectNone(SourceTree.sources.flatMap(BanRules.findings))
  }

  @Test func everyExceptionFromABanStillExists() {
    for path in BanRules.bans.flatMap(\.allowedIn) {
      #expect(SourceTree.files.contains { $0.path.hasPrefix(path) }, "\(path)")
    }
  }

  @Test func linesFunctionsAndFilesAreShort() {
    expectNone(SourceTree.swift.flatMap(SizeRules.longLines))
    expectNone(SourceTree.swift.flatMap(SizeRules.longFunctions))
    expectNone(SourceTree.swift.flatMap(SizeRules.longFiles))
  }

  @Test func everyMarkdownFileHasOneTitle() {
    expectNone(SourceTree.files(suffix: ".md").flatMap(TextRules.titles))
  }

  /// What users copy must be what its reader takes.
  @Test func everyYAMLBlockInTheDocumentationParses() throws {
    var blocks = 0
    for file in SourceTree.files(suffix: ".md") {
      for part in file.text.components(separatedBy: "\n```yaml\n").dropFirst() {
        let block = part.components(separatedBy: "\n```").first ?? ""
        blocks += 1
        #expect(throws: Never.self, "\(file.path): \(block.prefix(40))") {
          _ = try Yams.load(yaml: block)
        }
      }
    }
    #expect(blocks >= 2)
  }

  @Test func noFileNamesPlacesOfOneMachine() {
    expectNone(SourceTree.files.flatMap(TextRules.machinePlaces))
  }

  @Test func secretsAreOpenedOnlyInReviewedFiles() {
    expectNone(SourceTree.sources.flatMap { SecrecyRules.openings(in: $0) })
    expectNone(SecrecyRules.staleEntries(SourceTree.sources))
  }

  @Test func nothingReachesTheServerPastItsRecorder() {
    expectNone(SourceTree.sources.flatMap(RecordRules.findings))
    let makers = SourceTree.sources.filter { RecordRules.makers.contains($0.path) }
    #expect(makers.count == RecordRules.makers.count)
  }

  @Test func everyCanaryNamesACheck() {
    let checks = SecrecyRules.checkNames(SourceTree.sources)
    let canaries = SourceTree.files(in: "Scenarios/canaries/", suffix: ".yaml")
    #expect(canaries.count >= 60)
    expectNone(canaries.flatMap { SecrecyRules.canary($0, checks: checks) })
  }
}
