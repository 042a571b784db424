import Foundation

/// What `Package.swift` declares: the dependencies of each target.
///
/// Read from the text, which is a table of calls; asking SwiftPM would need its lock.
struct Manifest {
  /// The declared dependencies by target, products of other packages included.
  private(set) var dependencies: [String: Set<String>] = [:]
  /// Modules of other packages.
  let products: Set<String>

  init(_ text: String) {
    let file = SwiftFile(path: "Package.swift", text: text)
    let product = #"\blet\s+\w+\s*=\s*Target\.Dependency\.product\(\s*name:\s*"(\w+)""#
    products = Set(matches(product, in: file.uncommented).map(\.group))
    let variable = #"\blet\s+(\w+)\s*=\s*Target\.Dependency\.product\("#
    let names = zip(
      matches(variable, in: file.uncommented).map(\.group),
      matches(product, in: file.uncommented).map(\.group))

    let call = #"(?<!func )\b(module|tests|target|executableTarget|systemLibrary)\("#
    for match in matches(call, in: file.uncommented) {
      let body = Self.parenthesized(file.uncommented, from: match.offset)
      guard let name = matches(#"\A\(\s*(?:name:\s*)?"(\w+)""#, in: body).first?.group else {
        continue
      }
      var found = Set(matches(#""([^"]*)""#, in: body).dropFirst().map(\.group))
      for (variable, product) in names
      where !matches(#"\b\#(variable)\b"#, in: body).isEmpty {
        found.insert(product)
      }
      if match.group == "tests" { found.insert("TestSupport") }
      dependencies[name, default: []].formUnion(found)
    }
    // Paths and providers are literals too; only targets and products are dependencies.
    let known = Set(dependencies.keys).union(products)
    for name in Array(dependencies.keys) { dependencies[name]?.formIntersection(known) }
  }

  /// The text from the first parenthesis behind `offset` to the one that closes it.
  private static func parenthesized(_ text: String, from offset: Int) -> String {
    let units = Array(text.utf16)
    guard let start = units[offset...].firstIndex(of: 0x28) else { return "" }
    var depth = 0
    for index in start..<units.count {
      if units[index] == 0x28 { depth += 1 }
      if units[index] == 0x29 { depth -= 1 }
      if depth == 0 { return String(decoding: units[start...index], as: UTF16.self) }
    }
    return ""
  }
}
