/// Bytes in a device's memory, by what they are there for.
public struct DeviceMemory: Equatable, Sendable {
  /// The backbone with what is added to it, and secret matrices.
  public var weights: Int
  /// States of the batch on its way through the backbone, and the activations it leaves behind.
  public var activations: Int
  /// Frames that are not acknowledged yet.
  public var buffers: Int
  /// Gradients and the optimizer's moments of what is trained on the device; PAE trains elsewhere.
  public var training: Int

  /// Joins the counts.
  public init(weights: Int, activations: Int, buffers: Int, training: Int = 0) {
    self.weights = weights
    self.activations = activations
    self.buffers = buffers
    self.training = training
  }

  /// All of it.
  public var total: Int { weights + activations + buffers + training }
}
