import Foundation
import Testing

/// Shows that each rule can fail, and that it leaves good code alone.
@Suite struct RuleTests {
  private func source(_ text: String, path: String = "Sources/Wire/Bad.swift") -> SwiftFile {
    SwiftFile(path: path, text: text)
  }

  private func text(_ text: String, path: String = "README.md") -> TrackedFile {
    TrackedFile(path: path, contents: Data(text.utf8))
  }

  @Test func aFindingIsWrittenAsCompilersWriteIt() {
    let finding = Finding(path: "Sources/A/B.swift", line: 3, message: "no")
    #expect(finding.description == "Sources/A/B.swift:3: error: no")
  }

  // MARK: Imports

  @Test func everyFormOfImportIsSeen() {
    let file = source(
      """
      import A
      public import B
      @preconcurrency internal import C
      import struct D.E
      @_spi(Inner) import F
      // import G
      let text = "import H"
      """)
    #expect(ImportRules.imports(of: file).map(\.module) == ["A", "B", "C", "D", "F"])
    #expect(ImportRules.imports(of: file).map(\.line) == [1, 2, 3, 4, 5])
  }

  @Test func aDirectForbiddenImportIsFound() {
    let file = source("import Wire\nimport PrivateData\n", path: "Sources/ServerSide/Bad.swift")
    let findings = ImportRules.forbidden(ImportRules.imports(of: file))
    #expect(findings.map(\.line) == [2])
    #expect(findings.first?.message.contains("ServerSide -> PrivateData") == true)
  }

  @Test func aForbiddenImportThroughOthersIsFoundWithItsChain() {
    let files = [
      source("import Wire\n", path: "Sources/ServerSide/Fine.swift"),
      source("import Traces\n", path: "Sources/Wire/Fine.swift"),
      source("\npublic import PrivateData\n", path: "Sources/Traces/Bad.swift"),
    ]
    let findings = ImportRules.forbidden(files.flatMap(ImportRules.imports))
    #expect(findings.map(\.path) == ["Sources/ServerSide/Fine.swift"])
    let chain = "ServerSide -> Wire -> Traces -> PrivateData"
    #expect(findings.first?.message.hasSuffix(chain) == true)
  }

  @Test(arguments: ImportRules.never.keys.sorted())
  func everyNeverLineCanFail(target: String) {
    for banned in ImportRules.never[target, default: []] {
      let file = source("import \(banned)\n", path: "Sources/\(target)/Bad.swift")
      #expect(ImportRules.forbidden(ImportRules.imports(of: file)).count == 1, "\(banned)")
    }
  }

  private static let manifest = """
    let yams = Target.Dependency.product(name: "Yams", package: "Yams")
    func module(_ name: String) -> Target { .target(name: name, dependencies: ["None"]) }
    let package = Package(targets: [
      .systemLibrary(name: "CThing", providers: [.apt(["Wire"])]),
      module("Wire", ["CThing"]),
      // module("Traces", ["Wire", yams]),
      module("Traces", [yams], exclude: ["Wire.proto"]),
      tests("TracesTests", ["Traces"]),
    ])
    """

  @Test func theManifestIsReadAsDeclared() {
    let manifest = Manifest(Self.manifest)
    #expect(manifest.dependencies["Wire"] == ["CThing"])
    #expect(manifest.dependencies["Traces"] == ["Yams"])
    #expect(manifest.products == ["Yams"])
    #expect(manifest.dependencies["None"] == nil)
  }

  @Test func anUndeclaredImportIsFound() {
    let file = source(
      "import Foundation\nimport Wire\nimport Yams\nimport Unknown\n",
      path: "Sources/Traces/Bad.swift")
    let findings = ImportRules.undeclared(
      ImportRules.imports(of: file), Manifest(Self.manifest))
    #expect(findings.map(\.line) == [2, 4])
  }

  @Test func aForbiddenDeclarationIsFound() {
    let manifest = Manifest(
      """
      targets: [
        module("PrivateData"), module("Wire", ["PrivateData"]), module("ServerSide", ["Wire"]),
      ]
      """)
    #expect(ImportRules.forbidden(manifest).count == 1)
  }

  // MARK: Bans

