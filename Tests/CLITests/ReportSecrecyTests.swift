import Foundation
import Testing

/// Whatever leaks, no report repeats it.
@Suite struct ReportSecrecyTests {
  private static let labels = ["malignantqx", "benignqz"]

  /// Texts of one length, each with words that occur nowhere else.
  private static func rows(_ count: Int) -> String {
    let words = ["marmalade", "xylophone", "thistledown", "bumblebee"]
    return (0..<count).map { index in
      let text = "\(words[index % 4]) diagnosis \(1_000 + index) of \(words[(index / 4) % 4])"
      return "\(text.padding(toLength: 48, withPad: ".", startingAt: 0))\t"
        + labels[(index * 5 / 3) % 2] + "\n"
    }.joined()
  }

  /// Everything that `check` says or writes about a run.
  private func reports(_ run: String, in folder: TemporaryFolder, policy: String) throws -> [String]
  {
    let names = ["sarif", "junit", "statement", "update-baseline"]
    let files = names.map { folder.file($0) }
    var texts: [String] = []
    for options in [["--json"], ["--policy", policy], ["--policy", "strict", "--json"]] {
      for path in files where exists(path) { try remove(path) }
      let outcome = try SidelightProcess.run(
        ["check", run, "--today", "2026-12-01"] + options
          + zip(names, files).flatMap { ["--\($0)", $1] })
      #expect(outcome.exitCode == 0 || outcome.exitCode == 1 || outcome.exitCode == 3, "\(outcome)")
      texts += [outcome.output, outcome.errors]
      texts += try files.map { String(decoding: try bytes($0), as: UTF8.self) }
    }
    // What goes wrong is said without secrets, too.
    let stale = try folder.write(
      "name: s\nsecrets: [text]\nrequired: ['*']\nsuppressions:\n  - {check: schema.fields, "
        + "field: nowhere, reason: r, owner: o, expires: 2027-01-01, largest: 1}\n",
      to: "stale.yaml")
    let outcome = try SidelightProcess.run(
      "check", run, "--policy", stale, "--today", "2026-12-01")
    #expect(outcome.exitCode == 2, "\(outcome)")
    texts += [outcome.output, outcome.errors]
    return texts
  }

  /// Parts of the secrets that the judge's file holds, as a report could repeat them.
  private func secretForms(_ run: String) throws -> Set<String> {
    var forms: Set<String> = Set(Self.labels)
    let lines = String(decoding: try bytes(run + "/private/judge.jsonl"), as: UTF8.self)
    for line in lines.split(separator: "\n").dropFirst() {
      let record = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      let text = try #require(record["text"] as? String)
      for word in text.split(separator: " ") where word.count > 7 && !word.contains(".") {
        forms.insert(String(word))
      }
      for part in [text.prefix(12), text.dropFirst(20).prefix(12)] {
        let data = Data(part.utf8)
        forms.insert(data.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
        forms.insert(data.base64EncodedString())
      }
      let tokens = try #require(record["tokens"] as? [Int]).prefix(4).map(String.init)
      for separator in [",", ", ", " "] { forms.insert(tokens.joined(separator: separator)) }
    }
    return forms
  }

  @Test(arguments: ["raw.labels", "raw.tokens", "raw.text", "schema.fields"])
  func noReportHoldsAPlantedSecret(_ canary: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.rows(224), to: "rows.tsv")
    let labels = Self.labels.joined(separator: ", ")
    let text =
      SmallScenario(
        name: "planted",
        data: "{ kind: tsv, path: rows.tsv, labels: [\(labels)], train: 192, test: 32, classes: 2 }"
      ).text + "canary: \(canary)\n"
    let file = try folder.write(text, to: "scenario.yaml")
    let run = folder.file("run")
    let made = try SidelightProcess.run("run", file, "--out", run)
    try #require(made.exitCode == 0, "\(made)")
    let policy = try folder.write(
      "name: p\nsecrets: [labels, tokens, text, lengths]\nrequired: ['*']\nsuppressions:\n"
        + "  - {check: \(canary), reason: r, owner: o, expires: 2027-01-01, largest: 1000000}\n",
      to: "policy.yaml")
    let texts = try reports(run, in: folder, policy: policy) + [made.output, made.errors]
    #expect(texts.contains { $0.contains(canary) && $0.contains("LEAK") })
    let forms = try secretForms(run)
    #expect(forms.count > 100)
    for text in texts {
      for form in forms where text.contains(form) {
        Issue.record("\(canary): a report holds '\(form)'")
      }
    }
  }
}
