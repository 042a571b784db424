internal import Determinism
internal import Devices
internal import Networks

extension ScenarioDescription {
  static var device: FieldGroup<ScenarioDraft.DeviceDraft> {
    let efficiency = ScalarKind.text(ComputeProfile.defaultEfficiency)
    return FieldGroup(
      shorthand: "profile",
      [
        .words(
          "profile", .choice(DeviceCatalog.names), get: { _ in nil },
          set: { device, name in
            guard let profile = DeviceCatalog.profile(named: name) else {
              preconditionFailure("only names of the catalog are accepted")
            }
            device.profile = profile
            device.compute = profile.compute
          }, .optional, "Named device whose numbers hold where no other key replaces them."),
        speed(\.compute, .derived("the profile's") { $0.profile != nil }),
        bandwidth(\.compute, .derived("the profile's") { $0.profile != nil }),
        .quantity(
          "memory", .size, ScenarioLimits.memories, get: { $0.compute.memory?.bytes },
          set: { $0.compute.memory = ByteCount($1) }, .optional,
          "Memory that a run may use. Default: the profile's, or no limit."),
        self.efficiency(
          \.compute,
          .derived("the profile's, or \(efficiency)") { device in
            if device.profile == nil {
              device.compute.efficiency = ComputeProfile.defaultEfficiency
            }
            return true
          }),
        .words(
          "name", .name, get: { $0.name }, set: { $0.name = $1 },
          .derived("the profile's name, or custom if another key changes the profile") { device in
            let isUnchanged = device.profile?.compute == device.compute
            device.name = isUnchanged ? device.profile?.name ?? "custom" : "custom"
            return true
          }, "Name of the device in reports."),
      ])
  }

  static var server: FieldGroup<Scenario.Server> {
    FieldGroup([
      speed(\.compute, .required),
      bandwidth(\.compute, .required),
      efficiency(\.compute, .fallback(ScalarKind.text(ComputeProfile.defaultEfficiency))),
      .quantity(
        "cache", .size, ScenarioLimits.caches, get: { $0.cache.bytes },
        set: { $0.cache = ByteCount($1) }, .fallback("1 GiB"),
        "Capacity of the activation cache."),
    ])
  }

  private static func speed<Root>(
    _ path: WritableKeyPath<Root, ComputeProfile>, _ presence: Presence<Root>
  ) -> Field<Root> {
    .quantity(
      "compute", .speed, ScenarioLimits.speeds,
      get: { $0[keyPath: path].floatingPointOperationsPerSecond },
      set: { $0[keyPath: path].floatingPointOperationsPerSecond = $1 }, presence,
      "Peak arithmetic in FP32.")
  }

  private static func bandwidth<Root>(
    _ path: WritableKeyPath<Root, ComputeProfile>, _ presence: Presence<Root>
  ) -> Field<Root> {
    .quantity(
      "memory_bandwidth", .bandwidth, ScenarioLimits.bandwidths,
      get: { $0[keyPath: path].memoryBytesPerSecond },
      set: { $0[keyPath: path].memoryBytesPerSecond = $1 }, presence, "Peak memory traffic.")
  }

  private static func efficiency<Root>(
    _ path: WritableKeyPath<Root, ComputeProfile>, _ presence: Presence<Root>
  ) -> Field<Root> {
    .share(
      "efficiency", path.appending(path: \.efficiency), RealRange(lower: 0.001, upper: 1),
      presence, "Share of the arithmetic peak that real kernels reach.")
  }
}
