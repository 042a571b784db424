internal import Determinism
internal import Layers
internal import PrivateData

/// Deltas whose protection is drawn anew for every upload: a planted leak, for they average out.
struct FreshDeltas {
  let settings: DeviceKnowledge.Settings
  /// The head's predictions, [C] a sample.
  let predictions: [[Float]]
  let seed: Seed

  /// Delta [C] of `sample`, number `index`, in upload number `upload`.
  func delta(_ sample: TokenizedSample, _ index: Int, _ upload: Int) -> [Float] {
    var stream = seed.stream("device.fresh.\(upload).\(index)", ledger: nil)
    let response = settings.randomizedResponseEpsilon.map {
      RandomizedResponse(epsilon: $0, classes: settings.classes)
    }
    let targets = LabelTargets(
      samples: [sample], classes: settings.classes, response: response, stream: &stream)
    var delta = LabelFormulas.delta(target: targets.target(0), prediction: predictions[index])
    if let deviation = settings.noiseDeviation {
      var noise = DeltaNoise(deviation: deviation, stream: stream)
      noise.add(to: &delta)
    }
    return delta
  }
}
