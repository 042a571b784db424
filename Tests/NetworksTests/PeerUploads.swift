import Networks

/// Single uploads in ns-3.37 (Debian 12), which `Benchmarks/ns3_uploads.cc` repeats.
///
/// Segments of 1448 bytes (1502 on the wire), initial window 10, minimum timeout 1 s, a timer of
/// 200 ms for acknowledgements of pairs, selective acknowledgements, TcpLinuxReno or TcpCubic with
/// its HyStart, a drop-tail queue above the packet in service, acknowledgements over an equal link.
/// Seconds from connect to the last byte in order.
enum PeerUploads {
  /// One upload without random loss.
  struct Point: Sendable {
    var bytes: UInt64
    var bitsPerSecond: UInt64
    var delay: UInt64
    var queue: Int
    var control: CongestionAlgorithm
    var seconds: Double
    /// Data segments sent, repetitions included.
    var packets: UInt64

    init(
      _ bytes: UInt64, _ bitsPerSecond: UInt64, _ delay: UInt64, _ queue: Int,
      _ control: CongestionAlgorithm, _ seconds: Double, _ packets: UInt64
    ) {
      self.bytes = bytes
      self.bitsPerSecond = bitsPerSecond
      self.delay = delay
      self.queue = queue
      self.control = control
      self.seconds = seconds
      self.packets = packets
    }
  }

  /// The mean of 200 uploads with loss in the direction of the data, and its standard error.
  struct Mean: Sendable {
    var bytes: UInt64
    var bitsPerSecond: UInt64
    var delay: UInt64
    var queue: Int
    var loss: Double
    var control: CongestionAlgorithm
    var seconds: Double
    var error: Double

    init(
      _ bytes: UInt64, _ bitsPerSecond: UInt64, _ delay: UInt64, _ queue: Int, _ loss: Double,
      _ control: CongestionAlgorithm, _ seconds: Double, _ error: Double
    ) {
      self.bytes = bytes
      self.bitsPerSecond = bitsPerSecond
      self.delay = delay
      self.queue = queue
      self.loss = loss
      self.control = control
      self.seconds = seconds
      self.error = error
    }
  }