  /// A bad line for each ban, by its name.
  static let banned = [
    ("Date()", "let now = Date()"),
    ("a real clock", "let clock = ContinuousClock()"),
    ("an unseeded draw", "let x = Int.random(in: 0..<f(3))"),
    ("an unseeded draw", "let x = Bool.random()"),
    ("an unseeded shuffle", "let x = list.shuffled()"),
    ("an unseeded shuffle", "let x = list.randomElement()"),
    ("SystemRandomNumberGenerator", "var g = SystemRandomNumberGenerator()"),
    ("hashValue", "let x = key.hashValue"),
    ("hashValue", #"let x = "\(key.hashValue)""#),
    ("UUID()", "let x = UUID().uuidString"),
    ("print", "print(x)"),
    ("Task", "Task { await f() }"),
    ("Task", "Task.detached { await f() }"),
    ("Dispatch", "DispatchQueue.main.async { f() }"),
    ("Dispatch", "import Dispatch"),
    ("try!", "let x = try! f()"),
    ("fatalError", #"fatalError("no")"#),
    ("a leftover note", "// TO" + "DO: later"),
    ("a leftover note", "// FIX" + "ME"),
    ("the C library's mathematics", "let x = exp(y)"),
    ("the C library's mathematics", "let x = Foundation.log(y)"),
    ("the C library's mathematics", "let x = -powf(y, 2)"),
  ]

  @Test(arguments: banned)
  func aBannedLineIsFound(name: String, line: String) {
    let findings = BanRules.findings(in: source("let a = 1\n" + line + "\n"))
    #expect(findings.map(\.line) == [2])
    #expect(findings.first?.message.hasPrefix(name + " is banned here; use ") == true)
  }

  @Test func everyBanHasABadLineHere() {
    #expect(Set(BanRules.bans.map(\.name)) == Set(Self.banned.map(\.0)))
  }

  @Test(arguments: [
    "let x = Int.random(in: 0..<3, using: &generator)", "let x = list.shuffled(using: &g)",
    "let x = DeterministicMath.exp(y)", "func exp(_ x: Double) -> Double { x }",
    "let x = \"print(Date())\"", "// print(x), hashValue, try! and Date()",
    "/* nested /* print(x) */ print(y) */", "let x = #\"fatalError(\"x\")\"#", "blueprint(x)",
    "log.print(x)", "let logarithm = log2Table(3)", "let task = TaskList()",
    "let x = \"\"\"\n  print(\"x\") \\(y)\n  \"\"\"",
  ])
  func goodLinesPass(_ line: String) {
    #expect(BanRules.findings(in: source(line + "\n")) == [])
  }

  @Test func bansCoverSourcesOnlyAndKnowTheirExceptions() {
    #expect(BanRules.findings(in: source("print(x)", path: "Tests/A/B.swift")) == [])
    #expect(BanRules.findings(in: source("print(x)", path: "Sources/sidelight/A.swift")) == [])
    let pool = "Sources/Tensors/WorkerPool.swift"
    #expect(BanRules.findings(in: source("import Dispatch", path: pool)) == [])
    #expect(BanRules.findings(in: source("print(x)", path: pool)).count == 1)
  }

  // MARK: Sizes

  @Test func aLongLineIsFound() {
    let fits = String(repeating: "ä", count: SizeRules.columnLimit)
    #expect(SizeRules.longLines(in: source(fits)) == [])
    #expect(SizeRules.longLines(in: source("\n" + fits + "x\n")).map(\.line) == [2])
  }

  @Test func aLongFileIsFound() {
    let fits = String(repeating: "\n", count: SizeRules.fileLimit)
    #expect(SizeRules.longFiles(source(fits)) == [])
    #expect(SizeRules.longFiles(source(fits + "\n")).count == 1)
  }

  @Test(arguments: [
    "func f(_ body: () -> Int = { 3 }) {", "init?(x: Int) {", "deinit {",
    "static func < (a: Int, b: Int) -> Bool {", "func f<T>(x: T) -> T where T: P {",
  ])
  func aLongFunctionIsFound(head: String) {
    func function(lines: Int) -> SwiftFile {
      let body = (0..<(lines - 2)).map { $0 == 5 ? "    // }" : "    if a { b(\"}\") }\n" }
      let text = body.map { $0.hasSuffix("\n") ? $0 : $0 + "\n" }.joined()
      return source("struct S {\n  \(head)\n\(text)  }\n}\n")
    }
    let limit = SizeRules.functionLimit
    #expect(SizeRules.longFunctions(in: function(lines: limit)) == [])
    #expect(SizeRules.longFunctions(in: function(lines: limit + 1)).map(\.line) == [2])
  }

  @Test func requirementsAndCallsAreNoFunctions() {
    let requirements = (0..<100).map { "  func f\($0)(x: Int) -> Int" }.joined(separator: "\n")
    #expect(SizeRules.longFunctions(in: source("protocol P {\n\(requirements)\n}\n")) == [])
    let calls = (0..<100).map { _ in "  self.init(x)" }.joined(separator: "\n")
    #expect(SizeRules.longFunctions(in: source("extension P {\n\(calls)\n}\n")) == [])
  }

  // MARK: Texts

  @Test func oneTitleIsAskedForOutsideOfCode() {
    #expect(TextRules.titles(in: text("# One\n\n## Part\n\n```sh\n# comment\n```\n")) == [])
    #expect(TextRules.titles(in: text("~~~~\n# a\n```\n~~~\n# b\n~~~~\n# One\n")) == [])
    #expect(TextRules.titles(in: text("# One\n\n# Two\n")).map(\.line) == [3])
    #expect(TextRules.titles(in: text("## Part\n")).count == 1)
  }

  @Test(arguments: TextRules.machinePlaces)
  func aMachinePlaceIsFound(place: String) {
    let findings = TextRules.machinePlaces(in: text("fine\nsee \(place)x\n", path: "Makefile"))
    #expect(findings.map(\.line) == [2])
  }

  // MARK: Secrets

  @Test func anUnreviewedOpeningIsFound() {
    let file = source("// withRevealed\nlet x = label.withRevealed { $0 }\n")
    #expect(SecrecyRules.openings(in: file).map(\.line) == [2])
    #expect(SecrecyRules.openings(in: file, reviewed: [file.path]) == [])
  }

  @Test func aServerPastTheRecorderIsFound() {
    let made = "let server = ServerMachine(settings: settings, ledger: nil)\n"
    #expect(RecordRules.findings(in: source(made, path: "Sources/Simulation/A.swift")).count == 1)
    let edge = "Sources/Simulation/ServerEdge.swift"
    let kept = "private let machine: any ServerProgram\ninit() { machine = x.makeServer(y) }\n"
    #expect(RecordRules.findings(in: source(kept, path: edge)) == [])
    let open = kept.replacingOccurrences(of: "private ", with: "")
    #expect(RecordRules.findings(in: source(open, path: edge)).count == 1)
    let second = kept + "var other: any ServerProgram { machine }\n"
    #expect(RecordRules.findings(in: source(second, path: edge)).count == 1)
  }

  @Test func aStaleEntryOfTheReviewListIsFound() {
    let file = source("let x = 1\n")
    #expect(SecrecyRules.staleEntries([file], reviewed: [file.path]).count == 1)
    #expect(SecrecyRules.staleEntries([], reviewed: ["Sources/Gone.swift"]).count == 1)
  }

  @Test func aCanaryWithoutACheckIsFound() {
    let checks = SecrecyRules.checkNames([
      source("let id = \"raw.labels\"\nlet text = \"see a.b c\"", path: "Sources/LeakCheck/A.swift")
    ])
    #expect(checks == ["raw.labels"])
    func findings(_ name: String, _ canary: String) -> [Finding] {
      let path = "Scenarios/canaries/\(name).yaml"
      return SecrecyRules.canary(text("name: x\n\(canary)\n", path: path), checks: checks)
    }
    #expect(findings("raw.labels.u8.key", "canary: { secret: labels }") == [])
    #expect(findings("raw.nonsense.u8.key", "canary: { secret: labels }").count == 1)
    #expect(findings("raw.labels.u8.key", "").count == 1)
    #expect(findings("raw.labels.u8.key", "canary: a\ncanary: b").count == 1)
  }
}
