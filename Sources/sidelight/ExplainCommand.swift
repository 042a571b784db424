import ArgumentParser
import Audits

/// `sidelight explain`: says what a check means.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain a check: what it means, why it fires, what to do.",
    discussion: "CHECKS\n  " + Explanations.ids.joined(separator: "\n  ")
      + "\n\nEXAMPLE\n  sidelight explain label.sign")

  @Argument(help: "The check, such as label.sign.", completion: .list(Explanations.ids))
  var check: String

  mutating func run() throws {
    guard let text = Explanations.text(for: check) else {
      throw ValidationError(
        "There is no check '\(check)'. The checks are: "
          + Explanations.ids.joined(separator: ", ") + ".")
    }
    try StandardOutput.write(text)
  }
}