  /// Some of a grid, some at random, half of them with an overflow at the end of slow start.
  static let points: [Point] = [
    // Round trips above the timeouts of the handshake and of the first segment.
    Point(1_000_000, 20_000_000, 700_000_000, 100, .reno, 10.714026, 765),
    Point(100_000, 20_000_000, 1_500_000_000, 100, .reno, 10.709180, 70),
    Point(1_000_000, 20_000_000, 1_500_000_000, 100, .reno, 22.714026, 765),
    Point(1_000_000, 20_000_000, 1_500_000_000, 100, .cubic, 22.714026, 765),
    Point(1_000_000, 20_000_000, 10_000_000_000, 100, .reno, 150.214026, 765),
    Point(100_000, 20_000_000, 25_000_000, 100, .reno, 0.229996, 70),
    Point(100_000, 20_000_000, 25_000_000, 100, .cubic, 0.229996, 70),
    Point(1_000_000, 20_000_000, 25_000_000, 100, .reno, 0.610774, 857),
    Point(1_000_000, 20_000_000, 25_000_000, 100, .cubic, 0.613178, 842),
    Point(1_000_000, 5_000_000, 80_000_000, 1000, .reno, 2.233638, 691),
    Point(1_000_000, 5_000_000, 80_000_000, 1000, .cubic, 2.233638, 691),
    Point(5_000_000, 20_000_000, 25_000_000, 100, .reno, 2.270455, 3641),
    Point(5_000_000, 20_000_000, 25_000_000, 100, .cubic, 2.270455, 3510),
    Point(20_000_000, 200_000_000, 10_000_000, 100, .reno, 1.783250, 13960),
    Point(20_000_000, 200_000_000, 10_000_000, 100, .cubic, 1.200367, 13960),
    Point(5_000_000, 200_000_000, 80_000_000, 100, .reno, 4.262778, 3601),
    Point(5_000_000, 200_000_000, 80_000_000, 100, .cubic, 2.820595, 3601),
    Point(100_000, 60_000_000, 200_000_000, 100, .reno, 1.603060, 70),
    Point(100_000, 60_000_000, 200_000_000, 100, .cubic, 1.603060, 70),
    Point(27_278, 3_333_736, 31_828_932, 21, .reno, 0.195164, 19),
    Point(323_328, 18_578_906, 1_233_096, 426, .reno, 0.148205, 224),
    Point(100_000, 5_000_000, 10_000_000, 1000, .reno, 0.196320, 70),
    Point(54_990, 22_022_175, 22_673_442, 44, .reno, 0.165350, 38),
    Point(232_403, 16_074_098, 7_365_115, 75, .reno, 0.152251, 161),
    Point(75_119, 30_010_179, 166_271_554, 46, .reno, 1.173938, 52),
    Point(25_204, 10_407_034, 1_468_692, 51, .reno, 0.024659, 18),
    Point(135_293, 82_246_287, 42_285_974, 240, .reno, 0.385348, 94),
    Point(1_000_000, 200_000_000, 25_000_000, 20, .reno, 0.730782, 729),
    Point(5_000_000, 200_000_000, 1_000_000, 100, .reno, 0.212910, 3591),
    Point(2_809_023, 10_994_784, 3_310_656, 30, .reno, 2.130176, 1982),
    Point(5_000_000, 5_000_000, 10_000_000, 20, .reno, 8.328698, 3494),
    Point(4_925_020, 2_139_755, 14_309_304, 731, .reno, 23.318152, 4419),
    Point(1_000_000, 1_000_000, 25_000_000, 20, .reno, 8.374872, 725),
    Point(5_000_000, 1_000_000, 1_000_000, 1000, .reno, 41.496488, 4184),
    Point(5_087_528, 168_906_407, 10_819_324, 57, .reno, 0.653042, 3588),
    Point(703_026, 148_076_363, 85_677_088, 34, .reno, 1.800275, 524),
    Point(681_601, 63_772_653, 1_754_530, 179, .reno, 0.096112, 513),
    Point(1_000_000, 1_000_000, 80_000_000, 1000, .cubic, 8.592160, 691),
    Point(270_407, 101_369_341, 79_617_404, 45, .cubic, 0.882312, 187),
    Point(147_180, 11_330_319, 21_993_939, 687, .cubic, 0.241297, 102),
    Point(10_000, 5_000_000, 80_000_000, 1000, .cubic, 0.256877, 7),
    Point(10_000, 20_000_000, 80_000_000, 20, .cubic, 0.244219, 7),
    Point(100_000, 200_000_000, 25_000_000, 1000, .cubic, 0.225500, 70),
    Point(165_545, 20_098_708, 155_993_648, 297, .cubic, 1.433579, 115),
    Point(10_000, 1_000_000, 80_000_000, 20, .cubic, 0.324384, 7),
    Point(1_000_000, 5_000_000, 25_000_000, 100, .cubic, 1.772664, 737),
    Point(191_016, 3_269_424, 24_157_898, 20, .cubic, 1.493268, 170),
    Point(100_000, 1_000_000, 25_000_000, 20, .cubic, 0.906600, 84),
    Point(2_558_119, 4_597_835, 180_057_711, 31, .cubic, 6.935041, 1803),
    Point(5_000_000, 1_000_000, 10_000_000, 100, .cubic, 42.184368, 3626),
    Point(5_000_000, 20_000_000, 200_000_000, 100, .cubic, 5.954821, 3600),
    Point(447_514, 2_566_569, 6_287_235, 21, .cubic, 1.466472, 325),
    Point(4_276_937, 50_206_333, 14_512_435, 44, .cubic, 0.847869, 3030),
    Point(2_731_383, 2_873_044, 3_709_726, 52, .cubic, 7.900883, 1892),
    Point(100_000, 1_000_000, 1_000_000, 20, .cubic, 0.834600, 86),
  ]

  /// Runs 1 to 200.
  static let means: [Mean] = [
    Mean(1_000_000, 20_000_000, 25_000_000, 100, 0.001, .reno, 0.7961, 0.0242),
    Mean(1_000_000, 20_000_000, 25_000_000, 100, 0.01, .reno, 1.9472, 0.0611),
    Mean(1_000_000, 5_000_000, 50_000_000, 1000, 0.005, .cubic, 2.6405, 0.1029),
    Mean(1_000_000, 5_000_000, 50_000_000, 1000, 0.02, .reno, 6.0687, 0.1495),
    Mean(10_000_000, 20_000_000, 25_000_000, 100, 0.001, .reno, 7.4124, 0.1057),
    Mean(10_000_000, 20_000_000, 25_000_000, 100, 0.005, .reno, 16.8048, 0.1566),
    Mean(10_000_000, 20_000_000, 25_000_000, 100, 0.01, .cubic, 61.5381, 1.3476),
    Mean(10_000_000, 20_000_000, 25_000_000, 100, 0.02, .reno, 37.3198, 0.1727),
    Mean(5_000_000, 100_000_000, 5_000_000, 100, 0.005, .reno, 1.6101, 0.0326),
    Mean(5_000_000, 200_000_000, 150_000_000, 1000, 0.01, .reno, 67.0056, 0.8359),
    Mean(5_000_000, 200_000_000, 150_000_000, 1000, 0.02, .cubic, 89.8975, 1.4531),
    Mean(2_000_000, 2_000_000, 20_000_000, 50, 0.01, .cubic, 10.2717, 0.1601),
    Mean(2_000_000, 2_000_000, 20_000_000, 50, 0.02, .reno, 9.5073, 0.0566),
  ]
}
