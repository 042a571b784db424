/// Who may know whom.
///
/// The import graph is the first leak check: the server's code cannot name a private type, and
/// neither can an adversary's.
enum ImportRules {
  /// Modules that a target must not reach, directly or through others.
  static let never: [String: Set<String>] = [
    "ServerSide": ["PrivateData", "DeviceSide"],
    "Adversaries": ["PrivateData", "DeviceSide", "LeakCheck"],
    // The checker shares no code with what it checks.
    "LeakCheck": ["Tensors", "Layers", "ServerSide", "DeviceSide", "EventSimulation"],
    "EventSimulation": ["Tensors", "Wire", "PrivateData"],
  ]

  /// Modules that come with the toolchain.
  static let toolchain: Set<String> = [
    "Dispatch", "Foundation", "Glibc", "PackageDescription", "Swift", "Synchronization", "Testing",
  ]

  /// An import, and where it stands.
  struct Import: Equatable {
    var target: String
    var module: String
    var path: String
    var line: Int
  }

  /// The imports of a file that belongs to a target.
  static func imports(of file: SwiftFile) -> [Import] {
    guard let target = file.target else { return [] }
    let pattern =
      #"^[ \t]*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?"#
      + #"import\s+(?:(?:struct|class|enum|protocol|typealias|func|let|var)\s+)?(\w+)"#
    return matches(pattern, in: file.code).map {
      Import(target: target, module: $0.group, path: file.path, line: $0.line)
    }
  }

  /// Imports that reach what their target must never reach.
  static func forbidden(_ imports: [Import]) -> [Finding] {
    var edges: [String: Set<String>] = [:]
    for item in imports { edges[item.target, default: []].insert(item.module) }
    return imports.flatMap { item -> [Finding] in
      let banned = never[item.target, default: []].sorted()
      return banned.compactMap { target in
        guard let chain = chain(from: item.module, to: target, edges) else { return nil }
        let steps = ([item.target] + chain).joined(separator: " -> ")
        return Finding(
          path: item.path, line: item.line,
          message: "\(item.target) must never reach \(target), and does: \(steps)")
      }
    }
  }

  /// Imports of modules that the manifest does not declare for the target.
  static func undeclared(_ imports: [Import], _ manifest: Manifest) -> [Finding] {
    imports.compactMap { item in
      let declared = manifest.dependencies[item.target, default: []]
      guard !declared.contains(item.module), !toolchain.contains(item.module) else { return nil }
      return Finding(
        path: item.path, line: item.line,
        message: "\(item.target) imports \(item.module), which Package.swift does not declare")
    }
  }

  /// Declared dependencies that reach what their target must never reach.
  static func forbidden(_ manifest: Manifest) -> [Finding] {
    never.keys.sorted().flatMap { target in
      never[target, default: []].sorted().compactMap { banned -> Finding? in
        guard let chain = chain(from: target, to: banned, manifest.dependencies) else { return nil }
        return Finding(
          path: "Package.swift", line: 1,
          message: "\(target) must never reach \(banned), and may by declaration: "
            + chain.joined(separator: " -> "))
      }
    }
  }

  /// A shortest chain of imports, both ends included.
  static func chain(
    from start: String, to end: String, _ edges: [String: Set<String>]
  ) -> [String]? {
    var chains = [[start]]
    var seen: Set = [start]
    while !chains.isEmpty {
      let current = chains.removeFirst()
      guard let last = current.last else { continue }
      if last == end { return current }
      for next in edges[last, default: []].sorted() where seen.insert(next).inserted {
        chains.append(current + [next])
      }
    }
    return nil
  }
}
