internal import Determinism
internal import Devices
internal import Networks

extension ScenarioDescription {
  static var device: FieldGroup<ScenarioDraft.DeviceDraft> {
    let efficiency = ScalarKind.text(ComputeProfile.defaultEfficiency)
    return FieldGroup(
      shorthand: "profile",
      [
        deviceFile, profile,
        .words(
          "precision", .choice(DeviceProfile.Precision.allCases.map(\.rawValue)),
          get: { _ in nil },
          set: { device, name in
            guard let precision = DeviceProfile.Precision(rawValue: name),
              let compute = device.profile?.compute(in: precision)
            else { return device.isHalfUnknown = true }
            device.compute = compute
          }, .optional, "Arithmetic whose peak the profile's numbers are. Default: fp32."),
        speed(\.compute, .derived("the profile's") { $0.profile != nil }),
        bandwidth(\.compute, .derived("the profile's") { $0.profile != nil }),
        .quantity(
          "memory", .size, DeviceLimits.memories, get: { $0.compute.memory?.bytes },
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
        launchOverhead(\.compute),
        .section(
          "power", \.hasPower,
          FieldGroup([
            watts("idle_watts", \.power.idleWatts, "What it draws at rest."),
            watts("load_watts", \.power.loadWatts, "What it draws at work."),
          ]), "What the device draws. Default: the profile's; without it no energy is reported."),
        .section(
          "battery", \.hasBattery,
          FieldGroup([
            .real(
              "watt_hours", \.battery.capacityWattHours,
              RealRange(lower: 0, upper: 1e6, excludesLower: true), .required, "Its capacity."),
            .share(
              "charge", \.battery.initialCharge, RealRange(lower: 0, upper: 1), .fallback("1"),
              "Its charge at the start."),
          ]), "The battery. Default: the profile's."),
        .section(
          "thermal", \.hasThermal, thermal.focused(on: \.thermal),
          "How the device heats up and slows down. Default: the profile's."),
        .choice(
          "radio", \.radio, .fallback("lte"),
          "What the radio draws (Huang et al., MobiSys 2012)."),
        .words(
          "name", .name, get: { $0.name }, set: { $0.name = $1 },
          .derived("the profile's name, or custom if another key changes the profile") { device in
            let isUnchanged = device.profile?.compute == device.compute
            device.name = isUnchanged ? device.profile?.name ?? "custom" : "custom"
            return true
          }, "Name of the device in reports."),
      ])
  }

  private static var deviceFile: Field<ScenarioDraft.DeviceDraft> {
    .words(
      "file", .path, get: { _ in nil },
      set: { (device, path) throws(ScenarioProblem.Code) in try device.open(path) }, .optional,
      "File of devices that profile then names, relative to the scenario file.")
  }

  private static var profile: Field<ScenarioDraft.DeviceDraft> {
    let names = DeviceCatalog.names.joined(separator: ", ")
    return .words(
      "profile", .name, get: { _ in nil },
      set: { (device, name) throws(ScenarioProblem.Code) in try device.take(profile: name) },
      .optional,
      "Named device whose numbers hold where no other key replaces them: one of file, or of "
        + "\(names).")
  }

  private static var thermal: FieldGroup<ThermalProfile> {
    let celsius = RealRange(DeviceLimits.temperatures)
    return FieldGroup([
      .real(
        "kelvin_per_watt", \.resistanceKelvinPerWatt, RealRange(DeviceLimits.thermalResistances),
        .required,
        "Steady rise above the ambient temperature for each watt."),
      .time(
        "time_constant", \.timeConstant, 1_000_000...ScenarioLimits.moments, .required,
        "How fast the temperature follows."),
      .real("ambient_celsius", \.ambientCelsius, celsius, .fallback("25"), "Around the device."),
      .real(
        "throttle_celsius", \.throttleStartCelsius, celsius, .required, "Where slowing begins."),
      .real("limit_celsius", \.limitCelsius, celsius, .required, "Where it is slowest."),
      .share(
        "minimum_speed", \.minimumSpeed, RealRange(DeviceLimits.minimumSpeeds),
        .required,
        "Share of its speed at the limit."),
    ])
  }

  private static func watts<Root>(
    _ key: String, _ path: WritableKeyPath<Root, Double>, _ summary: String
  ) -> Field<Root> {
    .real(key, path, RealRange(DeviceLimits.watts), .required, summary)
  }

  private static func launchOverhead<Root>(
    _ path: WritableKeyPath<Root, ComputeProfile>
  ) -> Field<Root> {
    .quantity(
      "launch_overhead", .duration, DeviceLimits.launchOverheads,
      get: { $0[keyPath: path].launchOverhead.nanoseconds },
      set: { $0[keyPath: path].launchOverhead = SimDuration(nanoseconds: $1) },
      .derived("the profile's, or 10 us") { _ in true },
      "Time to hand one operation to the processor.")
  }

  static var server: FieldGroup<Scenario.Server> {
    FieldGroup([
      speed(\.compute, .required),
      bandwidth(\.compute, .required),
      efficiency(\.compute, .fallback(ScalarKind.text(ComputeProfile.defaultEfficiency))),
      launchOverhead(\.compute),
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
      "compute", .speed, DeviceLimits.speeds,
      get: { $0[keyPath: path].floatingPointOperationsPerSecond },
      set: { $0[keyPath: path].floatingPointOperationsPerSecond = $1 }, presence,
      "Peak arithmetic in FP32.")
  }

  private static func bandwidth<Root>(
    _ path: WritableKeyPath<Root, ComputeProfile>, _ presence: Presence<Root>
  ) -> Field<Root> {
    .quantity(
      "memory_bandwidth", .bandwidth, DeviceLimits.bandwidths,
      get: { $0[keyPath: path].memoryBytesPerSecond },
      set: { $0[keyPath: path].memoryBytesPerSecond = $1 }, presence, "Peak memory traffic.")
  }

  private static func efficiency<Root>(
    _ path: WritableKeyPath<Root, ComputeProfile>, _ presence: Presence<Root>
  ) -> Field<Root> {
    .share(
      "efficiency", path.appending(path: \.efficiency), RealRange(DeviceLimits.efficiencies),
      presence, "Share of the arithmetic peak that real kernels reach.")
  }
}
