import ArgumentParser
import Audits
import Scenarios

/// `sidelight policy`: works with policy files.
struct PolicyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policy",
    abstract: "Validate policy files, show the ready ones, or print their schema.",
    discussion: """
      EXAMPLES
        sidelight policy show labels-only
        sidelight policy validate Scenarios/policies/pae.yaml
        sidelight policy schema > policy.schema.json
      """,
    subcommands: [Validate.self, Show.self, Schema.self])

  /// `sidelight policy validate`.
  struct Validate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check a policy file, its dates included.",
      discussion: "EXAMPLE\n  sidelight policy validate Scenarios/policies/pae.yaml")

    @Argument(help: "The policy file.", completion: .yaml)
    var file: String

    @OptionGroup var today: TodayOption

    mutating func run() throws {
      let policy = try PolicyLoader.load(path: file, checks: Auditor.ids)
      try policy.checkDates(today: today.day)
      for sentence in policy.warnings(today: today.day) {
        StandardError.write("\(file): warning: \(sentence)")
      }
      let secrets = policy.secrets.map(\.rawValue).joined(separator: ", ")
      try StandardOutput.write(
        "policy \(policy.name): secret are \(secrets); \(policy.required.count) required, "
          + "\(policy.declared.count) declared, \(policy.thresholds.count) thresholds, "
          + "\(policy.allowed.count) allowed, \(policy.suppressions.count) suppressions")
    }
  }

  /// `sidelight policy show`.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print a policy that comes with the program.",
      discussion: "POLICIES\n  " + ReadyPolicies.names.joined(separator: "\n  ")
        + "\n\nEXAMPLE\n  sidelight policy show labels-only > my-policy.yaml")

    @Argument(
      help: "The policy, such as labels-only.", completion: .list(ReadyPolicies.names))
    var name: String

    mutating func run() throws {
      guard let text = ReadyPolicies.text(name) else {
        throw ValidationError(
          "There is no policy '\(name)'. The policies are: "
            + ReadyPolicies.names.joined(separator: ", ") + ".")
      }
      try StandardOutput.write(text)
    }
  }

  /// `sidelight policy schema`.
  struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the JSON Schema of policy files, for editors.",
      discussion: "EXAMPLE\n  sidelight policy schema > policy.schema.json")

    mutating func run() throws {
      try StandardOutput.write(PolicySchema.jsonSchema(checks: Auditor.ids))
    }
  }
}
