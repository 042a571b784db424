import ArgumentParser
import Scenarios
import Studies

/// `sidelight study cell`.
struct StudyCellCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cell",
    abstract: "Compute one cell of a study, or one part of its cells, for a later merge.",
    discussion: """
      EXAMPLES
        sidelight study cell my-study.yaml 17
        sidelight study cell my-study.yaml 8c1f03 --out cells/8c1f03
        sidelight study cell my-study.yaml --part 3/100 --out parts/part-3
      """)

  @OptionGroup var study: StudyFileOptions

  @Argument(help: "The cell: its point, its name, or how its name begins.")
  var id: String?

  @Option(help: ArgumentHelp("A part instead of one cell.", valueName: "k/n"))
  var part: String?

  @Option(help: "The output folder. (default: runs/NAME-cell-ID)", completion: .directory)
  var out: String?

  @OptionGroup var workers: WorkerOption
  @OptionGroup var store: StoreOption

  func validate() throws {
    guard (id == nil) != (part == nil) else {
      throw ValidationError("Give a cell, or --part K/N.")
    }
    if part != nil, partNumbers == nil {
      throw ValidationError("--part wants K/N with 1 <= K <= N <= 1000000, such as 3/100.")
    }
  }

  private var partNumbers: (part: Int, parts: Int)? {
    let numbers = (part ?? "").split(separator: "/", omittingEmptySubsequences: false)
      .map { Int($0) }
    guard numbers.count == 2, let part = numbers[0], let parts = numbers[1],
      (1...1_000_000).contains(parts), (1...parts).contains(part)
    else { return nil }
    return (part, parts)
  }

  mutating func run() throws {
    let loaded = try study.load()
    let name = (id ?? part ?? "").replacing("/", with: "-of-")
    let isWord = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    guard isWord else { throw StudyError(.unknownCell(name), path: study.file) }
    let path = out ?? "runs/\(loaded.name)-cell-\(name)"
    let plan = try StudyPlan(
      study: loaded, program: SidelightCommand.version, workers: workers.count)
    let points: Range<Int>
    if let (part, parts) = partNumbers {
      points = plan.points(ofPart: part, of: parts)
    } else {
      let point = try plan.point(named: id ?? "")
      points = point..<point + 1
    }
    let work = try StudyWork(
      loaded, path: path, workers: workers.count, store: store.activationStore)
    let tally = try work.run(points: points)
    let report = try work.report()
    try work.folder.finish()
    if part == nil, let cell = report.cell(at: points.lowerBound) {
      return try StandardOutput.write(cell)
    }
    try StandardOutput.write(
      "\(loaded.name): \(tally.computed) cells computed, \(tally.kept) kept, "
        + "\(tally.failed) failed, in \(path)")
  }
}
