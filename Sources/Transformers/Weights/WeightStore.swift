internal import Determinism

/// The tensors of a model folder, from one safetensors file or from shards.
struct WeightStore: Sendable {
  let folder: String
  private let single: SafetensorsFile?
  /// Tensor name to shard, for sharded folders.
  private let shards: [String: SafetensorsFile]
  /// All tensor names, sorted.
  let names: [String]

  init(folder: String) throws(ModelError) {
    self.folder = folder
    do {
      let file = try SafetensorsFile(path: folder + "/model.safetensors")
      single = file
      shards = [:]
      names = file.tensors.map(\.name).sorted()
      return
    } catch {
      guard error.code == .missingFile else { throw error }
    }
    single = nil
    let path = folder + "/model.safetensors.index.json"
    let index: [JSONTree.Member]
    do {
      index = try JSONFile.members(of: path)
    } catch {
      guard error.code == .missingFile else { throw error }
      throw ModelError(.missingFile, path: folder + "/model.safetensors")
    }
    shards = try Self.shards(index, path: path, folder: folder)
    names = shards.keys.sorted()
  }

  private static func shards(
    _ index: [JSONTree.Member], path: String, folder: String
  ) throws(ModelError) -> [String: SafetensorsFile] {
    guard
      case .object(let map)? = index.last(where: { $0.key.elementsEqual("weight_map".utf8) })?.value
    else { throw ModelError(.missingSetting(name: "weight_map"), path: path) }
    var files: [String: SafetensorsFile] = [:]
    var result: [String: SafetensorsFile] = [:]
    for member in map {
      let name = String(decoding: member.key, as: UTF8.self)
      guard let shard = member.value.asText else {
        throw ModelError(
          .invalidSetting(name: "weight_map", expected: "an object of file names"), path: path)
      }
      // A name with a separator, or a name of a folder, could leave the model's folder.
      guard !shard.isEmpty, shard != ".", shard != "..", !shard.utf8.contains(UInt8(ascii: "/")),
        !shard.utf8.contains(0)
      else { throw ModelError(.shardOutsideFolder(name: shard), path: path) }
      let file: SafetensorsFile
      if let known = files[shard] {
        file = known
      } else {
        file = try SafetensorsFile(path: folder + "/" + shard)
        files[shard] = file
      }
      guard file.tensor(name) != nil else {
        throw ModelError(.missingTensor(name: name), path: file.path)
      }
      result[name] = file
    }
    return result
  }

  /// Lets the system take all pages of the files out of this process.
  func releasePages() {
    for file in single.map({ [$0] }) ?? Array(shards.values) { file.releasePages() }
  }

  /// Whether a tensor with this name exists.
  func contains(_ name: String) -> Bool { (single ?? shards[name])?.tensor(name) != nil }

  /// The tensor with this name and shape.
  func tensor(_ name: String, shape: [Int]) throws(ModelError) -> WeightTensor {
    guard let file = single ?? shards[name], let stored = file.tensor(name) else {
      throw ModelError(.missingTensor(name: name), path: single?.path ?? folder)
    }
    guard stored.shape == shape else {
      throw ModelError(
        .wrongShape(name: name, found: stored.shape, expected: shape), path: file.path)
    }
    return try WeightTensor(stored, in: file)
  }

  /// The shape of the tensor with this name.
  func shape(of name: String) -> [Int]? { (single ?? shards[name])?.tensor(name)?.shape }
}
