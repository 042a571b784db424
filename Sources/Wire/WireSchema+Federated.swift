extension WireSchema {
  /// The messages of federated averaging: trained arrays in both directions, and nothing of a
  /// sample.
  static let federated: WireSchema = {
    var hello = standard.message("Hello")
    hello.fields.append(.own(9, "method", .enumeration([code(of: .fedavg)])))
    let tensors = { (number: Int) in
      Field.own(number, "tensors", .message("Tensor"), repeated: true)
    }
    return WireSchema(
      deviceRoot: "DeviceMessage", serverRoot: "ServerMessage",
      messages: [
        Message(
          "DeviceMessage", exactlyOne: true,
          standard.message("DeviceMessage").fields.filter { $0.name != "samples" } + [
            .own(6, "local_update", .message("LocalUpdate"))
          ]),
        Message(
          "ServerMessage", exactlyOne: true,
          [
            .own(4, "side_network", .message("SideNetwork")),
            .own(7, "global_model", .message("GlobalModel")),
          ]), hello,
        Message(
          "LocalUpdate",
          [.own(1, "round", .fixed32), .own(2, "loss", .bytes(.scalar)), tensors(3)]),
        Message("GlobalModel", [.own(1, "round", .fixed32), tensors(2)]),
      ] + ["Goodbye", "SideNetwork", "Tensor"].map(standard.message),
      framing: .grpc, isOrdered: true, roles: [])
  }()
}
