internal import CKernels
internal import COpenBLAS
internal import Determinism
import Foundation

/// Process-wide facts on which the bits of float32 results depend.
public enum NumericRuntime {
  /// The environment under which OpenBLAS must be loaded, name by name.
  ///
  /// OpenBLAS chooses its kernel and its threads when the library loads, so a process that finds
  /// other values must start itself again.
  public static var requiredEnvironment: [(name: String, value: String)] {
    [
      ("OPENBLAS_CORETYPE", sl_has_fma() != 0 ? "Haswell" : "Nehalem"),
      ("OPENBLAS_NUM_THREADS", "1"),
    ]
  }

  /// Whether OpenBLAS was loaded with the kernel that `requiredEnvironment` asks for.
  public static var isPinned: Bool {
    // Zen and Haswell name one kernel.
    let names = sl_has_fma() != 0 ? ["Haswell", "Zen"] : ["Nehalem"]
    return names.contains(kernelName)
  }

  /// Sets one BLAS thread a call, whatever the environment said.
  ///
  /// Call once at program start.
  public static func useOneThreadPerCall() { openblas_set_num_threads(1) }

  /// The name of the kernel that OpenBLAS runs, such as `Haswell`.
  public static var kernelName: String { String(cString: openblas_get_corename()) }

  /// The numeric fingerprint: kernel, BLAS threads a call, and a digest of small known work.
  ///
  /// Runs under different fingerprints may differ in the last bits.
  public static func fingerprint(backend: MatrixBackend) -> String {
    let digest = probeDigest(backend: backend).description.prefix(16)
    return switch backend {
    case .reference: "reference probe \(digest)"
    case .openBLAS:
      "openblas \(kernelName) threads \(openblas_get_num_threads()) probe \(digest)"
    }
  }

  /// A digest of a small GEMM and of every element-wise kernel, on fixed inputs.
  private static func probeDigest(backend: MatrixBackend) -> Digest128 {
    let (rows, inner, columns) = (37, 131, 29)
    let a = FloatBuffer((0..<rows * inner).map { Float(($0 * 7919) % 1009 - 504) / 257 })
    let b = FloatBuffer((0..<inner * columns).map { Float(($0 * 104_729) % 997 - 498) / 263 })
    let c = FloatBuffer(count: rows * columns)
    backend.multiply(
      rows: rows, columns: columns, inner: inner, MatrixView(a.base, stride: inner),
      MatrixView(b.base, stride: columns), into: MatrixView(c.base, stride: columns))
    let builder = DigestBuilder()
    builder.update(c.values)
    let out = FloatBuffer(count: a.count)
    for kernel in [Kernels.exponential, Kernels.hyperbolicTangent, Kernels.errorFunction] {
      kernel(a.count, a.base, out.base)
      builder.update(out.values)
    }
    builder.update(UInt64(sl_floating_point_mode()))
    return builder.digest
  }
}
