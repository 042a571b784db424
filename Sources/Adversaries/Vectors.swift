/// The squared Euclidean distance.
func distance(_ one: [Double], _ two: [Double]) -> Double {
  var sum = 0.0
  for index in one.indices {
    let difference = one[index] - two[index]
    sum += difference * difference
  }
  return sum
}

/// The inner product.
func dot(_ one: [Double], _ two: [Double]) -> Double {
  var sum = 0.0
  for index in one.indices { sum += one[index] * two[index] }
  return sum
}

/// The Euclidean norm.
func norm(_ vector: [Double]) -> Double { dot(vector, vector).squareRoot() }

/// A vector in double precision.
func doubles(_ vector: [Float]) -> [Double] { vector.map(Double.init) }

/// The vector at length one; zero stays zero.
func unit(_ vector: [Double]) -> [Double] {
  let length = norm(vector)
  return length > 0 ? vector.map { $0 / length } : vector
}
