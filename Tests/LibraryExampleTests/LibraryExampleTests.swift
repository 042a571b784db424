import Foundation
import Testing

/// The example of Documentation/Library.md: the page shows this very code and what it says.
@Suite struct LibraryExampleTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private func text(_ path: String) throws -> String {
    try String(contentsOf: Self.root.appendingPathComponent(path), encoding: .utf8)
  }

  /// The blocks of a page between three backquotes and a word, and three backquotes.
  private func blocks(_ page: String, _ word: String) -> [String] {
    page.components(separatedBy: "```\(word)\n").dropFirst().compactMap {
      $0.components(separatedBy: "```").first
    }
  }

  @Test func thePageShowsTheCodeThatIsCompiledHere() throws {
    let page = try text("Documentation/Library.md")
    let code = try text("Tests/LibraryExampleTests/UploadExample.swift")
    #expect(blocks(page, "swift").contains(code))
  }

  @Test func thePageShowsWhatTheCodeSays() throws {
    let page = try text("Documentation/Library.md")
    let lines = arrivals(count: 4)
    #expect(lines.count == 4)
    #expect(blocks(page, "text") == [lines.joined(separator: "\n") + "\n"])
  }

  /// 8 Mbit/s take at least a second for each, so recordings queue up behind each other.
  @Test func arrivalsAreThoseOfAQueueThatGrows() {
    let seconds = arrivals(count: 4).compactMap { line in
      line.split(separator: " ").dropLast().last.flatMap { Double($0) }
    }
    #expect(seconds.count == 4 && seconds == seconds.sorted())
    for (index, arrival) in seconds.enumerated() { #expect(arrival > Double(index + 1)) }
  }

  @Test func whatTheExampleImportsIsAProduct() throws {
    let manifest = try text("Package.swift")
    let list = try #require(
      manifest.components(separatedBy: "let libraries = [").dropFirst().first?
        .components(separatedBy: "]").first)
    let code = try text("Tests/LibraryExampleTests/UploadExample.swift")
    for line in code.split(separator: "\n") where line.hasPrefix("import ") {
      #expect(list.contains("\"\(line.dropFirst("import ".count))\""))
    }
  }
}
