/// The devices that scenario files can name.
///
/// Their numbers lie in `devices.json`, which is compiled into the program. Memory is the smallest
/// size sold where a device comes in several, and counted in binary units, as memory chips are.
public enum DeviceCatalog {
  /// Every profile, in alphabetical order of names.
  public static let profiles: [DeviceProfile] = {
    do throws(DeviceError) {
      return try DeviceFile.profiles(in: PackageResources.devices_json, path: "devices.json")
    } catch {
      preconditionFailure("the built-in devices must be valid: \(error)")
    }
  }()

  /// Every name, in alphabetical order.
  public static var names: [String] { profiles.map(\.name) }

  /// The profile called `name`, or nil.
  public static func profile(named name: String) -> DeviceProfile? {
    profiles.first { $0.name == name }
  }

  /// The profiles in a JSON file of the same form as the built-in one.
  ///
  /// Throws where the file cannot be read or anything in it is not as it must be.
  public static func read(_ path: String) throws(DeviceError) -> [DeviceProfile] {
    try DeviceFile.read(path: path)
  }
}
