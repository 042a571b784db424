extension Scenario.Method {
  /// The epsilon of the declared randomized response; nil without one.
  public var randomizedResponseEpsilon: Double? {
    for case .randomizedResponse(let epsilon) in protection { return epsilon }
    return nil
  }
}
