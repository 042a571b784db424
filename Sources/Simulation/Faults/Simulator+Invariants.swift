internal import DeviceSide
internal import Scenarios
internal import ServerSide
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
    let served = edge.trainedTensors
    for device in devices {
      guard let tensors = device.machine.trainedTensors, device.isDone else {
        violations.append("device \(device.index + 1) never got what was trained")
        continue
      }
      guard scenario.hasValues, !served.isEmpty else { continue }
      // Bit by bit: a diverged network holds values that equal nothing, themselves included. What a
      // device has trained itself stands behind what the server sent.
      let isSame = zip(tensors, served).allSatisfy { tensor, expected in
        tensor.values.map(\.bitPattern) == expected.values.map(\.bitPattern)
      }
      if !isSame || tensors.count < served.count {
        violations.append("device \(device.index + 1) got another side network than was trained")
      }
    }
    return violations
  }
}
