import Scenarios
import Testing

@Suite struct StarterScenarioTests {
  @Test func theStarterIsAScenarioWithEveryKeyExplained() throws {
    let text = try ScenarioDocument.starter()
    let loaded = try ScenarioLoader.load(contents: Array(text.utf8), path: "starter.yaml")
    #expect(loaded.warnings == [])
    // What the keys say is what the resolved file says.
    let bare = text.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("#") }
    let resolved = ScenarioDocument.resolvedYAML(loaded.scenario).split(separator: "\n")
    #expect(bare == resolved)
    // Absent sections are named in comments, and lines fit a terminal.
    #expect(text.contains("# faults: What goes wrong."))
    #expect(text.contains("# fleet: "))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where line.hasPrefix("  ") {
      guard line.contains(":"), !line.drop(while: { $0 == " " }).hasPrefix("#") else { continue }
      #expect(lines[index - 1].drop(while: { $0 == " " }).hasPrefix("#"), "\(line)")
    }
  }
}
