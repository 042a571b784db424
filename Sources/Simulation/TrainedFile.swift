internal import Determinism
internal import DeviceSide
import Foundation
internal import Layers
internal import Scenarios
public import Transformers
internal import Wire

/// `side.safetensors`: what a run trained, for whoever can read the format.
///
/// Equal runs write equal bytes. Where the head was fitted to labels, `private/head.safetensors`
/// holds it.
public enum TrainedFile {
  /// Changes whenever names, layouts or what they mean do.
  private static let version = "1"

  /// Writes what was trained, if the device came to have it.
  ///
  /// - Throws: `ModelError` where the system refuses.
  public static func write(
    _ result: SimulationResult, of material: RunMaterial, program: String, to folder: RunFolder
  ) throws(ModelError) {
    guard material.scenario.hasValues, !result.sideNetwork.isEmpty else { return }
    let metadata = metadata(material, program: program)
    if material.scenario.method.isPAE, let head = result.fittedHead {
      try write([head], metadata, to: folder.headPath)
    }
    try write(result.sideNetwork, metadata, to: folder.sidePath)
  }

  private static func write(
    _ tensors: [NamedTensor], _ metadata: [(key: String, value: String)], to path: String
  ) throws(ModelError) {
    let writer = try SafetensorsWriter(
      path: path, tensors: tensors.map { .init($0.name, .float32, $0.shape) }, metadata: metadata)
    for tensor in tensors { try writer.append(tensor.values) }
    try writer.finish()
  }

  /// What the file says of itself; all values are texts.
  private static func metadata(
    _ material: RunMaterial, program: String
  ) -> [(key: String, value: String)] {
    let (scenario, method, backbone) =
      (material.scenario, material.scenario.method, material.backbone)
    var entries = [
      // What Hugging Face's own tools ask for: the layout of PyTorch.
      ("format", "pt"), ("sidelight", program), ("sidelight_format", version),
      ("scenario", scenario.digest.description), ("method", method.name.rawValue),
      ("model", backbone.weightsDigest.description),
      ("architecture", backbone.architectureName), ("layers", String(backbone.layers)),
      ("width", String(backbone.width)), ("classes", String(scenario.data.classes)),
      ("pivot", method.pivot.rawValue),
    ]
    switch method.name {
    case .pae, .fedPAE: entries += [("rank", String(method.rank)), ("head", method.head.rawValue)]
    case .mobillm, .adapter: entries.append(("rank", String(method.rank)))
    case .lst:
      guard let ladder = material.ladder else { break }
      entries += [
        ("ladder_width", String(ladder.narrow)),
        ("ladder_heads", String(ladder.configuration.heads)),
        ("ladder_temperature", String(ladder.temperature)),
      ]
    case .lora, .split, .uSplit, .fedavgLora:
      let update = method.lowRank
      entries += [
        ("lora_rank", String(update.rank)), ("lora_alpha", String(update.alpha)),
        ("lora_projections", update.projections.map(\.rawValue).joined(separator: ",")),
      ]
      if method.isSplit { entries.append(("cut", String(material.sessions[0].cut))) }
    case .full, .bitfit: break
    }
    return entries.map { (key: $0.0, value: $0.1) }
  }

  /// Fills `arrays` with the numbers of the file at `path`, which may be anything.
  ///
  /// It must be of this scenario and this model, and hold exactly these arrays, as float32.
  static func read(
    _ path: String, into arrays: [ParameterArray], scenario: Scenario, backbone: any Backbone
  ) throws {
    func fault(_ reason: String) -> InputFileError { InputFileError(path, reason) }
    let file: SafetensorsFile
    do throws(ModelError) {
      file = try SafetensorsFile(path: path)
    } catch {
      guard case .truncated = error.code else { throw error }
      throw fault("the file ends too early; run the scenario again")
    }
    guard file.metadata["sidelight_format"] == version else {
      throw fault("no Sidelight run wrote this file, or one of another version did")
    }
    guard file.metadata["scenario"] == scenario.digest.description else {
      throw fault("it belongs to another scenario than the run's scenario.yaml")
    }
    guard file.metadata["model"] == backbone.weightsDigest.description else {
      throw fault("the model has changed since the run; run the scenario again")
    }
    guard file.tensors.count == arrays.count else {
      throw fault("it holds \(file.tensors.count) tensors, and the method trains \(arrays.count)")
    }
    for array in arrays {
      guard let stored = file.tensor(array.name) else {
        throw fault("tensor `\(array.name)` is missing")
      }
      guard stored.type == .float32, stored.shape == array.shape else {
        throw fault(
          "tensor `\(array.name)` is \(stored.type == .float32 ? "" : "not F32, or ")not of shape "
            + "\(array.shape)")
      }
      array.fill(try file.floats(array.name))
    }
  }
}
