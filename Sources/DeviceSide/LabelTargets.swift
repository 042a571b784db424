internal import Determinism
internal import Layers
internal import PrivateData

/// The label side of the protocol: what stands for onehot(y), sample by sample.
///
/// Under protection these are the only labels that the rest of the device may use, the probe head
/// included: a head fitted on true labels would void the guarantee.
struct LabelTargets {
  /// The label that may leave the device inside delta, sample by sample.
  let labels: [Secret<Int>]
  private let classes: Int
  private let response: RandomizedResponse?

  /// Draws the public labels of `samples`.
  init(
    samples: [TokenizedSample], classes: Int, response: RandomizedResponse?,
    stream: inout RandomStream
  ) {
    self.classes = classes
    self.response = response
    var labels: [Secret<Int>] = []
    for sample in samples {
      guard let response else {
        labels.append(sample.label)
        continue
      }
      labels.append(
        sample.label.withRevealed { Secret(response.draw($0, stream: &stream)) })
    }
    self.labels = labels
  }

  /// The target of one sample, [C]: onehot(y), or its unbiased randomized form.
  func target(_ sample: Int) -> [Float] {
    labels[sample].withRevealed { label in
      if let response { return response.debiasedOneHot(label) }
      return LabelFormulas.oneHot(label, classes: classes)
    }
  }
}
