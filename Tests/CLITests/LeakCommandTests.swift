import Foundation
import Testing

/// `sidelight leak estimate`.
@Suite struct LeakCommandTests {
  /// A secret of two values that shows in 3 of 4 rows.
  private static func rows(_ count: Int, header: String = "") -> String {
    header
      + (0..<count).map { "\($0 / 4 % 2),\($0 % 4 == 0 ? 1 - $0 / 4 % 2 : $0 / 4 % 2)\n" }.joined()
  }

  @Test func theJSONHasTheDocumentedKeys() throws {
    let folder = try TemporaryFolder()
    let train = try folder.write(Self.rows(800, header: "secret,seen\n"), to: "train.csv")
    let test = try folder.write(Self.rows(400), to: "test.csv")
    let outcome = try SidelightProcess.run("leak", "estimate", train, test, "--json")
    #expect(outcome.exitCode == 0, "\(outcome)")
    let object = try JSONSerialization.jsonObject(with: outcome.standardOutput)
    #expect(outcome.errors.isEmpty)
    let report = try #require(object as? [String: Any])
    #expect(
      report.keys.sorted() == [
        "additive", "bayes_risk", "bayes_security", "estimators", "min_entropy_bits",
        "multiplicative", "random_guess",
      ])
    #expect(report["random_guess"] as? Double == 0.5)
    #expect(report["multiplicative"] as? Double == 1.5)
    #expect(report["additive"] as? Double == 0.25)
    #expect(report["bayes_security"] as? Double == 0.5)
    let risk = try #require(report["bayes_risk"] as? [String: Double])
    #expect(risk.keys.sorted() == ["estimate", "high", "low"])
    #expect(risk["estimate"] == 0.25)
    #expect(try #require(risk["low"]) < 0.25 && 0.25 < (try #require(risk["high"])))
    let estimators = try #require(report["estimators"] as? [String: Double])
    for name in ["frequentist", "nn", "knn-ln", "knn-log10"] {
      #expect(estimators[name] == 0.25, "\(name)")
    }
    // 1/2 (1 - sqrt(1 - 2 * 0.25)), Cover and Hart for two secrets.
    #expect(abs(try #require(estimators["nn-bound"]) - 0.14645) < 1e-5)
  }

  @Test func theTableNamesWhatTheNumbersMean() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Self.rows(400), to: "table.csv")
    let outcome = try SidelightProcess.run("leak", "estimate", file, file)
    #expect(outcome.exitCode == 0, "\(outcome)")
    #expect(outcome.errors.contains("warning: both tables hold the same rows"))
    for word in [
      "400 rows to learn from", "2 secrets", "random guess     0.5000", "Bayes risk       0.2500",
      "Bayes security   0.5000", "hint: mutual information",
    ] {
      #expect(outcome.output.contains(word), "\(word): \(outcome)")
    }
  }

  @Test func helpShowsAnExample() throws {
    let outcome = try SidelightProcess.run("leak", "estimate", "--help")
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.contains("sidelight leak estimate train.csv test.csv"))
  }

  @Test(arguments: [
    ("0,1\n1,x4711\n", "bad.csv:2:3: error: the observation must be"),
    ("0,1\n4711.5,1\n", "bad.csv:2:1: error: the secret must be"),
    ("0,4711\n", "bad.csv: error: the training table has 1 rows"),
    ("4711,1\n4711,2\n4711,3\n4711,4\n", "bad.csv: error: all rows of the training table"),
    ("", "bad.csv: error: the table has no rows"),
  ])
  func aBadTableIsOneErrorThatShowsNoCell(_ text: String, _ expected: String) throws {
    let folder = try TemporaryFolder()
    let bad = try folder.write(text, to: "bad.csv")
    let good = try folder.write(Self.rows(40), to: "good.csv")
    let outcome = try SidelightProcess.run("leak", "estimate", bad, good, "--json")
    #expect(outcome.exitCode == 2, "\(outcome)")
    #expect(outcome.errors.contains(expected), "\(outcome)")
    #expect(outcome.errors.split(separator: "\n").count == 1)
    #expect(!outcome.errors.contains("4711") && outcome.output.isEmpty)
  }

  @Test func theTestTableIsNamedWhereItIsWrong() throws {
    let folder = try TemporaryFolder()
    let good = try folder.write(Self.rows(40), to: "good.csv")
    for (text, expected) in [
      ("0,1,2\n1,2,3\n", "test.csv: error: the rows have 3 cells, those of the training table 2"),
      ("5,1\n5,2\n", "test.csv: error: all rows of the test table have the same secret"),
    ] {
      let test = try folder.write(text, to: "test.csv")
      let outcome = try SidelightProcess.run("leak", "estimate", good, test)
      #expect(outcome.exitCode == 2 && outcome.errors.contains(expected), "\(outcome)")
    }
    let outcome = try SidelightProcess.run("leak", "estimate", good, folder.path + "/nowhere.csv")
    #expect(outcome.exitCode == 2 && outcome.errors.contains("nowhere.csv: error:"), "\(outcome)")
  }
}
