public import Determinism
internal import Foundation
public import Scenarios
internal import Tensors

/// The cells of a study: one a point, named by what it is.
public struct StudyPlan: Sendable {
  /// The study.
  public let study: Study
  /// The program's version, which is part of every name.
  public let program: String
  /// The names of the cells, by point.
  public let ids: [Digest128]

  let contents: InputContents

  /// Names all cells: by program, scenario and the contents of the files that it names.
  ///
  /// - Throws: `StudyError` where two points are the same scenario.
  public init(study: Study, program: String, workers: Int) throws {
    self.study = study
    self.program = program
    let contents = InputContents()
    self.contents = contents
    let builder = PlanBuilder(count: study.count)
    let chunk = max(1, min(1_000, study.count / workers))
    WorkerPool(workers: workers).forEach((study.count + chunk - 1) / chunk) { piece in
      let range = piece * chunk..<min((piece + 1) * chunk, study.count)
      builder.set(
        range.map { Self.id(study.settings(of: $0), study, program, contents) }, at: range)
    }
    ids = builder.ids
    var points: [Digest128: Int] = [:]
    points.reserveCapacity(ids.count)
    for (point, id) in ids.enumerated() {
      if let other = points.updateValue(point, forKey: id) {
        throw StudyError(.samePoints(other, point), path: study.path)
      }
    }
  }

  /// Pieces of a plan as they come from workers.
  private final class PlanBuilder: @unchecked Sendable {
    private let lock = NSLock()
    private(set) var ids: [Digest128]

    init(count: Int) { ids = [Digest128](repeating: Digest128(high: 0, low: 0), count: count) }

    func set(_ part: [Digest128], at range: Range<Int>) {
      lock.lock()
      ids.replaceSubrange(range, with: part)
      lock.unlock()
    }
  }

  /// The name of the cell with these settings.
  func id(_ settings: [StudySetting]) -> Digest128 {
    Self.id(settings, study, program, contents)
  }

  private static func id(
    _ settings: [StudySetting], _ study: Study, _ program: String, _ contents: InputContents
  ) -> Digest128 {
    let builder = DigestBuilder()
    builder.update("sidelight.cell.v1")
    builder.update(program)
    builder.update(UInt64(study.checksLeaks ? 1 : 0))
    do throws(ScenarioError) {
      let scenario = try study.scenario(settings).scenario
      builder.update(scenario.digest.bytes)
      builder.update(contents.digest(of: scenario).bytes)
    } catch {
      // Such a cell fails, and is called after its settings.
      builder.update("invalid")
      for setting in settings { builder.update(setting.label) }
    }
    return builder.digest
  }

  /// The point whose cell is called `name`: its number, its name, or how its name begins.
  ///
  /// - Throws: `StudyError` where there is no such cell, or several.
  public func point(named name: String) throws(StudyError) -> Int {
    if name.utf8.count < 8, let number = Int(name), ids.indices.contains(number) { return number }
    let found = ids.indices.filter { ids[$0].description.hasPrefix(name.lowercased()) }
    guard let point = found.first, !name.isEmpty else {
      throw StudyError(.unknownCell(name), path: study.path)
    }
    guard found.count == 1 else { throw StudyError(.ambiguousCell(name), path: study.path) }
    return point
  }

  /// The points of part `part` of `parts`, counted from 1: neighbours stay together, since they
  /// have models and values in common.
  public func points(ofPart part: Int, of parts: Int) -> Range<Int> {
    precondition((1...parts).contains(part), "parts count from one")
    return study.count * (part - 1) / parts..<study.count * part / parts
  }
}
