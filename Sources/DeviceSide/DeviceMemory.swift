/// Bytes in a device's memory, by what they are there for.
///
/// PAE's device holds no optimizer: the side network is trained elsewhere.
public struct DeviceMemory: Equatable, Sendable {
  /// The backbone, and secret matrices.
  public var weights: Int
  /// States of the batch on its way through the backbone, and the activations it leaves behind.
  public var activations: Int
  /// Frames that are not acknowledged yet.
  public var buffers: Int

  /// All of it.
  public var total: Int { weights + activations + buffers }
}
