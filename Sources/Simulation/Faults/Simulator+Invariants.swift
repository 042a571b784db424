internal import DeviceSide
internal import Layers
internal import Scenarios
internal import ServerSide
internal import Tensors
internal import Wire

extension Simulator {
  /// What must hold behind every run that came to its end, whatever went wrong on the way.
  func violations() -> [String] {
    if outcome == .stalled {
      return ["the run goes nowhere: not every device got what was trained"]
    }
    guard outcome == .completed || outcome == .diverged else { return [] }
    let scenario = material.scenario
    var violations = training.violations(
      epochs: scenario.method.epochs, samples: material.training.count)
    violations += recordViolations()
    let trained = edge.tensors
    for device in devices {
      guard let tensors = device.machine.trainedTensors, device.isDone else {
        violations.append("device \(device.index + 1) never got what was trained")
        continue
      }
      guard scenario.hasValues, !trained.isEmpty else { continue }
      // Bit by bit: a diverged network holds values that equal nothing, themselves included.
      let isSame = zip(tensors, trained).allSatisfy { received, sent in
        received.values.map(\.bitPattern) == sent.values.map(\.bitPattern)
      }
      if !isSame || tensors.count != trained.count {
        violations.append("device \(device.index + 1) got another side network than was trained")
      }
    }
    return violations
  }
}
