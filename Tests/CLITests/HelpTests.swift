import Foundation
import Testing

/// What the program says of itself, to people and to shells.
@Suite struct HelpTests {
  /// A command, as the argument parser describes it to tools.
  private struct Command: Decodable {
    struct Argument: Decodable {
      struct Name: Decodable { var name: String }
      /// What a shell offers; of each kind only its presence matters here.
      struct Completion: Decodable {
        struct Anything: Decodable {}
        var file: Anything?
        var directory: Anything?
      }
      var kind: String
      var names: [Name]?
      var valueName: String?
      var completionKind: Completion?
      var shouldDisplay: Bool
    }
    var commandName: String
    var abstract: String?
    var discussion: String?
    var arguments: [Argument]?
    var subcommands: [Command]?

    /// This command and all below it, with their whole names.
    func all(_ path: [String] = []) -> [(name: String, command: Command)] {
      let path = path + [commandName]
      return [(path.joined(separator: " "), self)]
        + (subcommands ?? []).filter { $0.commandName != "help" }.flatMap { $0.all(path) }
    }
  }

  private struct Description: Decodable { var command: Command }

  private func commands() throws -> [(name: String, command: Command)] {
    let outcome = try SidelightProcess.run("--experimental-dump-help")
    try #require(outcome.exitCode == 0, "\(outcome)")
    return try JSONDecoder().decode(Description.self, from: outcome.standardOutput).command.all()
  }

  @Test func everyCommandShowsAnExampleOfItself() throws {
    let commands = try commands()
    #expect(commands.count > 50)
    for (name, command) in commands {
      #expect(command.abstract?.isEmpty == false, "\(name)")
      let parts = (command.discussion ?? "").components(separatedBy: "EXAMPLE")
      let lines = (parts.count == 2 ? parts[1] : "").split(separator: "\n").map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      #expect(
        lines.contains { $0 == name || $0.hasPrefix(name + " ") }, "\(name) --help: no example")
    }
  }

  /// Words for what lies on a disk.
  private static let paths = [
    "file", "folder", "out", "data", "trace", "store", "capture", "map", "proto", "secrets",
    "scenario", "model", "left", "right", "keep", "z3", "cvc5", "sarif", "junit", "statement",
    "policy", "baseline", "increments",
  ]

  @Test func shellsCompleteEveryFileAndFolder() throws {
    var seen = 0
    for (name, command) in try commands() {
      for argument in command.arguments ?? [] where argument.kind != "flag" {
        guard argument.shouldDisplay else { continue }
        let names = (argument.names ?? []).map(\.name) + [argument.valueName ?? ""]
        let words = names.flatMap { $0.lowercased().split(separator: "-").map(String.init) }
          .flatMap { [$0, $0.hasSuffix("s") ? String($0.dropLast()) : $0] }
        guard words.contains(where: Self.paths.contains), !words.contains("limit") else { continue }
        seen += 1
        let completion = argument.completionKind
        #expect(
          completion?.file != nil || completion?.directory != nil,
          "\(name): \(names) names a file and does not say so")
      }
    }
    #expect(seen > 60)
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func completionScriptsAreWritten(_ shell: String) throws {
    let outcome = try SidelightProcess.run("--generate-completion-script", shell)
    #expect(outcome.exitCode == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    for word in ["predict", "unlabelled", "minilm"] {
      #expect(outcome.output.contains(word) == (word != "minilm"))
    }
    guard shell == "bash" else { return }
    let folder = try TemporaryFolder()
    try folder.write(outcome.output, to: "completion.bash")
    try FileManager.default.createDirectory(
      atPath: folder.file("runs"), withIntermediateDirectories: false)
    for name in ["a.yaml", "b.tsv", "c.slt"] { try folder.write("", to: name) }
    func offers(_ line: String) throws -> [String] {
      let words = line.components(separatedBy: " ")
      let script = """
        cd '\(folder.path)' && . ./completion.bash
        COMP_WORDS=(\(words.map { "'\($0)'" }.joined(separator: " ")))
        COMP_CWORD=\(words.count - 1)
        COMP_LINE='\(line)'; COMP_POINT=\(line.count)
        _sidelight sidelight '\(words.last ?? "")' '\(words.dropLast().last ?? "")'
        printf '%s\\n' "${COMPREPLY[@]}"
        """
      try folder.write(script, to: "ask.bash")
      let answer = try SidelightProcess.run(shell: "bash '\(folder.file("ask.bash"))'")
      return answer.output.split(separator: "\n").map(String.init).sorted()
    }
    #expect(try offers("sidelight pred") == ["predict"])
    #expect(try offers("sidelight run ").contains("a.yaml"))
    #expect(try !offers("sidelight run ").contains("b.tsv"))
    #expect(try offers("sidelight predict r") == ["runs"])
    #expect(try offers("sidelight predict runs --data ") == ["b.tsv", "runs"])
    #expect(try offers("sidelight trace show c") == ["c.slt"])
  }

  @Test func theVersionIsANumber() throws {
    let outcome = try SidelightProcess.run("--version")
    #expect(outcome.exitCode == 0 && outcome.errors.isEmpty)
    let parts = outcome.output.dropLast().split(separator: ".").map { Int($0) }
    #expect(parts.count == 3 && !parts.contains(nil))
  }
}
