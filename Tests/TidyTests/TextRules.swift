/// Rules for texts of any kind.
enum TextRules {
  /// Places that exist on one machine only, and hosts that a build must not name.
  ///
  /// Joined from parts, so that this file does not hold them.
  static let machinePlaces: [String] =
    ["work", "root", "home", "Users", "opt/wheels"].map { "/\($0)/" } + ["../" + "shared"]
    + [
      ["pypi", "org"], ["files", "pythonhosted", "org"], ["registry", "npmjs", "org"],
      ["static", "crates", "io"], ["index", "crates", "io"], ["proxy", "golang", "org"],
      ["deb", "debian", "org"], ["registry", "docker", "io"],
    ].map { $0.joined(separator: ".") }

  /// Mentions of machine places.
  static func machinePlaces(in file: TrackedFile) -> [Finding] {
    let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.enumerated().flatMap { index, line in
      machinePlaces.filter { line.contains($0) }.map {
        Finding(
          path: file.path, line: index + 1,
          message: "'\($0)' is known to some machines only; leave it out")
      }
    }
  }

  /// A Markdown file has one title, outside of code.
  static func titles(in file: TrackedFile) -> [Finding] {
    var titles: [Int] = []
    var fence: Substring?
    let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let text = line.drop { $0 == " " }
      let mark = text.prefix { $0 == "`" || $0 == "~" }
      if let open = fence {
        if mark.count >= open.count, mark.first == open.first, mark.count == text.count {
          fence = nil
        }
      } else if mark.count >= 3 {
        fence = mark
      } else if line.hasPrefix("# ") {
        titles.append(index + 1)
      }
    }
    guard titles.count != 1 else { return [] }
    return [
      Finding(
        path: file.path, line: titles.dropFirst().first ?? 1,
        message: "\(titles.count) titles (`# `); a Markdown file has one")
    ]
  }
}
