/// The devices that scenario files can name.
///
/// FP32 peaks only. Memory is the smallest size sold where a device comes in several, and counted
/// in binary units, as memory chips are.
public enum DeviceCatalog {
  /// Every profile, in alphabetical order of names.
  public static let profiles: [DeviceProfile] = [
    profile(
      "apple-a17-pro", "Apple A17 Pro (GPU)",
      gigaflops: (2_150, "third-party measurements of the 6-core GPU", .low),
      bandwidth: (51_200, "64-bit LPDDR5 at 6400 MT/s", .low),
      memory: (8, "teardowns of the iPhone 15 Pro", .low)),
    profile(
      "jetson-agx-orin", "NVIDIA Jetson AGX Orin 64 GB",
      gigaflops: (5_300, "2048 CUDA cores x 2 at 1.3 GHz", .medium),
      bandwidth: (204_800, "data sheet: 256-bit LPDDR5", .medium),
      memory: (64, "data sheet", .medium)),
    profile(
      "jetson-orin-nano", "NVIDIA Jetson Orin Nano 8 GB",
      gigaflops: (1_280, "1024 CUDA cores x 2 at 625 MHz (15 W, not Super mode)", .good),
      bandwidth: (68_000, "data sheet: 128-bit LPDDR5", .good),
      memory: (8, "data sheet", .good)),
    profile(
      "jetson-tx2", "NVIDIA Jetson TX2",
      gigaflops: (670, "256 CUDA cores x 2 at 1.3 GHz", .good),
      bandwidth: (59_700, "data sheet: 128-bit LPDDR4", .good),
      memory: (8, "data sheet", .good)),
    profile(
      "jetson-xavier-nx", "NVIDIA Jetson Xavier NX 8 GB",
      gigaflops: (845, "384 CUDA cores x 2 at 1.1 GHz, without tensor cores", .good),
      bandwidth: (59_700, "data sheet: 128-bit LPDDR4x", .good),
      memory: (8, "data sheet", .good)),
    profile(
      "raspberry-pi-5", "Raspberry Pi 5 8 GB (CPU)",
      gigaflops: (154, "4 Cortex-A76 cores x 16 a cycle at 2.4 GHz", .good),
      bandwidth: (17_100, "32-bit LPDDR4X at 4267 MT/s", .good),
      memory: (8, "the common model; 4 to 16 GB are sold", .good)),
    profile(
      "snapdragon-8-gen-2", "Qualcomm Snapdragon 8 Gen 2 (GPU)",
      gigaflops: (3_700, "third-party figures for the Adreno 740", .low),
      bandwidth: (64_000, "third-party figures for 64-bit LPDDR5X", .low),
      memory: (8, "the smallest phones that carry it", .low)),
  ]

  /// Every name, in alphabetical order.
  public static var names: [String] { profiles.map(\.name) }

  /// The profile called `name`, or nil.
  public static func profile(named name: String) -> DeviceProfile? {
    profiles.first { $0.name == name }
  }

  private typealias Entry = (value: UInt64, source: String, trust: DeviceProfile.Trust)

  /// `bandwidth` is in MB/s and `memory` in GiB, as people quote them.
  private static func profile(
    _ name: String, _ title: String, gigaflops: Entry, bandwidth: Entry, memory: Entry
  ) -> DeviceProfile {
    func figure(_ entry: Entry, times factor: UInt64) -> DeviceProfile.Figure {
      DeviceProfile.Figure(
        value: entry.value * factor, source: entry.source, trust: entry.trust)
    }
    return DeviceProfile(
      name: name, title: title,
      floatingPointOperationsPerSecond: figure(gigaflops, times: 1_000_000_000),
      memoryBytesPerSecond: figure(bandwidth, times: 1_000_000),
      memory: figure(memory, times: 1 << 30))
  }
}
