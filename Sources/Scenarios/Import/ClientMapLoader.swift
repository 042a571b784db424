internal import Foundation
internal import Wire

/// Reads the map of a client that is not ours.
public enum ClientMapLoader {
  private static let keys = [
    "port", "framing", "proto", "messages", "to_server", "to_device", "session", "fields",
    "leave_out",
  ]
  private static let sizeLimit = UInt64(SessionShape.extentLimit)

  /// Reads the file at `path`.
  ///
  /// `proto` is the path of a .proto file in place of the one that the map names, and `checks` are
  /// the names of all checks.
  ///
  /// - Throws: `ScenarioError` with everything that is wrong with the map, or `ProtoError`.
  public static func load(
    path: String, proto: String? = nil, checks: [String]
  ) throws -> ClientMap {
    let contents = try ScenarioFile.read(path, limit: ScenarioLimits.fileLength)
    return try load(contents: contents, path: path, proto: proto, checks: checks)
  }

  /// Reads a map from `contents`, the bytes of a file that would stand at `path`.
  public static func load(
    contents: [UInt8], path: String, proto: String? = nil, checks: [String]
  ) throws -> ClientMap {
    let root = try MapReader.root(of: contents, path: path, noun: "map")
    var reader = MapReader()
    let members = reader.members(
      root, "", known: keys, required: ["framing", "to_server", "to_device", "session", "fields"])
    let framing = reader.choice(
      members["framing"], "framing", of: Framing.allCases.map(\.rawValue))
    let port = reader.integer(members["port"], "port", in: 1...65_535)
    let sizes = sizes(&reader, members["session"])
    let leftOut = leftOut(&reader, members["leave_out"], checks)
    let messages = try messages(&reader, root, members, path, proto)
    let schema = MapSchema(messages: messages)
    let schemaTree = schema.tree(
      &reader, members, framing: framing.flatMap(Framing.init(rawValue:)) ?? .grpc)
    guard reader.problems.isEmpty, let schemaTree, let sizes else {
      throw ScenarioError(reader.problems)
    }
    return ClientMap(
      port: port.map { UInt16($0) }, tree: schemaTree, sizes: sizes, leftOut: leftOut)
  }

  private static func sizes(_ reader: inout MapReader, _ node: SourceNode?) -> SessionSizes? {
    guard let node else { return nil }
    let members = reader.members(
      node, "session", known: ["layers", "width", "classes", "format", "samples", "batch"],
      required: ["classes"])
    func size(_ name: String, _ range: ClosedRange<UInt64>) -> Int? {
      reader.integer(members[name], "session.\(name)", in: range).map { Int($0) }
    }
    let layers = size("layers", 1...sizeLimit)
    let width = size("width", 1...sizeLimit)
    let formats = ActivationFormat.Element.allCases.filter { !$0.isQuantised }.map(\.rawValue)
    let format = reader.choice(members["format"], "session.format", of: formats)
    guard let classes = size("classes", 2...1_000) else { return nil }
    return SessionSizes(
      layers: layers, width: width, classes: classes,
      format: format.flatMap(ActivationFormat.Element.init(rawValue:)).map { ActivationFormat($0) },
      samples: size("samples", 1...sizeLimit), batch: size("batch", 1...sizeLimit))
  }

  private static func leftOut(
    _ reader: inout MapReader, _ node: SourceNode?, _ checks: [String]
  ) -> [ClientMap.LeftOut] {
    guard let node else { return [] }
    var result: [ClientMap.LeftOut] = []
    for (index, item) in reader.items(node, "leave_out").enumerated() {
      let place = "leave_out[\(index)]"
      let members = reader.members(
        item, place, known: ["check", "reason"], required: ["check", "reason"])
      guard let check = reader.choice(members["check"], "\(place).check", of: checks),
        let reason = reader.text(members["reason"], "\(place).reason", limit: 1_000)
      else { continue }
      if result.contains(where: { $0.check == check }) {
        reader.report(.conflict("is in the list already"), item.origin, place)
      } else {
        result.append(ClientMap.LeftOut(check: check, reason: reason))
      }
    }
    return result
  }

  /// The messages of the .proto file, or those that the map itself holds.
  private static func messages(
    _ reader: inout MapReader, _ root: SourceNode, _ members: [String: SourceNode],
    _ path: String, _ proto: String?
  ) throws -> [WireSchema.Message] {
    if let inline = members["messages"] {
      if let named = members["proto"] {
        reader.report(
          .conflict("has no meaning beside `messages`"), named.origin, "proto")
      }
      if proto != nil {
        reader.report(.conflict("has no meaning beside --proto"), inline.origin, "messages")
      }
      return InlineMessages.read(&reader, inline)
    }
    let named = reader.path(members["proto"], "proto")
    guard let file = proto ?? named.map({ resolved($0, path, members["proto"]?.origin) }) else {
      if members["proto"] == nil {
        reader.report(
          .conflict("name a .proto file under `proto`, or describe `messages`"), root.origin, "")
      }
      return []
    }
    let contents = try ScenarioFile.read(file, limit: ProtoParser.byteLimit)
    return try ProtoParser.messages(in: contents, path: file)
  }

  private static func resolved(
    _ path: String, _ map: String, _ origin: ScenarioProblem.Origin?
  ) -> String {
    let origin = origin ?? .file(path: map, line: nil, column: nil)
    return PathResolver(scenarioPath: map).resolve(path, from: origin)
  }
}
