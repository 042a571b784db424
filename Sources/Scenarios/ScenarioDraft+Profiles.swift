internal import Devices

extension ScenarioDraft.DeviceDraft {
  /// The most names that a message lists.
  private static let shownNames = 20

  /// Takes the devices in the file at `path` in place of the built-in ones.
  ///
  /// Only their numbers enter the scenario, and with them its digests; the path does not.
  mutating func open(_ path: String) throws(ScenarioProblem.Code) {
    do throws(DeviceError) {
      catalog = try DeviceCatalog.read(path)
    } catch {
      catalog = nil
      throw .conflict(ScenarioProblem.shown(error.description, limit: .max))
    }
  }

  /// Takes over the numbers of the device called `name`.
  mutating func take(profile name: String) throws(ScenarioProblem.Code) {
    // What is wrong with the file has been said.
    guard let catalog else { return }
    guard let profile = catalog.first(where: { $0.name == name }) else {
      let names = catalog.map(\.name)
      throw .unknownChoice(
        found: name, accepted: Array(names.prefix(Self.shownNames)),
        nearest: EditDistance.nearest(to: name, among: names))
    }
    self.profile = profile
    compute = profile.compute
    take(power: profile.power, profile.battery, profile.thermalProfile)
  }
}
