import Determinism
import Foundation
import Scenarios
import Testing

@Suite struct ScenarioSchemaTests {
  private func schema() throws -> [String: Any] {
    let text = ScenarioSchema.jsonSchema()
    return try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  /// The schema of the key at `path`, through mappings.
  private func node(_ path: String) throws -> [String: Any] {
    var node = try schema()
    for key in path.split(separator: ".") {
      if let alternatives = node["anyOf"] as? [[String: Any]] {
        node = try #require(alternatives.first { $0["properties"] != nil })
      }
      let properties = try #require(node["properties"] as? [String: Any])
      node = try #require(properties[String(key)] as? [String: Any], "\(path)")
    }
    return node
  }

  @Test func itIsTheSameTextEveryTime() {
    #expect(ScenarioSchema.jsonSchema() == ScenarioSchema.jsonSchema())
    #expect(ScenarioSchema.jsonSchema().hasSuffix("}\n"))
  }

  @Test func itNamesItsDraftAndRequiredKeys() throws {
    let schema = try schema()
    #expect(schema["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
    #expect(
      schema["required"] as? [String] == ["name", "seed", "data", "device", "link", "server"])
  }

  @Test func everyMappingIsClosed() throws {
    func check(_ value: Any) {
      if let node = value as? [String: Any] {
        if node["type"] as? String == "object" {
          #expect(node["additionalProperties"] as? Bool == false, "\(node.keys.sorted())")
        }
        for child in node.values { check(child) }
      } else if let items = value as? [Any] {
        for item in items { check(item) }
      }
    }
    check(try schema())
  }

  @Test func everyKeyOfAResolvedScenarioIsDescribed() throws {
    let text = ScenarioDocument.resolvedYAML(try load(shortestScenario))
    var path: [String] = []
    for line in text.split(separator: "\n") {
      let indent = line.prefix { $0 == " " }.count / 2
      path = path.prefix(indent) + [String(line.drop { $0 == " " }.prefix { $0 != ":" })]
      let description = try node(path.joined(separator: "."))["description"] as? String
      #expect(description?.hasSuffix(".") == true, "\(path)")
    }
  }

  @Test func unitsRangesAndDefaultsAreThere() throws {
    let rate = try node("link.up.rate")
    let pattern = try Regex(try #require(rate["pattern"] as? String))
    for text in ["20 Mbit/s", "1.5e3bit/s"] { #expect(text.wholeMatch(of: pattern) != nil) }
    for text in ["20", "20 MB/s", "-1 bit/s"] { #expect(text.wholeMatch(of: pattern) == nil) }
    let batch = try node("method.batch")
    #expect(batch["minimum"] as? Int == 1 && batch["default"] as? Int == 16)
    #expect(try node("server.cache")["default"] as? String == "1 GiB")
    #expect(try node("method.pivot")["enum"] as? [String] == ["first", "last", "mean"])
    #expect(try node("seed")["default"] == nil)
  }
}
