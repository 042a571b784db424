import Tensors

/// A large matrix product: the speed that no forward or backward pass can exceed.
enum PlainProduct {
  /// Its speed on all workers at once, each with a product of its own.
  static func gigaflops(pool: WorkerPool) -> Double {
    let (rows, size) = (512, 1024)
    let jobs = (0..<pool.workers).map { _ in
      (
        a: FloatBuffer([Float](repeating: 0.5, count: rows * size)),
        b: FloatBuffer([Float](repeating: 0.25, count: size * size)),
        c: FloatBuffer(count: rows * size)
      )
    }
    let clock = WallClock()
    let rounds = 8
    var count = 0
    while clock.seconds < 0.5 {
      pool.forEach(jobs.count) { worker in
        for _ in 0..<rounds {
          let (a, b, c) = jobs[worker]
          MatrixBackend.openBLAS.multiply(
            rows: rows, columns: size, inner: size, MatrixView(a.base, stride: size),
            MatrixView(b.base, stride: size), into: MatrixView(c.base, stride: size))
        }
      }
      count += rounds * jobs.count
    }
    return Double(count) * 2 * Double(rows * size * size) / clock.seconds / 1e9
  }
}
